#pragma once

// TIFF (6.0 and BigTIFF), and what starts like it: camera raw files such as DNG, NEF and CR2. Technical data of the
// first directory; its texts and those of its Exif and GPS directories as EXIF's; XMP and IPTC. Pages are counted.
// Values are read one at a time: neither pixels nor profiles are touched.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read_tiff(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
