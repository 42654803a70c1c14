#include "formats/isobmff.h"

#include <algorithm>

#include <fmt/format.h>

namespace sluice::formats {

Result<std::optional<Box>> BoxWalker::next() {
  // QuickTime ends some lists with a 32-bit zero.
  if (at_ + 8 > end_ || at_ + 8 < at_ || !collector_.count_chunk()) return std::nullopt;
  const auto head = SLUICE_TRY(source_.read_array<8>(at_));
  ByteReader reader(head);
  Box box;
  box.begin = at_;
  std::uint64_t size = SLUICE_TRY(reader.u32be());
  box.type = SLUICE_TRY(reader.u32be());
  box.payload = at_ + head.size();
  if (size == 1) {
    if (box.payload + 8 > end_) return std::nullopt;
    const auto large = SLUICE_TRY(source_.read_array<8>(box.payload));
    size = SLUICE_TRY(ByteReader(large).u64be());
    box.payload += 8;
  } else if (size == 0) {
    if (box.type == 0) return std::nullopt;
    size = end_ - at_;
  }
  if (box.type == fourcc("uuid") && box.payload + 16 <= end_) {
    box.uuid = SLUICE_TRY(source_.read_array<16>(box.payload));
    box.payload += 16;
  }
  if (size < box.payload - at_) {
    collector_.warn(fmt::format("box at {} has an impossible size of {}", at_, size));
    return std::nullopt;
  }
  box.cut = size > end_ - at_;
  box.end = box.cut ? end_ : at_ + size;
  at_ = box.end;
  return box;
}

Result<Bytes> load(const ByteSource& source, const Box& box, std::uint64_t limit, Collector& collector) {
  if (box.size() > limit)
    collector.warn(fmt::format("{} box of {} bytes: only {} are read", name_of(box.type), box.size(), limit));
  return source.read_up_to(box.payload, std::min(box.size(), limit));
}

Result<std::uint64_t> meta_header_size(const ByteSource& source, const Box& meta) {
  if (meta.size() < 8) return 0;
  const auto head = SLUICE_TRY(source.read_array<8>(meta.payload));
  return as_text(head).substr(4) == "hdlr" ? 0 : 4;
}

Result<std::optional<Box>> find_box(const ByteSource& source, Collector& collector, const Box& parent, FourCC type,
                                    std::uint64_t skip) {
  BoxWalker walker(source, collector, parent, skip);
  while (const auto box = SLUICE_TRY(walker.next())) {
    if (box->type == type) return box;
  }
  return std::nullopt;
}

}  // namespace sluice::formats
