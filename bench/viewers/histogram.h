#pragma once

// Histogram: counts of non-negative numbers, 128 buckets for each power of two: percentiles are off by less than 0.8 %.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace sluice::bench {

class Histogram {
 public:
  void record(std::int64_t value) {
    const auto v = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
    ++buckets_[index(v)];
    ++count_;
    max_ = std::max(max_, v);
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t max() const { return max_; }

  // The value that `share` (0…1) of all do not exceed.
  [[nodiscard]] std::uint64_t percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_) + 0.999999);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_.size() && count_ > 0; ++i) {
      if ((seen += buckets_[i]) >= wanted) return std::min(upper_end(i), max_);
    }
    return max_;
  }

 private:
  static constexpr int kBits = 7;

  static std::size_t index(std::uint64_t value) {
    const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - kBits - 1);
    return (static_cast<std::size_t>(shift) << kBits) + (value >> shift);
  }
  static std::uint64_t upper_end(std::size_t i) {
    if (i < (2u << kBits)) return i;
    const int shift = static_cast<int>(i >> kBits) - 1;
    return ((i - (static_cast<std::uint64_t>(shift) << kBits) + 1) << shift) - 1;
  }

  std::vector<std::uint64_t> buckets_ = std::vector<std::uint64_t>((64 - kBits + 1) << kBits);
  std::uint64_t count_ = 0, max_ = 0;
};

}  // namespace sluice::bench
