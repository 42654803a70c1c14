#pragma once

// PNG and APNG (W3C PNG, third edition). Walks all chunks to IEND, seeking over pixel data; text may stand before and
// after it.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read_png(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
