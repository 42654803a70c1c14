#include "formats/xmp.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/text.h"
#include "formats/xml.h"

namespace sluice::formats {
namespace {

constexpr std::size_t kBindings = 128;         // namespace declarations of one packet
constexpr std::size_t kValueBytes = 4u << 20;  // one value: a graph in exif:UserComment at most
constexpr std::size_t kItems = 4096;           // values of one list

constexpr std::array kPrefixes = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"},
    {"adobe:ns:meta/", "x"},
    {"http://purl.org/dc/elements/1.1/", "dc"},
    {"http://ns.adobe.com/xap/1.0/", "xmp"},
    {"http://ns.adobe.com/xap/1.0/rights/", "xmpRights"},
    {"http://ns.adobe.com/xap/1.0/mm/", "xmpMM"},
    {"http://ns.adobe.com/exif/1.0/", "exif"},
    {"http://ns.adobe.com/exif/1.0/aux/", "aux"},
    {"http://cipa.jp/exif/1.0/", "exifEX"},
    {"http://ns.adobe.com/tiff/1.0/", "tiff"},
    {"http://ns.adobe.com/photoshop/1.0/", "photoshop"},
    {"http://ns.adobe.com/lightroom/1.0/", "lr"},
    {"http://ns.adobe.com/camera-raw-settings/1.0/", "crs"},
    {"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "Iptc4xmpCore"},
    {"http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"},
    {"http://ns.microsoft.com/photo/1.0/", "MicrosoftPhoto"},
    {"http://www.w3.org/XML/1998/namespace", "xml"},
});

struct Binding {
  std::string_view prefix;
  std::string uri;
};

enum class Role { document, rdf, description, property, list, item, other };

struct Frame {
  Role role = Role::other;
  std::string name;  // canonical, "dc:subject"
  std::string text;
  std::vector<std::string> values;  // property: what its list held
  bool has_children = false;
  std::size_t bindings = 0;  // how many were known before this element
};

std::string joined(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    if (!out.empty()) out += ", ";
    out += value;
  }
  return out;
}

