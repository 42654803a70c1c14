#pragma once

// The items of a HEIF "meta" box: which is the picture, what it looks like, where the EXIF and XMP items are (ISO/IEC
// 23008-12 and ISO/IEC 14496-12, 8.11).

#include <map>
#include <vector>

#include "formats/isobmff.h"

namespace sluice::formats {

struct HeifPicture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t clean_width = 0;  // clap: what is shown of it; 0: all
  std::uint32_t clean_height = 0;
  std::uint16_t bit_depth = 0;
  std::uint16_t channels = 0;  // 0: unknown
  std::uint8_t quarter_turns = 0;
};

struct HeifExtent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // 0: to the end
};

struct HeifLocation {
  std::uint8_t construction = 0;  // 0: in the file, 1: in idat
  std::uint64_t base = 0;
  std::vector<HeifExtent> extents;
};

struct HeifItems {
  HeifPicture primary;
  bool has_alpha = false;
  std::vector<std::uint32_t> exif;
  std::vector<std::uint32_t> xmp;
  std::map<std::uint32_t, HeifLocation> locations;  // of the items above only
  Box idat;

  // An item's bytes, at most `limit`; what of it lies outside the file is left out with a warning.
  [[nodiscard]] Result<Bytes> read(const ByteSource& source, std::uint32_t id, std::uint64_t limit,
                                   Collector& collector) const;
};

Result<HeifItems> read_heif_items(const ByteSource& source, const Box& meta, Collector& collector);

}  // namespace sluice::formats
