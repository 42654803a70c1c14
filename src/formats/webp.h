#pragma once

// WebP (RFC 9649): RIFF chunks, still and animated.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read_webp(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
