#pragma once

// JPEG (ITU-T T.81), with JFIF, Exif, XMP, IPTC and Adobe segments. Walks the segments up to the picture data and looks
// whether it ends.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read_jpeg(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
