#include "pixels/avif.h"

#include <avif/avif.h>
#include <gtest/gtest.h>

#include "formats/read.h"
#include "pixels/testing/quarters.h"

namespace sluice::pixels {
namespace {

using namespace testing;

struct Options {
  std::uint32_t depth = 8;
  avifPixelFormat format = AVIF_PIXEL_FORMAT_YUV444;
  int turns = -1;   // anticlockwise; -1: not said
  int mirror = -1;  // 0: top with bottom, 1: left with right
  bool profile = false;
  std::uint32_t clean_width = 0;
};

avifImage* to_avif(const Image& image, const Options& options) {
  avifImage* picture = avifImageCreate(image.width(), image.height(), options.depth, options.format);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, picture);
  rgb.depth = 8;
  rgb.format = image.has_alpha() ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  Bytes samples(image.samples().begin(), image.samples().end());
  rgb.pixels = samples.data();
  rgb.rowBytes = static_cast<std::uint32_t>(image.row_bytes());
  EXPECT_EQ(avifImageRGBToYUV(picture, &rgb), AVIF_RESULT_OK);
  const auto flag = [&](avifTransformFlag value) {
    picture->transformFlags = static_cast<avifTransformFlags>(picture->transformFlags | static_cast<unsigned>(value));
  };
  if (options.turns >= 0) flag(AVIF_TRANSFORM_IROT), picture->irot.angle = static_cast<std::uint8_t>(options.turns);
  if (options.mirror >= 0) flag(AVIF_TRANSFORM_IMIR), picture->imir.mode = static_cast<std::uint8_t>(options.mirror);
  if (options.clean_width > 0) {
    flag(AVIF_TRANSFORM_CLAP);
    // The left part: its middle lies that much left of the picture's.
    const auto offset = static_cast<std::int32_t>(options.clean_width) - static_cast<std::int32_t>(image.width());
    picture->clap = {options.clean_width, 1, image.height(), 1, static_cast<std::uint32_t>(offset), 2, 0, 1};
  }
  const Bytes profile = color_profile();
  if (options.profile) avifImageSetProfileICC(picture, profile.data(), profile.size());
  return picture;
}

Bytes finished(avifEncoder* encoder) {
  avifRWData data = AVIF_DATA_EMPTY;
  EXPECT_EQ(avifEncoderFinish(encoder, &data), AVIF_RESULT_OK);
  const Bytes bytes(data.data, data.data + data.size);
  avifRWDataFree(&data);
  avifEncoderDestroy(encoder);
  return bytes;
}

avifEncoder* new_encoder() {
  avifEncoder* encoder = avifEncoderCreate();
  encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
  encoder->maxThreads = 1;
  encoder->speed = 10;
  encoder->minQuantizer = encoder->maxQuantizer = 4;
  encoder->timescale = 10;
  return encoder;
}

Bytes encoded(const Image& image, const Options& options = {}) {
  avifEncoder* encoder = new_encoder();
  avifImage* picture = to_avif(image, options);
  EXPECT_EQ(avifEncoderAddImage(encoder, picture, 1, AVIF_ADD_IMAGE_FLAG_SINGLE), AVIF_RESULT_OK);
  avifImageDestroy(picture);
  return finished(encoder);
}

Bytes sequence(const std::vector<Color>& colors) {
  avifEncoder* encoder = new_encoder();
  for (const Color& color : colors) {
    avifImage* picture = to_avif(plain(color), {});
    EXPECT_EQ(avifEncoderAddImage(encoder, picture, 1, AVIF_ADD_IMAGE_FLAG_NONE), AVIF_RESULT_OK);
    avifImageDestroy(picture);
  }
  return finished(encoder);
}

TEST(AvifPixels, DecodesEightAndMoreBits) {
  for (const std::uint32_t depth : {8u, 10u, 12u}) {
    for (const avifPixelFormat format : {AVIF_PIXEL_FORMAT_YUV444, AVIF_PIXEL_FORMAT_YUV420}) {
      const auto decoded = decode_bytes(&decode_avif, encoded(quarters(), {.depth = depth, .format = format}));
      ASSERT_TRUE(decoded) << decoded.error().message;
      expect_quarters(decoded->image, 6);
      EXPECT_FALSE(decoded->image.has_alpha());
      EXPECT_EQ(decoded->orientation, 1);
    }
  }
}

TEST(AvifPixels, MakesGreyToRgb) {
  const auto decoded =
      decode_bytes(&decode_avif, encoded(plain({100, 100, 100}), {.format = AVIF_PIXEL_FORMAT_YUV400}));
  ASSERT_TRUE(decoded);
  EXPECT_TRUE(is_color(decoded->image, 5, 5, {100, 100, 100}, 3));
}

TEST(AvifPixels, KeepsAlphaUnmultiplied) {
  const auto decoded = decode_bytes(&decode_avif, encoded(quarters(kWidth, kHeight, Channels::rgba, 90)));
  ASSERT_TRUE(decoded);
  expect_quarters(decoded->image, 6);
  EXPECT_NEAR(alpha_at(decoded->image, 10, 10), 90, 2);
}

TEST(AvifPixels, HandsOnTheColorProfile) {
  EXPECT_EQ(decode_bytes(&decode_avif, encoded(quarters(), {.profile = true}))->icc, color_profile());
}

// Turned anticlockwise, then mirrored: which quarter is then at the upper left, and what EXIF calls that.
TEST(AvifPixels, SaysTurningsAsOrientation) {
  struct Case {
    int turns, mirror;
    std::uint16_t orientation;
  };
  const Case cases[] = {{-1, -1, 1}, {0, -1, 1}, {1, -1, 8}, {2, -1, 3}, {3, -1, 6}, {-1, 0, 4}, {-1, 1, 2},
                        {1, 0, 5},   {1, 1, 7},  {2, 0, 2},  {2, 1, 4},  {3, 0, 7},  {3, 1, 5}};
  for (const auto& [turns, mirror, orientation] : cases) {
    const Bytes bytes = encoded(quarters(), {.turns = turns, .mirror = mirror});
    const auto decoded = decode_bytes(&decode_avif, bytes, {.orientation = 3});
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->orientation, orientation) << turns << ' ' << mirror;
    EXPECT_EQ(decoded->image.width(), kWidth) << "as stored";
    const auto metadata = formats::read(formats::MemorySource(bytes), {});
    ASSERT_TRUE(metadata);
    EXPECT_EQ(metadata->technical.width, orientation >= 5 ? kHeight : kWidth) << "as the reader shows it";
  }
}

