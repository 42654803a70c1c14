#include "pixels/pixel_hash.h"

#include <array>
#include <cstring>

#include <nettle/sha2.h>

namespace sluice::pixels {

std::string pixel_hash(const Image& stored) {
  sha256_ctx state;
  sha256_init(&state);
  if (stored.has_alpha()) {
    Bytes rgb(stored.width() * std::size_t{3});
    for (std::uint32_t y = 0; y < stored.height(); ++y) {
      const ByteView row = stored.row(y);
      for (std::size_t x = 0; x < stored.width(); ++x) std::memcpy(&rgb[3 * x], &row[4 * x], 3);
      sha256_update(&state, rgb.size(), rgb.data());
    }
  } else {
    sha256_update(&state, stored.byte_count(), stored.samples().data());
  }
  std::array<Byte, SHA256_DIGEST_SIZE> digest;
  sha256_digest(&state, digest.size(), digest.data());
  return to_hex(digest);
}

}  // namespace sluice::pixels
