#pragma once

// Turning a picture as EXIF's orientation (CIPA DC-008, tag 0x0112) asks: meant for small pictures, after shrinking.

#include "pixels/image.h"

namespace sluice::pixels {

// 1 gives the picture back as it is, as does a value that is none.
Image upright(Image stored, std::uint16_t orientation);

}  // namespace sluice::pixels
