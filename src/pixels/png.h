#pragma once

// PNG (W3C PNG, third edition); of an animation the default picture. Eight bits a sample without interlace, the usual
// case by far, is inflated by libdeflate at once and unfiltered straight into the picture; all else, and whatever looks
// odd there, goes to libspng, whose verdict counts.

#include "pixels/decode.h"

namespace sluice::pixels {

Result<Decoded> decode_png(const formats::ByteSource& source, const Request& request, const Limits& limits);

}  // namespace sluice::pixels
