#pragma once

// Which items of a HEIF file are made of which others. libheif 1.15 follows such references without end: a grid that
// is its own tile, or a picture that is its own alpha, overflows its stack. So they are looked at first.

#include "base/result.h"
#include "formats/byte_source.h"

namespace sluice::pixels {

// Code::corrupt if an item is made of itself, however far round, or of others more than a few deep; Code::too_large if
// there are more boxes than are looked at.
[[nodiscard]] Result<void> check_references(const formats::ByteSource& source);

}  // namespace sluice::pixels
