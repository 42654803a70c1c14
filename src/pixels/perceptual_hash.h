#pragma once

// A hash that is alike for pictures that look alike: the signs of the lowest frequencies (Zauner, "Implementation and
// Benchmarking of Perceptual Image Hash Functions", 2010, §3.2.1). Bits lie as in Python's imagehash.phash; values
// differ by a few, since the picture is made small by area average there as here, not by Lanczos.

#include <cstdint>

#include "pixels/image.h"

namespace sluice::pixels {

// 64 bits, one for each of the 8 × 8 lowest frequencies, row by row, the first one highest: written as 16 hexadecimal
// digits it is what imagehash prints. `upright` is the picture as shown; a small one is enough.
std::uint64_t perceptual_hash(const Image& upright);

}  // namespace sluice::pixels
