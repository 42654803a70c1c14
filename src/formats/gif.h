#pragma once

// GIF 87a and 89a: frames, times, comments and the XMP application extension.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read_gif(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
