#pragma once

// A decoded picture as the network wants it: the whole of it squashed to 224 × 224 whatever its shape, upright, RGB in
// 0…1 on a white ground, one plane a colour.
//
// The squash is bilinear between exactly four neighbours with the corners of both pictures on each other, as nsfwjs
// does (tf.image.resizeBilinear, alignCorners): a better filter would give the network pictures it was not asked about
// before, and other scores. Pure; any thread.

#include <cstddef>
#include <cstdint>
#include <span>

#include "pixels/image.h"

namespace sluice::classify {

inline constexpr std::size_t kSide = 224;
inline constexpr std::size_t kInputSize = 3 * kSide * kSide;

// `orientation` is EXIF's, 1…8; anything else is taken as 1. `image` has at least one pixel.
void prepare(const pixels::Image& image, std::uint16_t orientation, std::span<float, kInputSize> input);

}  // namespace sluice::classify
