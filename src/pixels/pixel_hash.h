#pragma once

// SHA-256 over the pixels as stored, the same for every file that shows exactly the same picture.

#include <string>

#include "pixels/image.h"

namespace sluice::pixels {

// 64 hexadecimal digits over the RGB samples, row by row, before any turning; alpha is dropped, not mixed, as Pillow's
// convert("RGB") does. Only of a picture decoded with every pixel.
std::string pixel_hash(const Image& stored);

}  // namespace sluice::pixels
