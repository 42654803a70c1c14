#pragma once

// The checks that every decoder makes against Limits before it allocates.

#include <cstdint>

#include "base/result.h"
#include "formats/byte_source.h"
#include "pixels/limits.h"

namespace sluice::pixels {

// The size as the file claims it: corrupt when a side is zero, too_large beyond a limit.
Result<void> check_dimensions(std::uint64_t width, std::uint64_t height, const Limits& limits);

// The whole file, for libraries that want it at once: too_large beyond Limits::picture_bytes.
Result<Bytes> read_picture(const formats::ByteSource& source, const Limits& limits);

}  // namespace sluice::pixels
