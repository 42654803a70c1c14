#pragma once

// The pictures of the parity test, the same samples as tests/parity/pictures.mjs makes: whoever changes one file
// changes the other.

#include <cstdint>
#include <string>

#include "pixels/image.h"

namespace sluice::classify::testing {

struct Picture {
  std::string kind;  // flat, gradient, noise, checks, discs, warm, cold
  std::uint32_t seed = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;
  bool alpha = false;  // falls from corner to corner
};

pixels::Image paint(const Picture& picture);

// The picture as EXIF's `orientation` (1…8) wants it shown, made pixel by pixel from what the standard says.
pixels::Image upright(const pixels::Image& stored, std::uint16_t orientation);

// FNV-1a, 32 bits.
std::uint32_t checksum(const pixels::Image& image);

}  // namespace sluice::classify::testing
