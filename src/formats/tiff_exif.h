#pragma once

// What an EXIF blob would hold of a TIFF file: the entries of its first, Exif and GPS directories that exif.h makes
// something of, put together as a small TIFF in memory. Pixels, profiles, previews and cameras' own notes stay in the
// file; what goes beyond Limits::exif_bytes is left out with a warning.

#include "formats/tiff_directory.h"

namespace sluice::formats {

Result<Bytes> gather_exif(const TiffFile& file, const TiffDirectory& primary, Collector& collector);

}  // namespace sluice::formats
