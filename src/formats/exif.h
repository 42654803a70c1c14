#pragma once

// EXIF blobs: a TIFF header and its directories (CIPA DC-008, TIFF 6.0), as PNG eXIf, JPEG APP1, WebP EXIF, HEIF and
// JPEG XL carry them.
//
// Texts of IFD0 and the Exif IFD go to container "exif" under the tag's standard name; camera, orientation, time and
// position to their fields. Directories are visited once each, so loops end. Damage costs a warning, never the file.

#include "base/bytes.h"
#include "formats/collector.h"

namespace sluice::formats {

// With or without the "Exif\0\0" in front.
void read_exif(ByteView blob, Collector& collector);

}  // namespace sluice::formats
