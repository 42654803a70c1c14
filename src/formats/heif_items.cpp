#include "formats/heif_items.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"

namespace sluice::formats {
namespace {

constexpr std::uint64_t kTableBytes = 8u << 20;  // one table of items; phones write a few kilobytes
constexpr std::size_t kItemsOfAKind = 8;         // EXIF or XMP items; one is the rule

struct FullBox {
  Byte version = 0;
  std::uint32_t flags = 0;
};

Result<FullBox> read_full_box(ByteReader& reader) {
  const std::uint32_t word = SLUICE_TRY(reader.u32be());
  return FullBox{static_cast<Byte>(word >> 24), word & 0xFFFFFF};
}

// A field of 0, 4 or 8 bytes, as iloc announces it.
Result<std::uint64_t> read_sized(ByteReader& reader, unsigned bytes) {
  if (bytes == 0) return 0;
  if (bytes == 4) return SLUICE_TRY(reader.u32be());
  if (bytes == 8) return reader.u64be();
  return fail(Code::corrupt, fmt::format("iloc: a field of {} bytes", bytes));
}

class ItemsReader {
 public:
  ItemsReader(const ByteSource& source, Collector& collector) : source_(source), collector_(collector) {}

  Result<HeifItems> read(const Box& meta) {
    BoxWalker walker(source_, collector_, meta, SLUICE_TRY(meta_header_size(source_, meta)));
    std::optional<Box> locations;
    std::optional<Box> properties;
    while (const auto box = SLUICE_TRY(walker.next())) {
      switch (box->type) {
        case fourcc("pitm"):
          note("pitm", read_primary(*box));
          break;
        case fourcc("iinf"):
          note("iinf", read_infos(*box));
          break;
        case fourcc("iloc"):
          locations = box;
          break;
        case fourcc("iprp"):
          properties = box;
          break;
        case fourcc("idat"):
          items_.idat = *box;
          break;
        default:
          break;
      }
    }
    // These refer to the items named above, which may stand behind them.
    if (properties) note("iprp", read_properties(*properties));
    if (locations) note("iloc", read_locations(*locations));
    return std::move(items_);
  }

 private:
  void note(std::string_view box, const Result<void>& result) {
    if (!result) collector_.warn(fmt::format("{}: {}", box, result.error().message));
  }

  Result<void> read_primary(const Box& box) {
    const Bytes data = SLUICE_TRY(load(source_, box, 16, collector_));
    ByteReader reader(data);
    const FullBox full = SLUICE_TRY(read_full_box(reader));
    primary_ = full.version == 0 ? SLUICE_TRY(reader.u16be()) : SLUICE_TRY(reader.u32be());
    return {};
  }

  Result<void> read_infos(const Box& box) {
    const auto version = SLUICE_TRY(source_.read_array<1>(box.payload));
    BoxWalker walker(source_, collector_, box, version[0] == 0 ? 6 : 8);
    while (const auto entry = SLUICE_TRY(walker.next())) {
      if (entry->type == fourcc("infe")) note("infe", read_info(*entry));
    }
    return {};
  }

  Result<void> read_info(const Box& box) {
    const Bytes data = SLUICE_TRY(load(source_, box, 4096, collector_));
    ByteReader reader(data);
    const FullBox full = SLUICE_TRY(read_full_box(reader));
    if (full.version < 2) return {};
    const std::uint32_t id = full.version == 2 ? SLUICE_TRY(reader.u16be()) : SLUICE_TRY(reader.u32be());
    SLUICE_TRY(reader.skip(2));
    const std::uint32_t type = SLUICE_TRY(reader.u32be());
    if (type == fourcc("Exif") && items_.exif.size() < kItemsOfAKind) items_.exif.push_back(id);
    if (type != fourcc("mime")) return {};
    SLUICE_TRY(reader.take_until_zero());
    const auto content = reader.take_until_zero();
    const std::string_view mime = as_text(content ? *content : reader.take_rest());
    const bool is_xmp = mime == "application/rdf+xml" || mime == "text/xml" || mime == "application/xml";
    if (is_xmp && items_.xmp.size() < kItemsOfAKind) items_.xmp.push_back(id);
    return {};
  }

