#pragma once

// JPEG (ITU-T T.81) by libjpeg-turbo, at the smallest of 1/8, 1/4, 1/2 and full size that serves (decode.h). Grey and
// CMYK, Adobe's inverted one too, come out as RGB. corrupt where entropy-coded data are missing; libjpeg's other
// complaints are one warning.

#include "pixels/decode.h"

namespace sluice::pixels {

Result<Decoded> decode_jpeg(const formats::ByteSource& source, const Request& request, const Limits& limits);

}  // namespace sluice::pixels
