#pragma once

// The picture that tests of decoders encode and look for: four quarters, red, green, blue and white (from left to
// right, from top to bottom), and how they make sure that damage does no harm. For tests only.

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "pixels/decode.h"

namespace sluice::pixels::testing {

using Color = std::array<int, 3>;
inline constexpr Color kRed{255, 0, 0};
inline constexpr Color kGreen{0, 255, 0};
inline constexpr Color kBlue{0, 0, 255};
inline constexpr Color kWhite{255, 255, 255};
inline constexpr Color kBlack{0, 0, 0};

inline constexpr std::uint32_t kWidth = 64;
inline constexpr std::uint32_t kHeight = 48;

inline Image quarters(std::uint32_t width = kWidth, std::uint32_t height = kHeight, Channels channels = Channels::rgb,
                      int alpha = 255) {
  Image image(width, height, channels);
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const bool right = x >= width / 2;
      const bool bottom = y >= height / 2;
      const Color color = bottom ? (right ? kWhite : kBlue) : (right ? kGreen : kRed);
      const std::span<Byte> out = image.row(y).subspan(x * image.samples_per_pixel());
      for (std::size_t c = 0; c < 3; ++c) out[c] = static_cast<Byte>(color.at(c));
      if (channels == Channels::rgba) out[3] = static_cast<Byte>(alpha);
    }
  }
  return image;
}

inline Image plain(Color color, std::uint32_t width = kWidth, std::uint32_t height = kHeight) {
  Image image(width, height, Channels::rgb);
  for (std::size_t i = 0; i < image.byte_count(); ++i) image.samples()[i] = static_cast<Byte>(color.at(i % 3));
  return image;
}

inline Color color_at(const Image& image, std::uint32_t x, std::uint32_t y) {
  const ByteView pixel = image.row(y).subspan(x * image.samples_per_pixel());
  return {pixel[0], pixel[1], pixel[2]};
}

inline int alpha_at(const Image& image, std::uint32_t x, std::uint32_t y) {
  return image.has_alpha() ? image.row(y)[x * 4 + 3] : 255;
}

inline ::testing::AssertionResult is_color(const Image& image, std::uint32_t x, std::uint32_t y, Color color,
                                           int tolerance = 0) {
  const Color found = color_at(image, x, y);
  for (std::size_t c = 0; c < 3; ++c) {
    if (std::abs(found.at(c) - color.at(c)) > tolerance)
      return ::testing::AssertionFailure()
             << "(" << found[0] << ", " << found[1] << ", " << found[2] << ") at " << x << ", " << y;
  }
  return ::testing::AssertionSuccess();
}

// In the middle of each quarter.
inline void expect_quarters(const Image& image, int tolerance = 0) {
  ASSERT_FALSE(image.is_empty());
  const std::uint32_t left = image.width() / 4;
  const std::uint32_t right = image.width() - 1 - left;
  const std::uint32_t top = image.height() / 4;
  const std::uint32_t bottom = image.height() - 1 - top;
  EXPECT_TRUE(is_color(image, left, top, kRed, tolerance));
  EXPECT_TRUE(is_color(image, right, top, kGreen, tolerance));
  EXPECT_TRUE(is_color(image, left, bottom, kBlue, tolerance));
  EXPECT_TRUE(is_color(image, right, bottom, kWhite, tolerance));
}

using Decode = Result<Decoded> (*)(const formats::ByteSource&, const Request&, const Limits&);

inline Result<Decoded> decode_bytes(Decode decode, ByteView bytes, const Request& request = {},
                                    const Limits& limits = {}) {
  return decode(formats::MemorySource(bytes), request, limits);
}

inline bool same_pixels(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() && a.channels() == b.channels() &&
         std::ranges::equal(a.samples(), b.samples());
}

// A picture cut anywhere is refused, or whole: what is cut off then was no part of it.
inline void expect_whole_or_nothing_at_every_cut(Decode decode, ByteView sample, std::size_t step = 1) {
  const auto whole = decode_bytes(decode, sample);
  ASSERT_TRUE(whole) << whole.error().message;
  for (std::size_t size = 0; size < sample.size(); size += step) {
    const Bytes cut(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(size));  // its own memory: for asan
    const auto decoded = decode_bytes(decode, cut);
    if (decoded)
      EXPECT_TRUE(same_pixels(decoded->image, whole->image)) << "half a picture of " << size << " bytes";
    else
      EXPECT_FALSE(decoded.error().message.empty());
  }
}

// Whatever comes of it, nothing breaks, and what is refused is refused with words.
inline void expect_no_harm_by_flips(Decode decode, ByteView sample, const Request& request = {}) {
  Limits limits;
  limits.pixels = 4u << 20;  // flipped sizes need not be tried out in full
  Bytes bytes(sample.begin(), sample.end());
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    for (const Byte flip : {Byte{0x01}, Byte{0x80}, Byte{0xFF}}) {
      bytes[at] = static_cast<Byte>(bytes[at] ^ flip);
      const auto decoded = decode_bytes(decode, bytes, request, limits);
      if (!decoded) EXPECT_FALSE(decoded.error().message.empty());
      bytes[at] = sample[at];
    }
  }
}

inline void expect_size_limit(Decode decode, ByteView sample) {
  Limits few_pixels;
  few_pixels.pixels = 100;
  EXPECT_EQ(decode_bytes(decode, sample, {}, few_pixels).error().code, Code::too_large);
  Limits short_sides;
  short_sides.side = 10;
  EXPECT_EQ(decode_bytes(decode, sample, {}, short_sides).error().code, Code::too_large);
}

inline void expect_byte_limit(Decode decode, ByteView sample) {
  Limits few_bytes;
  few_bytes.picture_bytes = sample.size() - 1;
  EXPECT_EQ(decode_bytes(decode, sample, {}, few_bytes).error().code, Code::too_large);
}

// A profile by its head alone; decoders do not look further.
inline Bytes color_profile() {
  Bytes profile(132);
  profile[3] = 132;
  const std::string_view space = "RGB ";
  std::ranges::copy(space, profile.begin() + 16);
  const std::string_view signature = "acsp";
  std::ranges::copy(signature, profile.begin() + 36);
  return profile;
}

}  // namespace sluice::pixels::testing
