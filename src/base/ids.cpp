#include "base/ids.h"

#include <array>
#include <string_view>

#include <sys/random.h>

#include "base/assert.h"
#include "base/bytes.h"

namespace sluice {
namespace {
void fill_random(std::span<Byte> out) {
  SLUICE_ASSERT(::getrandom(out.data(), out.size(), 0) == static_cast<ssize_t>(out.size()));
}
}  // namespace

SessionId random_session_id() {
  std::array<Byte, 16> bytes;
  fill_random(bytes);
  bytes[6] = static_cast<Byte>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<Byte>((bytes[8] & 0x3F) | 0x80);
  std::string text = to_hex(bytes);
  for (const std::size_t dash : {8u, 13u, 18u, 23u}) text.insert(dash, 1, '-');
  return SessionId(std::move(text));
}

bool is_session_id(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

std::string random_hex(std::size_t bytes) {
  Bytes buffer(bytes);
  fill_random(buffer);
  return to_hex(buffer);
}

}  // namespace sluice
