#pragma once

// Decompression with a hard stop: never more than `limit` bytes come out, whatever the input claims, and what came out
// before damage or the limit is kept.

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace sluice::formats {

enum class InflateEnd { complete, damaged, over_limit };

struct Inflated {
  std::string text;
  InflateEnd end = InflateEnd::complete;
};

Inflated inflate_zlib(ByteView compressed, std::uint64_t limit);

// Brotli as JPEG XL uses it; `damaged` and empty where no decoder was built in.
Inflated inflate_brotli(ByteView compressed, std::uint64_t limit);
bool can_inflate_brotli() noexcept;

}  // namespace sluice::formats
