#pragma once

// GIF through giflib, frame by frame: disposal, transparency and sub-rectangles composited on the canvas as browsers
// do (what no frame covers is transparent, whatever the file's background colour). The first frame must be whole; an
// animation that ends early later on gives what was whole, with a warning.

#include "pixels/decode.h"

namespace sluice::pixels {

Result<Decoded> decode_gif(const formats::ByteSource& source, const Request& request, const Limits& limits);

}  // namespace sluice::pixels
