#pragma once

// Undoing PNG's row filters (W3C PNG §9), eight bits a sample.

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace sluice::pixels {

// Reads this many bytes beyond the filtered rows at most; what is there does not matter.
inline constexpr std::size_t kFilterPadding = 4;

struct PngRows {
  std::size_t row_bytes = 0;
  std::size_t rows = 0;
  std::size_t bytes_per_pixel = 0;  // 1, 3 or 4

  [[nodiscard]] std::size_t filtered_bytes() const { return (row_bytes + 1) * rows; }
};

// `filtered`: a filter byte and row_bytes for each row, and kFilterPadding. `out`: the rows, tight; not overlapping.
// False for an unknown filter, with the rows before it done.
bool unfilter(ByteView filtered, const PngRows& rows, std::span<Byte> out);

}  // namespace sluice::pixels
