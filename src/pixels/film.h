#pragma once

// Frames of films (MP4, QuickTime, WebM, Matroska) through libavformat, libavcodec and libswscale, streamed from the
// source. The picture is the first frame that decodes; further ones are found by seeking to times evenly over the
// length, where the key frame before is taken if it is a new one (no other needs decoding), else the frame itself.
// Fewer may come back. A cover picture (of Matroska) counts only where there is no video track.
//
// Turning (the display matrix) is handed on as an EXIF orientation. Unless every pixel is asked for, pixels that are
// not square are made so, and large frames are scaled down. Wide-gamut and high-dynamic-range colours are not mapped.

#include "pixels/decode.h"

namespace sluice::pixels {

Result<Decoded> decode_film(const formats::ByteSource& source, const Request& request, const Limits& limits);

}  // namespace sluice::pixels
