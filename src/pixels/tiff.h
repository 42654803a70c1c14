#pragma once

// TIFF through libtiff, strip by strip (or row of tiles by row of tiles), its first directory: grey, palette, RGB,
// CMYK, YCbCr and Lab up to 16 bits a sample, whatever compression libtiff knows. Alpha is kept as stored. Read
// through the source as libtiff asks for it; so libtiff 4.5 refuses uncompressed tiles whose size is no multiple of
// 1024 bytes (no usual size is meant by that). Orientation is the reader's (Request::orientation).

#include "pixels/decode.h"

namespace sluice::pixels {

Result<Decoded> decode_tiff(const formats::ByteSource& source, const Request& request, const Limits& limits);

}  // namespace sluice::pixels
