#pragma once

// Thumbnails as files.

#include "base/result.h"
#include "pixels/image.h"

namespace sluice::pixels {

// A baseline JPEG (4:2:0, JFIF, sRGB by convention) of an RGB picture. `quality` 1…100.
Result<Bytes> encode_jpeg(const Image& rgb, int quality = 80);

}  // namespace sluice::pixels
