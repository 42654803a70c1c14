#pragma once

// MP4, QuickTime and their kin (ISO/IEC 14496-12): the moov box wherever it stands; media data is never read.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read_mp4(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
