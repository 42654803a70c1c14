#pragma once

// JPEG XL (ISO/IEC 18181): the codestream header, bare or in its container, and the Exif and XML boxes.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read_jxl(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
