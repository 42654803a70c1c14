#include "pixels/webp.h"

#include <gtest/gtest.h>
#include <webp/encode.h>

#include "formats/testing/riff_builder.h"
#include "pixels/testing/quarters.h"

namespace sluice::pixels {
namespace {

using formats::testing::BytesBuilder;
using formats::testing::WebpBuilder;
using namespace testing;

constexpr Byte kHasProfile = 0x20;
constexpr Byte kIsAnimated = 0x02;
constexpr Byte kHasAlpha = 0x10;

enum class Kind { lossy, lossless };

Bytes encoded(const Image& image, Kind kind) {
  std::uint8_t* out = nullptr;
  const auto width = static_cast<int>(image.width());
  const auto height = static_cast<int>(image.height());
  const auto stride = static_cast<int>(image.row_bytes());
  const std::uint8_t* samples = image.samples().data();
  std::size_t size = 0;
  if (kind == Kind::lossless)
    size = image.has_alpha() ? WebPEncodeLosslessRGBA(samples, width, height, stride, &out)
                             : WebPEncodeLosslessRGB(samples, width, height, stride, &out);
  else
    size = image.has_alpha() ? WebPEncodeRGBA(samples, width, height, stride, 90, &out)
                             : WebPEncodeRGB(samples, width, height, stride, 90, &out);
  const Bytes bytes(out, out + size);
  WebPFree(out);
  return bytes;
}

// The "VP8 " or "VP8L" chunk of a plain file, header and all.
ByteView image_chunk(const Bytes& file) { return ByteView(file).subspan(12); }

struct Frame {
  Color color;
  std::uint32_t left = 0, top = 0, width = kWidth, height = kHeight;
  Byte flags = 0;  // 1: disposed to background, 2: not blended
};

Bytes animation(const std::vector<Frame>& frames) {
  WebpBuilder builder;
  builder.extended(kWidth, kHeight, kIsAnimated | kHasAlpha);
  builder.chunk("ANIM", BytesBuilder().zeros(6).build());
  for (const Frame& frame : frames) {
    const Bytes file = encoded(plain(frame.color, frame.width, frame.height), Kind::lossless);
    builder.chunk("ANMF", BytesBuilder()
                              .u24le(frame.left / 2)
                              .u24le(frame.top / 2)
                              .u24le(frame.width - 1)
                              .u24le(frame.height - 1)
                              .u24le(100)
                              .u8(frame.flags)
                              .bytes(image_chunk(file))
                              .build());
  }
  return builder.build();
}

TEST(WebpPixels, DecodesLossyAndLossless) {
  const auto lossy = decode_bytes(&decode_webp, encoded(quarters(), Kind::lossy), {.orientation = 6});
  ASSERT_TRUE(lossy) << lossy.error().message;
  expect_quarters(lossy->image, 6);
  EXPECT_FALSE(lossy->is_lossless);
  EXPECT_TRUE(lossy->is_every_pixel);
  EXPECT_EQ(lossy->orientation, 6);
  EXPECT_FALSE(lossy->image.has_alpha());
  const auto lossless = decode_bytes(&decode_webp, encoded(quarters(), Kind::lossless));
  ASSERT_TRUE(lossless);
  EXPECT_TRUE(same_pixels(lossless->image, quarters()));
  EXPECT_TRUE(lossless->is_lossless);
}

TEST(WebpPixels, KeepsAlphaUnmultiplied) {
  const auto decoded =
      decode_bytes(&decode_webp, encoded(quarters(kWidth, kHeight, Channels::rgba, 90), Kind::lossless));
  ASSERT_TRUE(decoded);
  EXPECT_TRUE(same_pixels(decoded->image, quarters(kWidth, kHeight, Channels::rgba, 90)));
  const auto lossy = decode_bytes(&decode_webp, encoded(quarters(kWidth, kHeight, Channels::rgba, 90), Kind::lossy));
  ASSERT_TRUE(lossy);
  expect_quarters(lossy->image, 6);
  EXPECT_EQ(alpha_at(lossy->image, 10, 10), 90);
}

TEST(WebpPixels, HandsOnTheColorProfile) {
  const Bytes file = encoded(quarters(), Kind::lossless);
  const Bytes bytes = WebpBuilder()
                          .extended(kWidth, kHeight, kHasProfile)
                          .chunk("ICCP", color_profile())
                          .chunk("VP8L", image_chunk(file).subspan(8))
                          .build();
  const auto decoded = decode_bytes(&decode_webp, bytes);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->icc, color_profile());
  EXPECT_TRUE(decoded->is_lossless);
}

TEST(WebpPixels, PutsFramesOfAnimationsOnTheirCanvas) {
  const Bytes bytes = animation({{kRed}, {kGreen, 16, 8, 16, 16}, {kBlue, 0, 0, 8, 8}, {kWhite}});
  const auto decoded = decode_bytes(&decode_webp, bytes, {.frames = 4});
  ASSERT_TRUE(decoded) << decoded.error().message;
  ASSERT_EQ(decoded->more_frames.size(), 3u);
  EXPECT_TRUE(same_pixels(decoded->image, plain(kRed)));
  EXPECT_TRUE(is_color(decoded->more_frames[0], 20, 12, kGreen));
  EXPECT_TRUE(is_color(decoded->more_frames[0], 40, 40, kRed));
  EXPECT_TRUE(is_color(decoded->more_frames[1], 2, 2, kBlue));
  EXPECT_TRUE(is_color(decoded->more_frames[1], 20, 12, kGreen));
  EXPECT_TRUE(same_pixels(decoded->more_frames[2], plain(kWhite)));
  EXPECT_TRUE(decoded->is_lossless);
  EXPECT_TRUE(decode_bytes(&decode_webp, bytes)->more_frames.empty());
}

TEST(WebpPixels, SpreadsFramesOverTheAnimation) {
  const auto decoded =
      decode_bytes(&decode_webp, animation({{kRed}, {kRed}, {kGreen}, {kGreen}, {kBlue}, {kBlue}}), {.frames = 3});
  ASSERT_TRUE(decoded);
  ASSERT_EQ(decoded->more_frames.size(), 2u);
  EXPECT_TRUE(is_color(decoded->more_frames[0], 0, 0, kGreen));
  EXPECT_TRUE(is_color(decoded->more_frames[1], 0, 0, kBlue));
  Limits limits;
  limits.frames_passed = 2;
  EXPECT_EQ(
      decode_bytes(&decode_webp, animation({{kRed}, {kGreen}, {kBlue}}), {.frames = 3}, limits)->more_frames.size(),
      1u);
}

TEST(WebpPixels, GoesThroughNoMorePixelsThanAllowed) {
  const Bytes bytes = animation({{kRed}, {kRed}, {kGreen}, {kBlue}, {kBlue}, {kBlue}});
  Limits limits;
  limits.pixels_passed = 3 * kWidth * kHeight;
  const auto decoded = decode_bytes(&decode_webp, bytes, {.frames = 3}, limits);
  ASSERT_TRUE(decoded) << decoded.error().message;
  ASSERT_EQ(decoded->more_frames.size(), 2u);
  EXPECT_TRUE(is_color(decoded->more_frames[1], 0, 0, kGreen)) << "the third of three";
  limits.pixels_passed = 1;
  EXPECT_TRUE(decode_bytes(&decode_webp, bytes, {.frames = 3}, limits)->more_frames.empty());
}

TEST(WebpPixels, KeepsNoMorePixelsThanAllowed) {
  Limits limits;
  limits.pixels_kept = 2 * kWidth * kHeight;
  const auto decoded =
      decode_bytes(&decode_webp, animation({{kRed}, {kRed}, {kRed}, {kBlue}, {kBlue}}), {.frames = 5}, limits);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->more_frames.size(), 1u);
}

