#include "formats/tiff_exif.h"

#include <utility>

#include <fmt/format.h>

#include "formats/exif_tags.h"

namespace sluice::formats {
namespace {

constexpr std::uint16_t kAscii = 2;
constexpr std::uint16_t kLong = 4;
constexpr std::uint16_t kUtf8 = 129;

enum class Place { primary, exif, gps };

struct Value {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint32_t count = 0;
  Bytes bytes;
};
using Values = std::vector<Value>;

bool is_wanted(const TiffEntry& entry, Place place) {
  constexpr std::uint64_t kShortNote = 256;  // a text that a program wrote; cameras' own notes are longer
  if (place == Place::gps) return entry.tag >= tag::kGpsLatitudeRef && entry.tag <= tag::kGpsLongitude;
  if (entry.tag == tag::kMakerNote) return entry.size <= kShortNote;
  if (entry.tag == tag::kOrientation || entry.tag == tag::kRating || entry.tag == tag::kUserComment) return true;
  if (entry.tag >= tag::kFirstXp && entry.tag <= tag::kLastXp) return true;
  if (place == Place::primary && (entry.tag == tag::kXmp || entry.tag == tag::kIptc)) return true;
  return entry.type == kAscii || entry.type == kUtf8;
}

class Gathering {
 public:
  Gathering(const TiffFile& file, Collector& collector) : file_(file), collector_(collector) {}

  Result<Values> gather(const TiffDirectory& directory, Place place) {
    Values values;
    for (const TiffEntry& entry : directory.entries) {
      if (!is_wanted(entry, place)) continue;
      if (!fits(entry)) {
        collector_.warn(fmt::format("tiff: the {} bytes of tag 0x{:04X} are left out", entry.size, entry.tag));
        continue;
      }
      Bytes bytes = SLUICE_TRY(file_.source().read_up_to(entry.offset, entry.size));
      if (bytes.size() < entry.size) collector_.warn(fmt::format("tiff: tag 0x{:04X} ends after the file", entry.tag));
      // exif.h tells texts by their length in bytes; what is missing of them is not made up.
      const std::uint64_t width = entry.count > 0 ? entry.size / entry.count : 1;
      const auto count = static_cast<std::uint32_t>(bytes.size() / width);
      bytes.resize(count * width);
      values.push_back({entry.tag, entry.type, count, std::move(bytes)});
    }
    return values;
  }

  // A directory that IFD0 refers to; nothing if it cannot be read, which is warned of.
  Result<Values> gather_linked(const TiffDirectory& primary, std::uint16_t link, Place place) {
    const TiffEntry* entry = primary.find(link);
    if (entry == nullptr) return Values();
    const auto values = [&]() -> Result<Values> {
      const auto offset = SLUICE_TRY(file_.numbers(*entry, 1));
      if (offset.empty()) return Values();
      return gather(SLUICE_TRY(file_.read_directory(offset.front(), collector_)), place);
    }();
    if (!values && values.error().code == Code::corrupt) {
      collector_.warn("tiff: " + values.error().message);
      return Values();
    }
    return values;
  }

 private:
  bool fits(const TiffEntry& entry) {
    constexpr std::uint64_t kFrame = 12;  // the entry itself
    if (entry.size > collector_.limits().exif_bytes) return false;
    size_ += entry.size + kFrame;
    return size_ <= collector_.limits().exif_bytes - kHeads;
  }

  static constexpr std::uint64_t kHeads = 64;  // the header, and three directories' counts and ends

  const TiffFile& file_;
  Collector& collector_;
  std::uint64_t size_ = 0;
};

class BlobWriter {
 public:
  explicit BlobWriter(std::endian order) : order_(order) {}

  void header() {
    put16(order_ == std::endian::little ? 0x4949 : 0x4D4D);
    put16(42);
    put32(8);
  }
  void directory(const Values& values) {
    std::size_t at = bytes_.size() + 2 + 12 * values.size() + 4;
    put16(static_cast<std::uint16_t>(values.size()));
    for (const Value& value : values) {
      put16(value.tag);
      put16(value.type);
      put32(value.count);
      if (value.bytes.size() > 4) {
        put32(static_cast<std::uint32_t>(at));
        at += value.bytes.size();
      } else {
        put(value.bytes);
        bytes_.resize(bytes_.size() + 4 - value.bytes.size());
      }
    }
    put32(0);
    for (const Value& value : values) {
      if (value.bytes.size() > 4) put(value.bytes);
    }
  }
  void put32(std::uint32_t value) {
    const auto low = static_cast<std::uint16_t>(value);
    const auto high = static_cast<std::uint16_t>(value >> 16);
    put16(order_ == std::endian::big ? high : low);
    put16(order_ == std::endian::big ? low : high);
  }
  Bytes take() { return std::move(bytes_); }

 private:
  void put16(std::uint16_t value) {
    if (order_ == std::endian::big) value = std::byteswap(value);
    bytes_.push_back(static_cast<Byte>(value));
    bytes_.push_back(static_cast<Byte>(value >> 8));
  }
  void put(const Bytes& bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  std::endian order_;
  Bytes bytes_;
};

std::size_t directory_size(const Values& values) {
  std::size_t size = 2 + 12 * values.size() + 4;
  for (const Value& value : values) size += value.bytes.size() > 4 ? value.bytes.size() : 0;
  return size;
}

Value link_to(std::uint16_t tag, std::size_t offset, std::endian order) {
  BlobWriter number(order);
  number.put32(static_cast<std::uint32_t>(offset));
  return {tag, kLong, 1, number.take()};
}

}  // namespace

Result<Bytes> gather_exif(const TiffFile& file, const TiffDirectory& primary, Collector& collector) {
  constexpr std::size_t kHeader = 8;
  constexpr std::size_t kLink = 12;
  Gathering gathering(file, collector);
  Values first = SLUICE_TRY(gathering.gather(primary, Place::primary));
  const Values exif = SLUICE_TRY(gathering.gather_linked(primary, tag::kExifIfd, Place::exif));
  const Values gps = SLUICE_TRY(gathering.gather_linked(primary, tag::kGpsIfd, Place::gps));
  const std::endian order = file.head().order;
  const std::size_t exif_at = kHeader + directory_size(first) + 2 * kLink;
  first.push_back(link_to(tag::kExifIfd, exif_at, order));
  first.push_back(link_to(tag::kGpsIfd, exif_at + directory_size(exif), order));
  BlobWriter writer(order);
  writer.header();
  writer.directory(first);
  writer.directory(exif);
  writer.directory(gps);
  return writer.take();
}

}  // namespace sluice::formats