// "51,30.5N" or "51,30,30N" (XMP specification part 2, GPSCoordinate).
std::optional<double> parse_coordinate(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  const char side = text.back();
  text.remove_suffix(1);
  double degrees = 0;
  double unit = 1;
  while (!text.empty() && unit <= 3600) {
    const std::string_view part = text.substr(0, text.find(','));
    const auto value = parse_number(part);
    if (!value) return std::nullopt;
    degrees += *value / unit;
    unit *= 60;
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  if (std::abs(degrees) > 180) return std::nullopt;
  if (side == 'S' || side == 'W') return -degrees;
  return side == 'N' || side == 'E' ? std::optional(degrees) : std::nullopt;
}

class XmpReader {
 public:
  XmpReader(std::string_view packet, Collector& collector) : scanner_(packet), collector_(collector) {
    frames_.push_back({.role = Role::document, .name = {}, .text = {}, .values = {}});
  }

  Result<void> run() {
    while (true) {
      const XmlToken token = SLUICE_TRY(scanner_.next());
      switch (token.kind) {
        case XmlToken::Kind::finished:
          return {};
        case XmlToken::Kind::text:
          add_text(token.text);
          break;
        case XmlToken::Kind::start:
          if (!collector_.count_chunk()) return {};
          SLUICE_TRY(open(token));
          if (token.closed) close();
          break;
        case XmlToken::Kind::end:
          close();
          break;
      }
    }
  }

  void apply_position() {
    model::Camera& camera = collector_.metadata().camera;
    if (!latitude_ || !longitude_ || std::abs(*latitude_) > 90 || camera.gps_lat) return;
    camera.gps_lat = latitude_;
    camera.gps_lon = longitude_;
  }

 private:
  Result<void> open(const XmlToken& token) {
    // The document itself is a frame, and RDF nests two elements a level.
    if (frames_.size() > collector_.limits().depth * 2u) return fail(Code::corrupt, "too deeply nested");
    Frame frame;
    frame.bindings = bindings_.size();
    bind(token);
    frame.name = canonical(token.name);
    Frame& parent = frames_.back();
    parent.has_children = true;
    frame.role = role_of(parent.role, frame.name);
    if (frame.role == Role::description) take_attributes(token);
    if (frame.role == Role::property || frame.role == Role::item) take_resource(token, frame);
    frames_.push_back(std::move(frame));
    return {};
  }

  static Role role_of(Role parent, std::string_view name) {
    switch (parent) {
      case Role::document:
        return name == "rdf:RDF"                            ? Role::rdf
               : name == "x:xmpmeta" || name == "x:xapmeta" ? Role::document
                                                            : Role::other;
      case Role::rdf:
        return name == "rdf:Description" ? Role::description : Role::other;
      case Role::description:
        return Role::property;
      case Role::property:
        return name == "rdf:Bag" || name == "rdf:Seq" || name == "rdf:Alt" ? Role::list : Role::other;
      case Role::list:
        return name == "rdf:li" ? Role::item : Role::other;
      case Role::item:
      case Role::other:
        return Role::other;
    }
    return Role::other;
  }

  void close() {
    if (frames_.size() < 2) return;
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    bindings_.resize(std::min(bindings_.size(), frame.bindings));
    if (frame.role == Role::item && !frame.has_children) frames_.back().values.push_back(std::move(frame.text));
    if (frame.role == Role::list) {
      frames_.back().values = std::move(frame.values);
      return;
    }
    if (frame.role != Role::property) return;
    if (!frame.has_children) frame.values.push_back(std::move(frame.text));
    add_property(frame.name, frame.values);
  }

  void add_text(std::string_view text) {
    Frame& frame = frames_.back();
    const bool wanted = frame.role == Role::property || frame.role == Role::item;
    if (wanted && frame.text.size() < kValueBytes) frame.text += clipped(text, kValueBytes - frame.text.size());
  }

  void bind(const XmlToken& token) {
    for (const XmlAttribute& attribute : token.attributes) {
      const bool is_default = attribute.name == "xmlns";
      if (!is_default && !attribute.name.starts_with("xmlns:")) continue;
      if (bindings_.size() < kBindings)
        bindings_.push_back({is_default ? std::string_view() : attribute.name.substr(6), attribute.value});
    }
  }

  std::string canonical(std::string_view name) const {
    const auto colon = name.find(':');
    const std::string_view prefix = colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
    const std::string_view local = colon == std::string_view::npos ? name : name.substr(colon + 1);
    for (const Binding& binding : bindings_ | std::views::reverse) {
      if (binding.prefix != prefix) continue;
      const auto known = std::ranges::find(kPrefixes, std::string_view(binding.uri),
                                           &std::pair<std::string_view, std::string_view>::first);
      return known == kPrefixes.end() ? std::string(name) : fmt::format("{}:{}", known->second, local);
    }
    return std::string(name);
  }

  void take_attributes(const XmlToken& token) {
    for (const XmlAttribute& attribute : token.attributes) {
      if (attribute.name.starts_with("xml")) continue;  // xmlns, xml:lang
      const std::string name = canonical(attribute.name);
      if (!name.starts_with("rdf:") && name.contains(':')) add_property(name, {attribute.value});
    }
  }

  // <a rdf:resource="…"/> is a value; rdf:parseType="Resource" makes a structure of what follows.
  void take_resource(const XmlToken& token, Frame& frame) const {
    for (const XmlAttribute& attribute : token.attributes) {
      const std::string name = canonical(attribute.name);
      if (name == "rdf:resource") frame.text = attribute.value;
      if (name == "rdf:parseType") frame.has_children = true;
    }
  }

  void add_property(const std::string& name, std::vector<std::string> values) {
    if (values.size() > kItems) values.resize(kItems);
    std::erase_if(values, [](const std::string& value) { return trimmed(value).empty(); });
    if (values.empty()) return;
    for (std::string& value : values) value = to_text(value);
    interpret(name, values);
    collector_.add_text("xmp", to_text(name), joined(values));
  }

  void interpret(std::string_view name, const std::vector<std::string>& values) {
    model::RawMetadata& metadata = collector_.metadata();
    model::Camera& camera = metadata.camera;
    const std::string& value = values.front();
    const auto fill = [&](std::string& field) {
      if (field.empty() && value.size() <= 256 && !is_embedded_json(value)) field = trimmed(value);
    };
    if (name == "dc:subject") {
      for (const std::string& subject : values) collector_.add_subject(trimmed(subject));
    } else if (name == "xmp:Rating") {
      if (const auto rating = parse_number(value)) metadata.rating = std::clamp(*rating, -1.0, 5.0);
    } else if (name == "tiff:Make") {
      fill(camera.make);
    } else if (name == "tiff:Model") {
      fill(camera.model);
    } else if (name == "exifEX:LensModel" || name == "aux:Lens") {
      fill(camera.lens);
    } else if (name == "exif:DateTimeOriginal" || name == "photoshop:DateCreated") {
      if (!camera.taken_at) camera.taken_at = parse_time(value);
    } else if (name == "xmp:CreateDate") {
      if (!metadata.container_created_at) metadata.container_created_at = parse_time(value);
    } else if (name == "exif:GPSLatitude") {
      latitude_ = parse_coordinate(value);
    } else if (name == "exif:GPSLongitude") {
      longitude_ = parse_coordinate(value);
    }
  }

  XmlScanner scanner_;
  Collector& collector_;
  std::vector<Frame> frames_;
  std::vector<Binding> bindings_;
  std::optional<double> latitude_;
  std::optional<double> longitude_;
};

std::string text_of(ByteView packet) {
  const bool has_mark =
      packet.size() >= 2 && ((packet[0] == 0xFE && packet[1] == 0xFF) || (packet[0] == 0xFF && packet[1] == 0xFE));
  if (has_mark || looks_like_utf16(packet)) return decoded_utf16(packet, ByteOrder::big_endian);
  if (as_text(packet).starts_with("\xEF\xBB\xBF")) packet = packet.subspan(3);
  return decoded_text(packet);
}

}  // namespace

void read_xmp(ByteView packet, Collector& collector) {
  if (packet.size() > collector.limits().text_bytes) {
    collector.warn(
        fmt::format("xmp: {} bytes, only the first {} are read", packet.size(), collector.limits().text_bytes));
    packet = packet.first(static_cast<std::size_t>(collector.limits().text_bytes));
  }
  std::string text = text_of(packet);
  if (trimmed(text).empty()) return;
  XmpReader reader(text, collector);
  const Result<void> walk = reader.run();
  if (!walk) collector.warn("xmp: " + walk.error().message);
  reader.apply_position();
  collector.add_text("xmp", "packet", std::move(text));
}

}  // namespace sluice::formats
