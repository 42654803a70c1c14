#pragma once

// Boxes of the ISO base media file format (ISO/IEC 14496-12), which HEIF, MP4, QuickTime and JPEG XL are made of.

#include <optional>

#include "formats/byte_source.h"
#include "formats/collector.h"
#include "formats/fourcc.h"

namespace sluice::formats {

// Offsets are of the source. `end` never lies after the parent's end: a box that claims more is clamped, and `cut` says
// so.
struct Box {
  FourCC type = 0;
  std::array<Byte, 16> uuid{};  // of a box of type "uuid"
  std::uint64_t begin = 0;
  std::uint64_t payload = 0;
  std::uint64_t end = 0;
  bool cut = false;
  [[nodiscard]] std::uint64_t size() const { return end - payload; }
};

// Walks the boxes of [begin, end) in order. Stops at the end, at a header that makes no sense (with a warning), or when
// the file has too many boxes.
class BoxWalker {
 public:
  BoxWalker(const ByteSource& source, Collector& collector, std::uint64_t begin, std::uint64_t end)
      : source_(source), collector_(collector), at_(begin), end_(std::min(end, source.size())) {}
  BoxWalker(const ByteSource& source, Collector& collector, const Box& parent, std::uint64_t skip = 0)
      : BoxWalker(source, collector, parent.payload + skip, parent.end) {}

  Result<std::optional<Box>> next();

 private:
  const ByteSource& source_;
  Collector& collector_;
  std::uint64_t at_;
  std::uint64_t end_;
};

// The payload, or its first `limit` bytes with a warning.
Result<Bytes> load(const ByteSource& source, const Box& box, std::uint64_t limit, Collector& collector);

// How many bytes stand before the boxes in a "meta" box: 4 in ISO files, 0 in QuickTime's.
Result<std::uint64_t> meta_header_size(const ByteSource& source, const Box& meta);

// The first child of that type.
Result<std::optional<Box>> find_box(const ByteSource& source, Collector& collector, const Box& parent, FourCC type,
                                    std::uint64_t skip = 0);

}  // namespace sluice::formats
