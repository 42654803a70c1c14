#pragma once

// JPEG XL through libjxl, without a parallel runner. The library turns the picture upright; of an animation the first
// frame is decoded. The profile handed on is the one its pixels come in.

#include "pixels/decode.h"

namespace sluice::pixels {

Result<Decoded> decode_jxl(const formats::ByteSource& source, const Request& request, const Limits& limits);

}  // namespace sluice::pixels
