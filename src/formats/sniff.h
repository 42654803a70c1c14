#pragma once

// What a file is, by its first bytes. Names never count: "some PNGs are JPEGs in disguise".

#include "formats/byte_source.h"

namespace sluice::formats {

enum class Format { unknown, png, jpeg, webp, gif, heif, mp4, matroska, jxl, tiff };

// Code::io only.
Result<Format> sniff(const ByteSource& source);

}  // namespace sluice::formats
