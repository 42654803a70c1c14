#pragma once

// What every decoder checks first, and the arithmetic of frames: one place, so that no decoder forgets one bound.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "formats/byte_source.h"
#include "pixels/image.h"
#include "pixels/limits.h"

namespace sluice::pixels {

// Before anything of that size is allocated. Code::corrupt without pixels, Code::too_large beyond the limits.
[[nodiscard]] Result<void> check_size(std::uint64_t width, std::uint64_t height, const Limits& limits);

// What decoding a picture takes, as counted by its decoder; Code::too_large beyond Limits::working_bytes.
[[nodiscard]] Result<void> check_memory(std::uint64_t bytes, const Limits& limits);

// All bytes of a picture file; Code::too_large beyond Limits::picture_bytes.
[[nodiscard]] Result<Bytes> read_picture(const formats::ByteSource& source, const Limits& limits);

// Which of `available` frames show the whole of it: at most `wanted` indexes in rising order, the first always 0.
[[nodiscard]] std::vector<std::uint32_t> spread(std::uint32_t wanted, std::uint32_t available);

// How many frames of that size may be gone through: at least one.
[[nodiscard]] std::uint32_t passable_frames(std::uint64_t width, std::uint64_t height, const Limits& limits);

// How many of the wanted frames of that size may be kept: at least one.
[[nodiscard]] std::uint32_t keepable_frames(std::uint32_t wanted, std::uint64_t width, std::uint64_t height,
                                            const Limits& limits);

// An RGBA picture without a transparent pixel is an RGB one. In place: large pictures leave no room for a copy.
[[nodiscard]] Image without_idle_alpha(Image image);

// Colours multiplied by their alpha, undone in place (rounded; what is fully transparent stays as it is).
void unpremultiply(Image& image);

}  // namespace sluice::pixels
