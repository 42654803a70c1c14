#pragma once

// How a line of samples is shared out to a line of another length, by area: each target sample is the mean of the
// stretch of the source that it covers, fractions of samples at the ends included.

#include <cstdint>
#include <vector>

namespace sluice::pixels {

struct AreaBox {
  std::uint32_t first = 0;  // whole samples: [first, last)
  std::uint32_t last = 0;
  float before = 0;  // share of the sample first − 1
  float after = 0;   // share of the sample last
};

// `to` boxes that cover `from` samples; all of the length from / to. Both are at least 1.
std::vector<AreaBox> area_boxes(std::uint32_t from, std::uint32_t to);

}  // namespace sluice::pixels