  Result<void> read_properties(const Box& iprp) {
    std::vector<Box> properties;
    std::vector<std::uint16_t> of_primary;
    BoxWalker walker(source_, collector_, iprp);
    while (const auto box = SLUICE_TRY(walker.next())) {
      if (box->type == fourcc("ipco")) {
        BoxWalker children(source_, collector_, *box);
        while (const auto property = SLUICE_TRY(children.next())) properties.push_back(*property);
      } else if (box->type == fourcc("ipma")) {
        SLUICE_TRY(read_associations(*box, of_primary));
      }
    }
    for (const std::uint16_t index : of_primary) {
      if (index >= 1 && index <= properties.size()) SLUICE_TRY(apply(properties[index - 1u]));
    }
    for (const Box& property : properties) SLUICE_TRY(apply_to_all(property));
    return {};
  }

  Result<void> read_associations(const Box& box, std::vector<std::uint16_t>& of_primary) {
    const Bytes data = SLUICE_TRY(load(source_, box, kTableBytes, collector_));
    ByteReader reader(data);
    const FullBox full = SLUICE_TRY(read_full_box(reader));
    const std::uint32_t entries = SLUICE_TRY(reader.u32be());
    for (std::uint32_t i = 0; i < entries; ++i) {
      const std::uint32_t id = full.version == 0 ? SLUICE_TRY(reader.u16be()) : SLUICE_TRY(reader.u32be());
      const Byte count = SLUICE_TRY(reader.u8());
      for (Byte k = 0; k < count; ++k) {
        const std::uint16_t index =
            (full.flags & 1) != 0 ? SLUICE_TRY(reader.u16be()) & 0x7FFF : SLUICE_TRY(reader.u8()) & 0x7F;
        if (id == primary_ && of_primary.size() < 256) of_primary.push_back(index);
      }
    }
    return {};
  }

  Result<void> apply(const Box& property) {
    const Bytes data = SLUICE_TRY(source_.read_up_to(property.payload, std::min<std::uint64_t>(property.size(), 64)));
    ByteReader reader(data);
    HeifPicture& picture = items_.primary;
    switch (property.type) {
      case fourcc("ispe"):
        SLUICE_TRY(reader.skip(4));
        picture.width = SLUICE_TRY(reader.u32be());
        picture.height = SLUICE_TRY(reader.u32be());
        return {};
      case fourcc("irot"):
        picture.quarter_turns = SLUICE_TRY(reader.u8()) & 3;
        return {};
      case fourcc("pixi"):
        SLUICE_TRY(reader.skip(4));
        picture.channels = SLUICE_TRY(reader.u8());
        if (picture.channels > 0) picture.bit_depth = SLUICE_TRY(reader.u8());
        return {};
      case fourcc("clap"):
        return apply_clean_aperture(reader);
      default:
        return {};
    }
  }

  Result<void> apply_clean_aperture(ByteReader& reader) {
    const std::uint32_t width = SLUICE_TRY(reader.u32be());
    const std::uint32_t width_unit = SLUICE_TRY(reader.u32be());
    const std::uint32_t height = SLUICE_TRY(reader.u32be());
    const std::uint32_t height_unit = SLUICE_TRY(reader.u32be());
    if (width_unit == 0 || height_unit == 0) return {};
    items_.primary.clean_width = width / width_unit;
    items_.primary.clean_height = height / height_unit;
    return {};
  }

  // Alpha is a picture of its own; where the whole says nothing of its depth (a grid), its tiles do.
  Result<void> apply_to_all(const Box& property) {
    HeifPicture& picture = items_.primary;
    const bool of_codec = property.type == fourcc("hvcC") || property.type == fourcc("av1C");
    if (property.type != fourcc("auxC") && (!of_codec || picture.bit_depth != 0)) return {};
    const Bytes data = SLUICE_TRY(load(source_, property, 4096, collector_));
    ByteReader reader(data);
    if (property.type == fourcc("auxC")) {
      const std::string_view name = as_text(data);
      if (name.contains(":aux:alpha") || name.contains("auxiliary:alpha") || name.contains("auxid:1"))
        items_.has_alpha = true;
    } else if (property.type == fourcc("hvcC")) {
      SLUICE_TRY(reader.skip(17));
      picture.bit_depth = static_cast<std::uint16_t>((SLUICE_TRY(reader.u8()) & 7) + 8);
    } else {
      SLUICE_TRY(reader.skip(2));
      const Byte flags = SLUICE_TRY(reader.u8());
      picture.bit_depth = (flags & 0x40) == 0 ? 8 : (flags & 0x20) == 0 ? 10 : 12;
      if (picture.channels == 0 && (flags & 0x10) != 0) picture.channels = 1;
    }
    return {};
  }

