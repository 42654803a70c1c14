#pragma once

// The bit-packed header of a JPEG XL codestream (ISO/IEC 18181-1, annexes A and D).

#include <cstdint>

#include "base/bytes.h"

namespace sluice::formats {

struct JxlHeader {
  std::uint32_t width = 0;  // as coded
  std::uint32_t height = 0;
  std::uint16_t orientation = 1;  // EXIF's numbers
  std::uint16_t bit_depth = 8;
  bool has_alpha = false;
  bool grey = false;
  bool animated = false;
};

// Fills `header` as far as the bytes go; the error says where they end.
Result<void> read_jxl_header(ByteView codestream, JxlHeader& header);

}  // namespace sluice::formats
