#pragma once

// WebP through libwebp: lossy, lossless, with alpha, and animations composited on their canvas (libwebpdemux). The
// whole file is held in memory meanwhile. Orientation is the reader's (Request::orientation).

#include "pixels/decode.h"

namespace sluice::pixels {

Result<Decoded> decode_webp(const formats::ByteSource& source, const Request& request, const Limits& limits);

}  // namespace sluice::pixels
