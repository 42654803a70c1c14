#pragma once

// AVIF through libavif and dav1d: still pictures and sequences, 8 to 12 bits, alpha. The clean aperture is cut out
// here; turning and mirroring (irot, imir) are handed on as an EXIF orientation, and what the EXIF says of it is not
// heeded, as the standard has it (MIAF, ISO/IEC 23000-22, 7.3.6.7).

#include "pixels/decode.h"

namespace sluice::pixels {

// Whether the brands of a file of Format::heif say AVIF: then decode_avif, else decode_heic.
[[nodiscard]] Result<bool> is_avif(const formats::ByteSource& source);

Result<Decoded> decode_avif(const formats::ByteSource& source, const Request& request, const Limits& limits);

}  // namespace sluice::pixels
