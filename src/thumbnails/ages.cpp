#include "thumbnails/ages.h"

#include <algorithm>
#include <bit>

namespace sluice::thumbnails {
namespace {

// The position of the highest bit and the four bits below it: a logarithm in whole numbers. What comes from the future
// (the clock was set back, or it is in use just now) is young.
std::size_t bin_of(WallTime now, WallTime used) {
  const auto age = static_cast<std::uint64_t>(std::max<std::int64_t>((now - used).count(), 0));
  const auto width = static_cast<unsigned>(std::bit_width(age));
  if (width < 5) return static_cast<std::size_t>(age);
  return (width - 1) * 16 + ((age >> (width - 5)) & 15);
}

}  // namespace

bool Cut::takes(WallTime used, std::uint64_t bytes) {
  const std::size_t bin = bin_of(now_, used);
  if (bin != bin_) return bin > bin_;
  if (quota_ == 0) return false;
  quota_ -= std::min(quota_, bytes);
  return true;
}

void Ages::add(WallTime used, std::uint64_t bytes) { bytes_[bin_of(now_, used)] += bytes; }

Cut Ages::cut(std::uint64_t bytes) const {
  std::size_t bin = bytes_.size() - 1;
  for (; bin > 0 && bytes_[bin] < bytes; --bin) bytes -= bytes_[bin];
  return {now_, bin, bytes};
}

}  // namespace sluice::thumbnails
