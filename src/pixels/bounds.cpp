#include "pixels/bounds.h"

#include <fmt/format.h>

namespace sluice::pixels {

Result<void> check_dimensions(std::uint64_t width, std::uint64_t height, const Limits& limits) {
  if (width == 0 || height == 0) return fail(Code::corrupt, "the picture has no pixels");
  if (width > limits.side || height > limits.side || width * height > limits.pixels)
    return fail(Code::too_large, fmt::format("{} × {} pixels are more than are decoded here", width, height));
  return {};
}

Result<Bytes> read_picture(const formats::ByteSource& source, const Limits& limits) {
  if (source.size() > limits.picture_bytes)
    return fail(Code::too_large, fmt::format("{} bytes are more than a picture may have here", source.size()));
  return source.read_exactly(0, source.size());
}

}  // namespace sluice::pixels
