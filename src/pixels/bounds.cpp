#include "pixels/bounds.h"

#include <algorithm>

#include <fmt/format.h>

namespace sluice::pixels {
namespace {

std::uint32_t frames_within(std::uint32_t most, std::uint64_t all_pixels, std::uint64_t pixels) {
  const std::uint64_t frames = all_pixels / std::max<std::uint64_t>(pixels, 1);
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(frames, 1, std::max(most, 1u)));
}

}  // namespace

Result<void> check_size(std::uint64_t width, std::uint64_t height, const Limits& limits) {
  if (width == 0 || height == 0) return fail(Code::corrupt, "a picture without pixels");
  if (width > limits.side || height > limits.side || width * height > limits.pixels)
    return fail(Code::too_large, fmt::format("{}×{} pixels: more than {} a side or {} in all", width, height,
                                             limits.side, limits.pixels));
  return {};
}

Result<void> check_memory(std::uint64_t bytes, const Limits& limits) {
  if (bytes > limits.working_bytes)
    return fail(Code::too_large,
                fmt::format("decoding takes {} MiB: more than {}", bytes >> 20, limits.working_bytes >> 20));
  return {};
}

Result<Bytes> read_picture(const formats::ByteSource& source, const Limits& limits) {
  if (source.size() > limits.picture_bytes)
    return fail(Code::too_large,
                fmt::format("a picture of {} bytes: more than {}", source.size(), limits.picture_bytes));
  return source.read_exactly(0, source.size());
}

std::vector<std::uint32_t> spread(std::uint32_t wanted, std::uint32_t available) {
  std::vector<std::uint32_t> indexes;
  const std::uint32_t count = std::min(std::max(wanted, 1u), available);
  indexes.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) indexes.push_back(static_cast<std::uint32_t>(i * available / count));
  return indexes;
}

std::uint32_t passable_frames(std::uint64_t width, std::uint64_t height, const Limits& limits) {
  return frames_within(limits.frames_passed, limits.pixels_passed, width * height);
}

std::uint32_t keepable_frames(std::uint32_t wanted, std::uint64_t width, std::uint64_t height, const Limits& limits) {
  return frames_within(wanted, limits.pixels_kept, width * height);
}

Image without_idle_alpha(Image image) {
  if (!image.has_alpha()) return image;
  const ByteView rgba = std::as_const(image).samples();
  for (std::size_t at = 3; at < rgba.size(); at += 4) {
    if (rgba[at] != 0xFF) return image;
  }
  image.drop_alpha();
  return image;
}

void unpremultiply(Image& image) {
  const std::span<Byte> rgba = image.samples();
  for (std::size_t at = 0; at + 4 <= rgba.size(); at += 4) {
    const unsigned alpha = rgba[at + 3];
    if (alpha == 0 || alpha == 0xFF) continue;
    for (std::size_t c = at; c < at + 3; ++c)
      rgba[c] = static_cast<Byte>(std::min((rgba[c] * 255u + alpha / 2) / alpha, 255u));
  }
}

}  // namespace sluice::pixels
