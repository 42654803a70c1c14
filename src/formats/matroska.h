#pragma once

// Matroska and WebM (RFC 9559): Info, Tracks and Tags, found by SeekHead or by stepping over the clusters.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read_matroska(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
