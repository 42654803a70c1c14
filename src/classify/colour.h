#pragma once

// From the colours of a picture's own profile to sRGB, which is what the network has seen: on the small tensor, not on
// the picture.

#include <span>

#include "base/bytes.h"
#include "classify/preprocess.h"
#include "pixels/colour.h"

namespace sluice::classify {

// Leaves `input` as it is where there is nothing to convert (pixels/colour.h). Rounds to 8 bits a sample.
void bring_to_srgb(pixels::ToSrgb& to_srgb, ByteView profile, std::span<float, kInputSize> input);

}  // namespace sluice::classify
