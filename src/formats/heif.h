#pragma once

// HEIF pictures (ISO/IEC 23008-12) in their HEIC and AVIF forms, still and sequence: the items of the meta box.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read_heif(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
