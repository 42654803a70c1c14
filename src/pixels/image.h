#pragma once

// Pixels in memory, as everything behind the decoders sees them: 8 bits a sample, RGB or RGBA (alpha not
// premultiplied), rows tight and from top to bottom. What was grey, palette, CMYK, YUV or 16 bits a sample in the file
// is RGB here. Plain values, moved and never shared.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"

namespace sluice::pixels {

enum class Channels : std::uint8_t { rgb = 3, rgba = 4 };

class Image {
 public:
  Image() = default;
  // The samples are left as the allocator gives them: whoever makes an image fills all of it.
  Image(std::uint32_t width, std::uint32_t height, Channels channels)
      : width_(width),
        height_(height),
        channels_(channels),
        samples_(std::make_unique_for_overwrite<Byte[]>(byte_count())) {}

  [[nodiscard]] std::uint32_t width() const { return width_; }
  [[nodiscard]] std::uint32_t height() const { return height_; }
  [[nodiscard]] bool has_alpha() const { return channels_ == Channels::rgba; }
  [[nodiscard]] Channels channels() const { return channels_; }
  [[nodiscard]] std::size_t samples_per_pixel() const { return static_cast<std::size_t>(channels_); }
  [[nodiscard]] std::size_t row_bytes() const { return width_ * samples_per_pixel(); }
  [[nodiscard]] std::size_t byte_count() const { return row_bytes() * height_; }
  [[nodiscard]] bool is_empty() const { return samples_ == nullptr; }

  [[nodiscard]] std::span<Byte> samples() { return {samples_.get(), byte_count()}; }
  [[nodiscard]] ByteView samples() const { return {samples_.get(), byte_count()}; }
  [[nodiscard]] std::span<Byte> row(std::uint32_t y) { return samples().subspan(y * row_bytes(), row_bytes()); }
  [[nodiscard]] ByteView row(std::uint32_t y) const { return samples().subspan(y * row_bytes(), row_bytes()); }

  // RGBA becomes RGB in the same memory.
  void drop_alpha() {
    if (!has_alpha()) return;
    const std::span<Byte> all = samples();
    for (std::size_t from = 0, to = 0; from < all.size(); from += 4, to += 3) {
      for (std::size_t c = 0; c < 3; ++c) all[to + c] = all[from + c];
    }
    channels_ = Channels::rgb;
  }

 private:
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
  Channels channels_ = Channels::rgb;
  std::unique_ptr<Byte[]> samples_;
};

}  // namespace sluice::pixels
