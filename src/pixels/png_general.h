#pragma once

// Every kind of PNG, row by row through libspng, which reads the file as it goes.

#include "pixels/image.h"
#include "pixels/png_layout.h"

namespace sluice::pixels {

Result<Image> decode_png_general(const formats::ByteSource& source, const PngLayout& layout);

}  // namespace sluice::pixels
