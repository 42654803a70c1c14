#pragma once

// Four-character codes: the names of PNG chunks, RIFF chunks and ISO boxes, as the big-endian number they are read as.

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace sluice::formats {

using FourCC = std::uint32_t;

consteval FourCC fourcc(const char (&name)[5]) {
  FourCC value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<Byte>(name[i]);
  return value;
}

constexpr std::array<Byte, 4> bytes_of(FourCC code) {
  return {static_cast<Byte>(code >> 24), static_cast<Byte>(code >> 16), static_cast<Byte>(code >> 8),
          static_cast<Byte>(code)};
}

// The code as text for messages and keys: Latin-1, so that "©cmt" reads as it is meant.
std::string name_of(FourCC code);

}  // namespace sluice::formats
