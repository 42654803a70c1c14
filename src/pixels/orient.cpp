#include "pixels/orient.h"

#include <algorithm>

namespace sluice::pixels {
namespace {

// What each value asks, as what is done to the stored picture: first the mirrors, then rows become columns.
struct Turn {
  bool mirrors_x = false;
  bool mirrors_y = false;
  bool swaps_sides = false;
};

Turn turn_of(std::uint16_t orientation) {
  switch (orientation) {
    case 2:
      return {.mirrors_x = true};
    case 3:
      return {.mirrors_x = true, .mirrors_y = true};
    case 4:
      return {.mirrors_y = true};
    case 5:
      return {.swaps_sides = true};
    case 6:
      return {.mirrors_y = true, .swaps_sides = true};
    case 7:
      return {.mirrors_x = true, .mirrors_y = true, .swaps_sides = true};
    case 8:
      return {.mirrors_x = true, .swaps_sides = true};
    default:
      return {};
  }
}

template <std::size_t kPixelBytes>
void copy(const Image& from, Turn turn, Image& to) {
  for (std::uint32_t y = 0; y < to.height(); ++y) {
    const std::span<Byte> row = to.row(y);
    for (std::uint32_t x = 0; x < to.width(); ++x) {
      std::uint32_t from_x = turn.swaps_sides ? y : x;
      std::uint32_t from_y = turn.swaps_sides ? x : y;
      if (turn.mirrors_x) from_x = from.width() - 1 - from_x;
      if (turn.mirrors_y) from_y = from.height() - 1 - from_y;
      const ByteView pixel = from.samples().subspan(from_y * from.row_bytes() + from_x * kPixelBytes, kPixelBytes);
      std::ranges::copy(pixel, row.subspan(x * kPixelBytes).begin());
    }
  }
}

}  // namespace

Image upright(Image stored, std::uint16_t orientation) {
  if (orientation < 2 || orientation > 8) return stored;
  const Turn turn = turn_of(orientation);
  Image turned(turn.swaps_sides ? stored.height() : stored.width(), turn.swaps_sides ? stored.width() : stored.height(),
               stored.channels());
  if (stored.has_alpha())
    copy<4>(stored, turn, turned);
  else
    copy<3>(stored, turn, turned);
  return turned;
}

}  // namespace sluice::pixels
