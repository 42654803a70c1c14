#pragma once

// Boxes, and films and HEIF pictures made of them. For tests of any folder.

#include <string>
#include <utility>
#include <vector>

#include "formats/testing/bytes_builder.h"

namespace sluice::formats::testing {

inline Bytes box(std::string_view type, ByteView payload) {
  return BytesBuilder().u32be(payload.size() + 8).text(type).bytes(payload).build();
}
inline Bytes box_of(std::string_view type, const std::vector<Bytes>& children) {
  BytesBuilder payload;
  for (const Bytes& child : children) payload.bytes(child);
  return box(type, payload.build());
}
inline Bytes large_box(std::string_view type, ByteView payload) {
  return BytesBuilder().u32be(1).text(type).u64be(payload.size() + 16).bytes(payload).build();
}
inline Bytes full_box(std::string_view type, Byte version, std::uint32_t flags, ByteView payload) {
  return box(type, BytesBuilder().u8(version).u24be(flags).bytes(payload).build());
}
inline Bytes joined(const std::vector<Bytes>& parts) {
  BytesBuilder out;
  for (const Bytes& part : parts) out.bytes(part);
  return out.build();
}

inline Bytes file_type_box(std::string_view major, std::string_view compatible = "") {
  return box("ftyp", BytesBuilder().text(major).u32be(0).text(compatible).build());
}

using Tags = std::vector<std::pair<std::string, std::string>>;

inline Bytes data_box(std::uint32_t type, ByteView value) {
  return box("data", BytesBuilder().u32be(type).u32be(0).bytes(value).build());
}

inline Bytes handler_box(std::string_view type) {
  return full_box("hdlr", 0, 0, BytesBuilder().u32be(0).text(type).zeros(13).build());
}

// What ffmpeg writes with use_metadata_tags, and ComfyUI with it.
inline Bytes keyed_metadata(const Tags& tags) {
  BytesBuilder keys;
  BytesBuilder list;
  keys.u32be(0).u32be(tags.size());
  std::uint32_t index = 0;
  for (const auto& [key, value] : tags) {
    keys.u32be(key.size() + 8).text("mdta").text(key);
    const Bytes data = data_box(1, as_bytes(value));
    list.u32be(data.size() + 8).u32be(++index).bytes(data);
  }
  return box_of(
      "udta",
      {full_box("meta", 0, 0, joined({handler_box("mdta"), box("keys", keys.build()), box("ilst", list.build())}))});
}

// iTunes' form: four-character atoms.
inline Bytes itunes_metadata(const Tags& tags) {
  BytesBuilder list;
  for (const auto& [atom, value] : tags) list.bytes(box(atom, data_box(1, as_bytes(value))));
  return box_of("udta", {full_box("meta", 0, 0, joined({handler_box("mdir"), box("ilst", list.build())}))});
}

struct FilmTrack {
  std::string handler = "vide";
  std::string codec = "avc1";
  std::uint16_t width = 64;
  std::uint16_t height = 48;
  std::uint32_t time_scale = 12800;
  std::uint32_t samples = 50;
  std::uint32_t sample_duration = 512;
  int quarter_turns = 0;  // clockwise
};

inline Bytes track_box(const FilmTrack& track, std::uint32_t id = 1) {
  constexpr std::uint32_t kOne = 0x10000;
  constexpr std::uint32_t kMinusOne = 0xFFFF0000u;
  const std::uint32_t a[4] = {kOne, 0, kMinusOne, 0};
  const std::uint32_t b[4] = {0, kOne, 0, kMinusOne};
  const std::uint32_t c[4] = {0, kMinusOne, 0, kOne};
  const int turns = track.quarter_turns & 3;
  const bool pictures = track.handler != "soun";
  BytesBuilder header;
  header.u32be(0).u32be(0).u32be(id).u32be(0).u32be(1000).zeros(16);
  header.u32be(a[turns]).u32be(b[turns]).u32be(0).u32be(c[turns]).u32be(a[turns]).u32be(0).zeros(8).u32be(0x40000000);
  header.u32be(pictures ? track.width * kOne : 0).u32be(pictures ? track.height * kOne : 0);
  BytesBuilder entry;
  if (pictures)
    entry.zeros(24).u16be(track.width).u16be(track.height).zeros(50);
  else
    entry.zeros(28);
  const Bytes table =
      box_of("stbl",
             {full_box("stsd", 0, 0, BytesBuilder().u32be(1).bytes(box(track.codec, entry.build())).build()),
              full_box("stts", 0, 0, BytesBuilder().u32be(1).u32be(track.samples).u32be(track.sample_duration).build()),
              full_box("stsz", 0, 0, BytesBuilder().u32be(1).u32be(track.samples).build())});
  const std::uint64_t duration = std::uint64_t{track.samples} * track.sample_duration;
  return box_of(
      "trak",
      {full_box("tkhd", 0, 7, header.build()),
       box_of("mdia",
              {full_box("mdhd", 0, 0,
                        BytesBuilder().u32be(0).u32be(0).u32be(track.time_scale).u32be(duration).u32be(0).build()),
               handler_box(track.handler), box_of("minf", {table})})});
}

inline Bytes movie_header(std::uint32_t created = 0, std::uint32_t duration_ms = 2000) {
  return full_box("mvhd", 0, 0,
                  BytesBuilder().u32be(created).u32be(0).u32be(1000).u32be(duration_ms).zeros(80).build());
}

// A whole film with these tracks and this "udta" (or nothing), the movie box at the end.
inline Bytes film(const std::vector<Bytes>& in_movie, std::string_view brand = "isom") {
  return joined({file_type_box(brand, "isomiso2mp41"), box("mdat", Bytes(100)), box_of("moov", in_movie)});
}

// A HEIF picture: one item to look at, any number of metadata items ("Exif", or "mime" for XMP) kept in "mdat".
class HeifBuilder {
 public:
  HeifBuilder(std::uint32_t width, std::uint32_t height, std::string_view brand = "avif") : brand_(brand) {
    property(full_box("ispe", 0, 0, BytesBuilder().u32be(width).u32be(height).build()));
    property(full_box("pixi", 0, 0, BytesBuilder().u8(3).u8(10).u8(10).u8(10).build()));
  }
  HeifBuilder& property(Bytes bytes) {
    properties_.push_back(std::move(bytes));
    return *this;
  }
  HeifBuilder& alpha() {
    return property(
        full_box("auxC", 0, 0, BytesBuilder().text("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha").u8(0).build()));
  }
  HeifBuilder& turned(Byte quarter_turns) { return property(box("irot", BytesBuilder().u8(quarter_turns).build())); }
  HeifBuilder& exif(ByteView tiff) { return item("Exif", BytesBuilder().u32be(0).bytes(tiff).build()); }
  HeifBuilder& xmp(std::string_view packet) { return item("mime", BytesBuilder().text(packet).build()); }
  HeifBuilder& item(std::string_view type, Bytes content) {
    items_.emplace_back(std::string(type), std::move(content));
    return *this;
  }
  HeifBuilder& location_version(Byte version) {
    location_version_ = version;
    return *this;
  }
  // 4 or 8 bytes for offsets and lengths.
  HeifBuilder& offset_bytes(Byte bytes) {
    offset_bytes_ = bytes;
    return *this;
  }
  // Metadata items inside the meta box ("idat", construction method 1; needs location version 1 or 2).
  HeifBuilder& in_idat() {
    in_idat_ = true;
    return *this;
  }

