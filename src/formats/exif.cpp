#include "formats/exif.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/exif_tags.h"
#include "formats/iptc.h"
#include "formats/text.h"
#include "formats/xmp.h"

namespace sluice::formats {
namespace {

enum class Ifd { primary, exif, gps };

// TIFF 6.0, section 2, and UTF-8 of Exif 3.0.
namespace type {
constexpr std::uint16_t kByte = 1;
constexpr std::uint16_t kAscii = 2;
constexpr std::uint16_t kShort = 3;
constexpr std::uint16_t kLong = 4;
constexpr std::uint16_t kRational = 5;
constexpr std::uint16_t kUndefined = 7;
constexpr std::uint16_t kUtf8 = 129;
}  // namespace type

std::size_t size_of(std::uint16_t value_type) {
  constexpr std::array<std::uint8_t, 14> kSizes{1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return value_type < kSizes.size() ? kSizes.at(value_type) : 1;
}

struct Entry {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  ByteView value;
  [[nodiscard]] bool is_text() const { return type == type::kAscii || type == type::kUtf8; }
  [[nodiscard]] bool has_byte_units() const { return is_text() || type == type::kByte || type == type::kUndefined; }
};

struct Taken {
  std::string time;
  std::string fraction;
  std::string offset;
};

struct Coordinate {
  std::optional<double> degrees;
  bool negative = false;
};

// Short plain text only: what Fooocus writes there. Cameras' own notes are binary.
bool is_short_text(ByteView bytes) {
  while (!bytes.empty() && bytes.back() == 0) bytes = bytes.first(bytes.size() - 1);
  return !bytes.empty() && bytes.size() <= 256 &&
         std::ranges::all_of(bytes, [](Byte b) { return b >= 0x20 && b < 0x7F; });
}

class ExifReader {
 public:
  ExifReader(ByteView blob, Collector& collector) : blob_(blob), collector_(collector) {}

  Result<void> run() {
    ByteReader reader(blob_);
    const std::uint16_t mark = SLUICE_TRY(reader.u16be());
    if (mark != 0x4949 && mark != 0x4D4D) return fail(Code::corrupt, "no TIFF header");
    order_ = mark == 0x4949 ? std::endian::little : std::endian::big;
    if (SLUICE_TRY(reader.u16(order_)) != 42) return fail(Code::corrupt, "no TIFF header");
    const std::uint32_t first = SLUICE_TRY(reader.u32(order_));
    const Result<void> walk = read_directory(first, Ifd::primary);
    apply();
    return walk;
  }

 private:
  Result<void> read_directory(std::uint32_t offset, Ifd ifd) {
    if (!visited_.insert(offset).second) return fail(Code::corrupt, "a directory refers to itself");
    ByteReader reader(blob_);
    SLUICE_TRY(reader.seek(offset));
    const std::uint16_t count = SLUICE_TRY(reader.u16(order_));
    for (std::uint16_t i = 0; i < count; ++i) {
      if (!collector_.count_chunk()) return {};
      const Entry entry = SLUICE_TRY(read_entry(reader));
      value_bytes_ += entry.value.size();
      if (value_bytes_ > 2 * blob_.size())
        return fail(Code::corrupt, "entries share their values: the rest is not read");
      SLUICE_TRY(take_entry(entry, ifd));
    }
    return {};
  }

  Result<Entry> read_entry(ByteReader& reader) {
    Entry entry;
    entry.tag = SLUICE_TRY(reader.u16(order_));
    entry.type = SLUICE_TRY(reader.u16(order_));
    const std::uint64_t count = SLUICE_TRY(reader.u32(order_));
    const ByteView inline_value = SLUICE_TRY(reader.take(4));
    const std::uint64_t size = count * size_of(entry.type);
    if (size <= 4) {
      entry.value = inline_value.first(static_cast<std::size_t>(size));
      return entry;
    }
    const std::uint64_t offset = SLUICE_TRY(ByteReader(inline_value).u32(order_));
    const std::uint64_t available = offset < blob_.size() ? blob_.size() - offset : 0;
    if (available < size) collector_.warn(fmt::format("exif: tag 0x{:04X} ends after the data", entry.tag));
    if (available > 0)
      entry.value =
          blob_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(std::min(size, available)));
    return entry;
  }

  Result<void> take_entry(const Entry& entry, Ifd ifd) {
    if (ifd == Ifd::gps) {
      take_position(entry);
      return {};
    }
    if (entry.tag == tag::kExifIfd || entry.tag == tag::kGpsIfd) return enter(entry, ifd);
    if (entry.tag == tag::kOrientation && ifd == Ifd::primary) take_orientation(entry);
    if (entry.tag == tag::kRating) take_rating(entry);
    if (entry.tag == tag::kXmp && ifd == Ifd::primary && entry.has_byte_units()) read_xmp(entry.value, collector_);
    if (entry.tag == tag::kIptc && ifd == Ifd::primary) read_iptc(entry.value, collector_);
    const std::optional<std::string> text = text_of(entry);
    if (!text || trimmed(*text).empty()) return {};  // cameras fill fields with spaces
    keep(entry.tag, *text);
    const std::string_view name = exif_tag_name(entry.tag);
    collector_.add_text("exif", name.empty() ? fmt::format("0x{:04X}", entry.tag) : std::string(name), *text);
    return {};
  }

  Result<void> enter(const Entry& entry, Ifd ifd) {
    if (ifd != Ifd::primary || entry.value.size() != 4) return {};
    const std::uint32_t offset = SLUICE_TRY(ByteReader(entry.value).u32(order_));
    const Result<void> walk = read_directory(offset, entry.tag == tag::kExifIfd ? Ifd::exif : Ifd::gps);
    // What follows in IFD0 may still be whole.
    if (!walk) collector_.warn("exif: " + walk.error().message);
    return {};
  }

  std::optional<std::string> text_of(const Entry& entry) {
    if (entry.tag == tag::kUserComment && entry.has_byte_units()) return user_comment(entry.value);
    if (entry.tag >= tag::kFirstXp && entry.tag <= tag::kLastXp && entry.has_byte_units()) {
      std::string text = decoded_utf16(entry.value, ByteOrder::little_endian);
      if (entry.tag == tag::kXpKeywords) add_keywords(text);
      return text;
    }
    if (entry.tag == tag::kMakerNote) {
      return is_short_text(entry.value) ? std::optional(decoded_c_string(entry.value)) : std::nullopt;
    }
    if (!entry.is_text()) return std::nullopt;
    if (entry.tag == tag::kCopyright) return copyright(entry.value);
    // Some savers put UTF-16 where ASCII belongs.
    return looks_like_utf16(entry.value) ? decoded_utf16(entry.value, ByteOrder::little_endian)
                                         : decoded_c_string(entry.value);
  }

  // Eight bytes of code, then the text (CIPA DC-008, 4.6.5, UserComment); many writers get one or the other wrong.
  std::string user_comment(ByteView value) const {
    const ByteOrder order = order_ == std::endian::big ? ByteOrder::big_endian : ByteOrder::little_endian;
    const std::string_view all = as_text(value);
    if (all.starts_with("UNICODE") && value.size() >= 8) return decoded_utf16(value.subspan(8), order);
    const bool has_code =
        value.size() >= 8 && (all.starts_with(std::string_view("ASCII\0\0\0", 8)) || all.starts_with("JIS\0") ||
                              all.starts_with(std::string_view("\0\0\0\0\0\0\0\0", 8)));
    if (has_code) value = value.subspan(8);
    const bool has_mark =
        value.size() >= 2 && ((value[0] == 0xFE && value[1] == 0xFF) || (value[0] == 0xFF && value[1] == 0xFE));
    if (has_mark || looks_like_utf16(value)) return decoded_utf16(value, order);
    return decoded_text(value);
  }

  // Photographer, NUL, editor.
  static std::string copyright(ByteView value) {
    std::string text = decoded_c_string(value);
    if (text.size() < value.size()) {
      const std::string editor = decoded_c_string(value.subspan(std::min(value.size(), as_text(value).find('\0') + 1)));
      if (!editor.empty()) text += "; " + editor;
    }
    return text;
  }

  void add_keywords(std::string_view text) {
    while (!text.empty()) {
      const std::string_view part = text.substr(0, text.find(';'));
      collector_.add_subject(trimmed(part));
      text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
  }

  void keep(std::uint16_t tag, const std::string& text) {
    switch (tag) {
      case tag::kMake:
        return keep_camera(text, make_);
      case tag::kModel:
        return keep_camera(text, model_);
      case tag::kLensModel:
        return keep_camera(text, lens_);
      case tag::kDateTimeOriginal:
        taken_.time = text;
        return;
      case tag::kSubSecTimeOriginal:
        taken_.fraction = text;
        return;
      case tag::kOffsetTimeOriginal:
        taken_.offset = text;
        return;
      case tag::kOffsetTime:
        offset_time_ = text;
        return;
      default:
        return;
    }
  }

  static void keep_camera(std::string_view text, std::string& out) {
    if (!is_embedded_json(text) && text.size() <= 256) out = trimmed(text);
  }

  std::optional<std::uint32_t> number(const Entry& entry) const {
    ByteReader reader(entry.value);
    if (entry.type == type::kShort) {
      const auto value = reader.u16(order_);
      return value ? std::optional<std::uint32_t>(*value) : std::nullopt;
    }
    const auto value = reader.u32(order_);
    return entry.type == type::kLong && value ? std::optional(*value) : std::nullopt;
  }

  void take_orientation(const Entry& entry) {
    const auto value = number(entry);
    if (value && *value >= 1 && *value <= 8) collector_.technical().orientation = static_cast<std::uint16_t>(*value);
  }

  void take_rating(const Entry& entry) {
    const auto value = number(entry);
    if (value && *value <= 5 && !collector_.metadata().rating) collector_.metadata().rating = *value;
  }

  void take_position(const Entry& entry) {
    const bool minus = !entry.value.empty() && (entry.value.front() == 'S' || entry.value.front() == 'W');
    switch (entry.tag) {
      case tag::kGpsLatitudeRef:
        latitude_.negative = minus;
        break;
      case tag::kGpsLongitudeRef:
        longitude_.negative = minus;
        break;
      case tag::kGpsLatitude:
        latitude_.degrees = degrees(entry);
        break;
      case tag::kGpsLongitude:
        longitude_.degrees = degrees(entry);
        break;
      default:
        break;
    }
  }

  // Degrees, minutes, seconds as three rationals.
  std::optional<double> degrees(const Entry& entry) const {
    if (entry.type != type::kRational) return std::nullopt;
    ByteReader reader(entry.value);
    double sum = 0;
    double unit = 1;
    for (int i = 0; i < 3; ++i, unit *= 60) {
      const auto numerator = reader.u32(order_);
      const auto denominator = reader.u32(order_);
      if (!numerator || !denominator) return i > 0 ? std::optional(sum) : std::nullopt;
      if (*denominator == 0 && (*numerator != 0 || i == 0)) return std::nullopt;
      if (*denominator != 0) sum += static_cast<double>(*numerator) / *denominator / unit;
    }
    return sum;
  }

  void apply() {
    model::Camera& camera = collector_.metadata().camera;
    if (!make_.empty()) camera.make = make_;
    if (!model_.empty()) camera.model = model_;
    if (!lens_.empty()) camera.lens = lens_;
    const std::string& offset = taken_.offset.empty() ? offset_time_ : taken_.offset;
    if (const auto taken = parse_time(taken_.time, offset, taken_.fraction)) camera.taken_at = taken;
    if (!latitude_.degrees || !longitude_.degrees || *latitude_.degrees > 90 || *longitude_.degrees > 180) return;
    camera.gps_lat = latitude_.negative ? -*latitude_.degrees : *latitude_.degrees;
    camera.gps_lon = longitude_.negative ? -*longitude_.degrees : *longitude_.degrees;
  }

  ByteView blob_;
  Collector& collector_;
  std::endian order_ = std::endian::little;
  std::set<std::uint32_t> visited_;
  std::uint64_t value_bytes_ = 0;  // looked at so far: entries that share bytes must not multiply the work
  std::string make_;
  std::string model_;
  std::string lens_;
  std::string offset_time_;
  Taken taken_;
  Coordinate latitude_;
  Coordinate longitude_;
};

}  // namespace

void read_exif(ByteView blob, Collector& collector) {
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  if (as_text(blob).starts_with(kPrefix)) blob = blob.subspan(kPrefix.size());
  if (blob.size() > collector.limits().exif_bytes) {
    collector.warn(
        fmt::format("exif: {} bytes, only the first {} are read", blob.size(), collector.limits().exif_bytes));
    blob = blob.first(collector.limits().exif_bytes);
  }
  const Result<void> walk = ExifReader(blob, collector).run();
  if (!walk) collector.warn("exif: " + walk.error().message);
}

}  // namespace sluice::formats