  Result<void> read_locations(const Box& box) {
    const Bytes data = SLUICE_TRY(load(source_, box, kTableBytes, collector_));
    ByteReader reader(data);
    const FullBox full = SLUICE_TRY(read_full_box(reader));
    const std::uint16_t sizes = SLUICE_TRY(reader.u16be());
    const unsigned offset_bytes = sizes >> 12 & 15u;
    const unsigned length_bytes = sizes >> 8 & 15u;
    const unsigned base_bytes = sizes >> 4 & 15u;
    const unsigned index_bytes = full.version == 0 ? 0 : sizes & 15u;
    const std::uint32_t count = full.version < 2 ? SLUICE_TRY(reader.u16be()) : SLUICE_TRY(reader.u32be());
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t id = full.version < 2 ? SLUICE_TRY(reader.u16be()) : SLUICE_TRY(reader.u32be());
      HeifLocation location;
      if (full.version > 0) location.construction = static_cast<std::uint8_t>(SLUICE_TRY(reader.u16be()) & 15);
      SLUICE_TRY(reader.skip(2));
      location.base = SLUICE_TRY(read_sized(reader, base_bytes));
      const std::uint16_t extents = SLUICE_TRY(reader.u16be());
      const bool wanted = std::ranges::count(items_.exif, id) > 0 || std::ranges::count(items_.xmp, id) > 0;
      for (std::uint16_t k = 0; k < extents; ++k) {
        SLUICE_TRY(read_sized(reader, index_bytes));
        const std::uint64_t offset = SLUICE_TRY(read_sized(reader, offset_bytes));
        const std::uint64_t length = SLUICE_TRY(read_sized(reader, length_bytes));
        if (wanted) location.extents.push_back({offset, length});
        if (offset_bytes + length_bytes + index_bytes == 0) break;  // nothing to read: the count could be any
      }
      if (wanted) items_.locations.insert_or_assign(id, std::move(location));
    }
    return {};
  }

  const ByteSource& source_;
  Collector& collector_;
  HeifItems items_;
  std::uint32_t primary_ = 0;
};

}  // namespace

Result<Bytes> HeifItems::read(const ByteSource& source, std::uint32_t id, std::uint64_t limit,
                              Collector& collector) const {
  Bytes out;
  const auto found = locations.find(id);
  if (found == locations.end() || found->second.construction > 1) {
    collector.warn(fmt::format("item {} is nowhere to be found", id));
    return out;
  }
  const HeifLocation& location = found->second;
  const std::uint64_t start = location.construction == 1 ? idat.payload : 0;
  const std::uint64_t end = location.construction == 1 ? idat.end : source.size();
  for (const HeifExtent& extent : location.extents) {
    const std::uint64_t room = end - start;
    if (!collector.count_chunk()) break;
    if (location.base > room || extent.offset > room - location.base) {
      collector.warn(fmt::format("item {} lies outside the file", id));
      break;
    }
    const std::uint64_t offset = location.base + extent.offset;
    const std::uint64_t length = extent.length == 0 ? room - offset : std::min(extent.length, room - offset);
    if (length < extent.length) collector.warn(fmt::format("item {} is cut short", id));
    const std::uint64_t wanted = std::min<std::uint64_t>(length, limit - out.size());
    const Bytes part = SLUICE_TRY(source.read_up_to(start + offset, wanted));
    out.insert(out.end(), part.begin(), part.end());
    if (wanted < length) {
      collector.warn(fmt::format("item {} is larger than the limit", id));
      break;
    }
  }
  return out;
}

Result<HeifItems> read_heif_items(const ByteSource& source, const Box& meta, Collector& collector) {
  return ItemsReader(source, collector).read(meta);
}

}  // namespace sluice::formats
