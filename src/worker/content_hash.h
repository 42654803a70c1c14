#pragma once

// XXH3-128 of all bytes of a file, as 32 lower-case hex digits in canonical (big endian) form: what `xxhsum -H2`
// prints.

#include <string>

#include "formats/byte_source.h"

namespace sluice::worker {

std::string content_hash(ByteView bytes);
// In one pass of large reads, which leaves the file in the page cache for what reads it next. Code::corrupt when the
// source ends early.
Result<std::string> content_hash(const formats::ByteSource& source);

// What stands in for the hash of all bytes where nobody asked for that: "s" and the XXH3-128 of the size and of the
// first and the last 64 KiB.
Result<std::string> sample_key(const formats::ByteSource& source);

}  // namespace sluice::worker
