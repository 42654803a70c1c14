#pragma once

// Containers' names for codecs → the names that Record uses ("h264", "opus", …). Unknown ones are kept in lower case as
// written.

#include <string>
#include <string_view>

#include "formats/fourcc.h"

namespace sluice::formats {

// A sample entry of MP4/QuickTime; `object_type` tells what "mp4a" and "mp4v" hold.
std::string mp4_codec(FourCC sample_entry, Byte object_type);

// A Matroska codec id ("V_MPEG4/ISO/AVC"). `private_fourcc`: of Video for Windows' header; 0 if there is none.
std::string matroska_codec(std::string_view id, FourCC private_fourcc);

}  // namespace sluice::formats