TEST(AvifPixels, CutsOutTheCleanAperture) {
  const Bytes bytes = encoded(quarters(), {.clean_width = 32});
  const auto decoded = decode_bytes(&decode_avif, bytes);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->image.width(), 32u);
  EXPECT_TRUE(is_color(decoded->image, 28, 4, kRed, 6));
  EXPECT_EQ(formats::read(formats::MemorySource(bytes), {})->technical.width, 32u);
}

TEST(AvifPixels, SpreadsFramesOverTheSequence) {
  const Bytes bytes = sequence({kRed, kRed, kGreen, kGreen, kBlue, kBlue});
  const auto decoded = decode_bytes(&decode_avif, bytes, {.frames = 3});
  ASSERT_TRUE(decoded) << decoded.error().message;
  ASSERT_EQ(decoded->more_frames.size(), 2u);
  EXPECT_TRUE(is_color(decoded->image, 5, 5, kRed, 6));
  EXPECT_TRUE(is_color(decoded->more_frames[0], 5, 5, kGreen, 6));
  EXPECT_TRUE(is_color(decoded->more_frames[1], 5, 5, kBlue, 6));
}

TEST(AvifPixels, GoesThroughNoMoreThanAllowed) {
  const Bytes bytes = sequence({kRed, kRed, kGreen, kBlue, kBlue, kBlue});
  Limits frames;
  frames.frames_passed = 3;
  Limits pixels;
  pixels.pixels_passed = 3 * kWidth * kHeight;
  for (const Limits& limits : {frames, pixels}) {
    const auto decoded = decode_bytes(&decode_avif, bytes, {.frames = 3}, limits);
    ASSERT_TRUE(decoded) << decoded.error().message;
    ASSERT_EQ(decoded->more_frames.size(), 2u);
    EXPECT_TRUE(is_color(decoded->more_frames[1], 5, 5, kGreen, 6)) << "the third of three";
    EXPECT_TRUE(decoded->warnings.empty());
  }
}

TEST(AvifPixels, IsToldFromHeicByItsBrands) {
  EXPECT_TRUE(is_avif(formats::MemorySource(encoded(quarters()))).value());
  EXPECT_TRUE(is_avif(formats::MemorySource(sequence({kRed, kBlue}))).value());
  EXPECT_FALSE(is_avif(formats::MemorySource(as_bytes(std::string_view("\0\0\0\x18"
                                                                       "ftypheic\0\0\0\0mif1heic",
                                                                       24))))
                   .value());
  EXPECT_FALSE(is_avif(formats::MemorySource({})).value());
}

TEST(AvifPixels, KeepsToTheLimits) {
  const Bytes bytes = encoded(quarters());
  expect_size_limit(&decode_avif, bytes);
  expect_byte_limit(&decode_avif, bytes);
}

TEST(AvifPixels, RefusesHalfAPicture) {
  expect_whole_or_nothing_at_every_cut(&decode_avif, encoded(quarters(kWidth, kHeight, Channels::rgba, 90)));
}

TEST(AvifPixels, SurvivesFlippedBits) {
  expect_no_harm_by_flips(&decode_avif, encoded(quarters(kWidth, kHeight, Channels::rgba, 90), {.turns = 1}));
  expect_no_harm_by_flips(&decode_avif, sequence({kRed, kBlue}), {.frames = 2});
}

}  // namespace
}  // namespace sluice::pixels
