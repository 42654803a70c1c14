#pragma once

// HEIC through libheif, which puts tiles together and applies crop, turn and mirror itself: Decoded::orientation is 1.
// The primary picture only; sequences of HEVC pictures are none here.

#include "pixels/decode.h"

namespace sluice::pixels {

Result<Decoded> decode_heic(const formats::ByteSource& source, const Request& request, const Limits& limits);

}  // namespace sluice::pixels
