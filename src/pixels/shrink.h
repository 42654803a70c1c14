#pragma once

// Smaller pictures by area average: every pixel of the source counts by the area that it covers. Transparent parts are
// laid over white first, so that what comes out is always RGB.

#include "pixels/image.h"

namespace sluice::pixels {

// The longer side becomes `longest_side` (at least 1), the other follows, rounded, at least 1. Never enlarges.
Image shrink(const Image& image, std::uint32_t longest_side);

// RGB of the same size.
Image over_white(const Image& image);

}  // namespace sluice::pixels
