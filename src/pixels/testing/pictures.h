#pragma once

// Pictures to test with, the same on every run. For tests of any folder.

#include <cmath>
#include <cstdint>

#include "pixels/image.h"

namespace sluice::pixels::testing {

// A small generator (xorshift), since the distributions of <random> differ between libraries.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_(seed * 2'654'435'761u + 1) {}
  std::uint32_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  Byte byte() { return static_cast<Byte>(next() >> 24); }

 private:
  std::uint32_t state_;
};

inline Image noise(std::uint32_t width, std::uint32_t height, Channels channels, std::uint32_t seed = 1) {
  Image image(width, height, channels);
  Noise random(seed);
  for (Byte& sample : image.samples()) sample = random.byte();
  return image;
}

// Smooth and with structure at several scales, like a photograph; `seed` chooses the picture. Opaque.
inline Image scene(std::uint32_t width, std::uint32_t height, Channels channels = Channels::rgb,
                   std::uint32_t seed = 1) {
  Image image(width, height, channels);
  for (std::uint32_t y = 0; y < height; ++y) {
    const std::span<Byte> row = image.row(y);
    for (std::uint32_t x = 0; x < width; ++x) {
      const double u = static_cast<double>(x) / width;
      const double v = static_cast<double>(y) / height;
      for (std::size_t c = 0; c < image.samples_per_pixel(); ++c) {
        const double phase = seed * 1.7 + static_cast<double>(c) * 0.4;
        const double wave = std::sin((5 + seed % 3) * u + phase) + std::cos((4 + seed % 5) * v + phase * 2) +
                            0.5 * std::sin(13 * u * v + phase * 3);
        row[x * image.samples_per_pixel() + c] = c == 3 ? Byte{255} : static_cast<Byte>(128 + 48 * wave);
      }
    }
  }
  return image;
}

inline Image solid(std::uint32_t width, std::uint32_t height, Byte red, Byte green, Byte blue) {
  Image image(width, height, Channels::rgb);
  for (std::size_t i = 0; i < image.byte_count(); i += 3) {
    image.samples()[i] = red;
    image.samples()[i + 1] = green;
    image.samples()[i + 2] = blue;
  }
  return image;
}

// The mean distance of the samples of two pictures of one shape.
inline double mean_difference(const Image& a, const Image& b) {
  if (a.byte_count() != b.byte_count() || a.width() != b.width()) return 256;
  double sum = 0;
  for (std::size_t i = 0; i < a.byte_count(); ++i) sum += std::abs(int{a.samples()[i]} - int{b.samples()[i]});
  return sum / static_cast<double>(a.byte_count());
}

}  // namespace sluice::pixels::testing
