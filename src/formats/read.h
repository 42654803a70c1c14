#pragma once

// The door to all container readers: looks at the first bytes (never at the name) and calls the right one.
//
// Pure: no file system, no clock, no globals. Runs only in the worker. Errors: unsupported (no format we read), corrupt
// (recognised, but not even its dimensions can be had), too_large, io. Whatever can be recovered is returned with
// warnings instead.

#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

Result<model::RawMetadata> read(const ByteSource& source, const Limits& limits);

}  // namespace sluice::formats
