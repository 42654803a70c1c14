#include "pixels/perceptual_hash.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "pixels/area_boxes.h"

namespace sluice::pixels {
namespace {

constexpr std::size_t kSide = 32;
constexpr std::size_t kLowest = 8;

using Square = std::array<std::array<float, kSide>, kSide>;
using Line = std::array<float, kSide>;
using Frequencies = std::array<double, kLowest * kLowest>;

// ITU-R BT.601 in the fixed point of Pillow's "L".
float luminance(const Byte* rgb) {
  return static_cast<float>((rgb[0] * 19'595u + rgb[1] * 38'470u + rgb[2] * 7'471u + 0x8000u) >> 16);
}

void luminance_of(ByteView row, std::size_t samples_per_pixel, std::span<float> out) {
  for (std::size_t x = 0; x < out.size(); ++x) out[x] = luminance(row.subspan(x * samples_per_pixel, 3).data());
}

float sum_over(std::span<const float> samples, const AreaBox& box) {
  float sum = 0;
  for (std::size_t i = box.first; i < box.last; ++i) sum += samples[i];
  if (box.before > 0) sum += box.before * samples[box.first - 1];
  if (box.after > 0) sum += box.after * samples[box.last];
  return sum;
}

// Sums over the boxes: what they lack to means is one factor for all, which no comparison of frequencies sees.
Square squeezed(const Image& image) {
  const std::vector<AreaBox> columns = area_boxes(image.width(), kSide);
  std::vector<float> row(image.width());
  std::vector<Line> narrow(image.height());
  for (std::uint32_t y = 0; y < image.height(); ++y) {
    luminance_of(image.row(y), image.samples_per_pixel(), row);
    for (std::size_t x = 0; x < kSide; ++x) narrow[y][x] = sum_over(row, columns[x]);
  }
  const std::vector<AreaBox> lines = area_boxes(image.height(), kSide);
  Square square;
  std::vector<float> column(image.height());
  for (std::size_t x = 0; x < kSide; ++x) {
    for (std::size_t y = 0; y < column.size(); ++y) column[y] = narrow[y][x];
    for (std::size_t y = 0; y < kSide; ++y) square[y][x] = sum_over(column, lines[y]);
  }
  return square;
}

// DCT-II without scale factors, as SciPy gives it but for a 4.
Frequencies lowest_frequencies(const Square& square) {
  std::array<std::array<double, kSide>, kLowest> waves;
  for (std::size_t k = 0; k < kLowest; ++k)
    for (std::size_t n = 0; n < kSide; ++n)
      waves[k][n] = std::cos(std::numbers::pi * static_cast<double>(k * (2 * n + 1)) / (2.0 * kSide));
  Frequencies out{};
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t across = 0; across < kLowest; ++across) {
      double sum = 0;
      for (std::size_t x = 0; x < kSide; ++x) sum += waves[across][x] * static_cast<double>(square[y][x]);
      for (std::size_t down = 0; down < kLowest; ++down) out[down * kLowest + across] += waves[down][y] * sum;
    }
  }
  return out;
}

double median(Frequencies values) {
  const auto upper = values.begin() + values.size() / 2;
  std::ranges::nth_element(values, upper);
  return (*upper + *std::max_element(values.begin(), upper)) / 2;
}

}  // namespace

std::uint64_t perceptual_hash(const Image& upright) {
  Frequencies frequencies = lowest_frequencies(squeezed(upright));
  // In a flat picture the others are rounding errors, whose signs mean nothing: they are to be 0.
  const double dust = std::abs(frequencies[0]) * 1e-7;
  for (double& frequency : frequencies)
    if (std::abs(frequency) <= dust) frequency = 0;
  const double middle = median(frequencies);
  std::uint64_t hash = 0;
  for (const double frequency : frequencies) hash = hash << 1 | (frequency > middle ? 1u : 0u);
  return hash;
}

}  // namespace sluice::pixels