TEST(WebpPixels, AnimationsOnACanvasThatTakesTooMuchMemoryAreTooLarge) {
  Limits limits;
  limits.working_bytes = 15 * kWidth * kHeight;
  EXPECT_EQ(decode_bytes(&decode_webp, animation({{kRed}}), {}, limits).error().code, Code::too_large);
  EXPECT_TRUE(decode_bytes(&decode_webp, encoded(quarters(), Kind::lossless), {}, limits));
}

TEST(WebpPixels, KeepsToTheLimits) {
  const Bytes bytes = encoded(quarters(), Kind::lossless);
  expect_size_limit(&decode_webp, bytes);
  expect_byte_limit(&decode_webp, bytes);
}

TEST(WebpPixels, RefusesHalfAPicture) {
  expect_whole_or_nothing_at_every_cut(&decode_webp, encoded(quarters(), Kind::lossy));
  expect_whole_or_nothing_at_every_cut(&decode_webp, encoded(quarters(), Kind::lossless));
  expect_whole_or_nothing_at_every_cut(&decode_webp,
                                       encoded(quarters(kWidth, kHeight, Channels::rgba, 90), Kind::lossy));
  expect_whole_or_nothing_at_every_cut(&decode_webp, animation({{kRed}, {kGreen}}));
}

TEST(WebpPixels, SurvivesFlippedBits) {
  expect_no_harm_by_flips(&decode_webp, encoded(quarters(kWidth, kHeight, Channels::rgba, 90), Kind::lossy));
  expect_no_harm_by_flips(&decode_webp, encoded(quarters(), Kind::lossless));
  expect_no_harm_by_flips(&decode_webp, animation({{kRed}, {kGreen, 16, 8, 16, 16}}), {.frames = 2});
}

}  // namespace
}  // namespace sluice::pixels