  [[nodiscard]] Bytes build() const {
    const Bytes type = file_type_box(brand_, std::string(brand_) + "mif1miaf");
    const Bytes sized = meta(0);  // the offsets' values do not change the size
    const Bytes real = meta(type.size() + sized.size() + 8);
    return joined({type, real, box("mdat", in_idat_ ? Bytes(16) : contents())});
  }

 private:
  [[nodiscard]] Bytes contents() const {
    BytesBuilder out;
    for (const auto& [type, content] : items_) out.bytes(content);
    return out.build();
  }
  void sized(BytesBuilder& out, std::uint64_t value) const {
    if (offset_bytes_ == 8)
      out.u64be(value);
    else
      out.u32be(value);
  }
  void id(BytesBuilder& out, std::uint32_t value) const {
    if (location_version_ == 2)
      out.u32be(value);
    else
      out.u16be(value);
  }
  [[nodiscard]] Bytes locations(std::uint64_t data) const {
    BytesBuilder out;
    out.u8(static_cast<Byte>(offset_bytes_ << 4 | offset_bytes_)).u8(0);
    id(out, static_cast<std::uint32_t>(items_.size()));
    std::uint64_t offset = in_idat_ ? 0 : data;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      id(out, static_cast<std::uint32_t>(i + 2));
      if (location_version_ > 0) out.u16be(in_idat_ ? 1 : 0);
      out.u16be(0).u16be(1);
      sized(out, offset);
      sized(out, items_[i].second.size());
      offset += items_[i].second.size();
    }
    return full_box("iloc", location_version_, 0, out.build());
  }
  [[nodiscard]] Bytes meta(std::uint64_t data) const {
    BytesBuilder infos;
    infos.u16be(items_.size() + 1)
        .bytes(full_box("infe", 2, 0, BytesBuilder().u16be(1).u16be(0).text("av01").u8(0).build()));
    for (std::size_t i = 0; i < items_.size(); ++i) {
      BytesBuilder info;
      info.u16be(i + 2).u16be(0).text(items_[i].first).u8(0);
      if (items_[i].first == "mime") info.text("application/rdf+xml").u8(0);
      infos.bytes(full_box("infe", 2, 0, info.build()));
    }
    BytesBuilder associations;
    associations.u32be(1).u16be(1).u8(properties_.size());
    for (std::size_t i = 0; i < properties_.size(); ++i) associations.u8(i + 1);
    std::vector<Bytes> children{
        handler_box("pict"), full_box("pitm", 0, 0, BytesBuilder().u16be(1).build()),
        full_box("iinf", 0, 0, infos.build()), locations(data),
        box_of("iprp", {box_of("ipco", properties_), full_box("ipma", 0, 0, associations.build())})};
    if (in_idat_) children.push_back(box("idat", contents()));
    return full_box("meta", 0, 0, joined(children));
  }

  std::string brand_;
  std::vector<Bytes> properties_;
  std::vector<std::pair<std::string, Bytes>> items_;
  Byte location_version_ = 0;
  Byte offset_bytes_ = 4;
  bool in_idat_ = false;
};

}  // namespace sluice::formats::testing
