#include "classify/preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace sluice::classify {
namespace {

constexpr std::size_t kPlane = kSide * kSide;

// Four floats at once, in a register: the samples of a pixel.
using Samples = float __attribute__((vector_size(16)));
using StoredSamples = Byte __attribute__((vector_size(4)));

// Between which two rows or columns of the picture one of the tensor lies, and how far from the first.
struct Place {
  std::size_t first;
  std::size_t second;
  float fraction;
};

using Places = std::array<Place, kSide>;

Places places_along(std::uint32_t length) {
  Places places;
  const double step = static_cast<double>(length - 1) / static_cast<double>(kSide - 1);
  for (std::size_t i = 0; i < kSide; ++i) {
    const double position = step * static_cast<double>(i);
    const auto first = std::min(static_cast<std::size_t>(position), std::size_t{length} - 1);
    const auto second = std::min(static_cast<std::size_t>(std::ceil(position)), std::size_t{length} - 1);
    places[i] = {first, second, static_cast<float>(position - static_cast<double>(first))};
  }
  return places;
}

// Where pixel (x, y) of the picture as stored goes in an upright plane: origin + x * across + y * down.
struct Route {
  std::ptrdiff_t origin;
  std::ptrdiff_t across;
  std::ptrdiff_t down;
};

// A turn or mirroring of the square maps rows and columns onto each other, so it costs no more than other strides.
Route route_for(std::uint16_t orientation) {
  constexpr std::ptrdiff_t row = kSide;
  constexpr std::ptrdiff_t last = kSide - 1;
  switch (orientation) {
    case 2:
      return {last, -1, row};  // mirrored left to right
    case 3:
      return {last * row + last, -1, -row};  // upside down
    case 4:
      return {last * row, 1, -row};  // mirrored top to bottom
    case 5:
      return {0, row, 1};  // rows are columns
    case 6:
      return {last, row, -1};  // to be turned a quarter clockwise
    case 7:
      return {last * row + last, -row, -1};  // rows are columns, both from their ends
    case 8:
      return {last * row, -row, 1};  // to be turned a quarter counter-clockwise
    default:
      return {0, 1, row};
  }
}

// Reads four bytes: of an RGB picture the fourth belongs to the next pixel and is of no interest.
Samples load(const Byte* pixel) {
  StoredSamples stored;
  std::memcpy(&stored, pixel, sizeof stored);
  return __builtin_convertvector(stored, Samples);
}

template <pixels::Channels channels>
Samples on_white(Samples samples) {
  if constexpr (channels == pixels::Channels::rgba) {
    constexpr float kWhite = 255;
    return kWhite + (samples - kWhite) * (samples[3] / kWhite);
  }
  return samples;
}

template <pixels::Channels channels>
Samples between(const Byte* row, const Place& column) {
  constexpr auto size = static_cast<std::size_t>(channels);
  const Samples first = on_white<channels>(load(row + column.first * size));
  const Samples second = on_white<channels>(load(row + column.second * size));
  return first + (second - first) * column.fraction;
}

template <pixels::Channels channels>
void squash_row(const Byte* first, const Byte* second, float fraction, const Places& columns, std::ptrdiff_t across,
                float* target) {
  for (const Place& column : columns) {
    const Samples above = between<channels>(first, column);
    const Samples below = between<channels>(second, column);
    const Samples result = (above + (below - above) * fraction) * (1.0F / 255);
    target[0] = result[0];
    target[kPlane] = result[1];
    target[2 * kPlane] = result[2];
    target += across;
  }
}

template <pixels::Channels channels>
void squash(const pixels::Image& image, const Route& route, std::span<float, kInputSize> input) {
  const Places columns = places_along(image.width());
  const Places rows = places_along(image.height());
  // The last pixel of the last row has no neighbour to read into: a copy of the row has one byte more.
  const std::size_t last = image.height() - 1;
  Bytes last_row(image.row_bytes() + 1);
  std::ranges::copy(image.row(image.height() - 1), last_row.begin());
  const auto row = [&](std::size_t y) {
    return y == last ? last_row.data() : image.samples().data() + y * image.row_bytes();
  };
  float* target = input.data() + route.origin;
  for (const Place& place : rows) {
    squash_row<channels>(row(place.first), row(place.second), place.fraction, columns, route.across, target);
    target += route.down;
  }
}

}  // namespace

void prepare(const pixels::Image& image, std::uint16_t orientation, std::span<float, kInputSize> input) {
  const Route route = route_for(orientation);
  if (image.has_alpha()) return squash<pixels::Channels::rgba>(image, route, input);
  squash<pixels::Channels::rgb>(image, route, input);
}

}  // namespace sluice::classify
