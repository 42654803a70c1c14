#include "pixels/jxl.h"

#include <gtest/gtest.h>
#include <jxl/encode.h>

#include "formats/read.h"
#include "pixels/testing/quarters.h"

namespace sluice::pixels {
namespace {

using namespace testing;

struct Options {
  bool lossless = false;
  JxlOrientation orientation = JXL_ORIENT_IDENTITY;
  std::uint32_t bits = 8;
  bool grey = false;
  bool linear = false;
};

Bytes encoded(const Image& image, const Options& options = {}) {
  JxlEncoder* encoder = JxlEncoderCreate(nullptr);
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = image.width();
  info.ysize = image.height();
  info.bits_per_sample = options.bits;
  info.num_color_channels = options.grey ? 1 : 3;
  info.orientation = options.orientation;
  info.uses_original_profile = options.lossless ? JXL_TRUE : JXL_FALSE;
  if (image.has_alpha()) info.num_extra_channels = 1, info.alpha_bits = options.bits;
  EXPECT_EQ(JxlEncoderSetBasicInfo(encoder, &info), JXL_ENC_SUCCESS);
  JxlColorEncoding color;
  JxlColorEncodingSetToSRGB(&color, options.grey ? JXL_TRUE : JXL_FALSE);
  if (options.linear) JxlColorEncodingSetToLinearSRGB(&color, JXL_FALSE);
  JxlEncoderSetColorEncoding(encoder, &color);
  JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(encoder, nullptr);
  JxlEncoderFrameSettingsSetOption(settings, JXL_ENC_FRAME_SETTING_EFFORT, 3);
  if (options.lossless)
    JxlEncoderSetFrameLossless(settings, JXL_TRUE);
  else
    JxlEncoderSetFrameDistance(settings, 0.5f);
  Bytes samples(image.samples().begin(), image.samples().end());
  std::uint32_t channels = image.has_alpha() ? 4 : 3;
  if (options.grey) {
    samples.clear();
    for (std::size_t i = 0; i < image.byte_count(); i += channels) samples.push_back(image.samples()[i]);
    channels = 1;
  }
  const JxlPixelFormat format{channels, JXL_TYPE_UINT8, JXL_LITTLE_ENDIAN, 0};
  EXPECT_EQ(JxlEncoderAddImageFrame(settings, &format, samples.data(), samples.size()), JXL_ENC_SUCCESS);
  JxlEncoderCloseInput(encoder);
  Bytes out(1 << 20);
  std::uint8_t* next = out.data();
  std::size_t left = out.size();
  EXPECT_EQ(JxlEncoderProcessOutput(encoder, &next, &left), JXL_ENC_SUCCESS);
  out.resize(out.size() - left);
  JxlEncoderDestroy(encoder);
  return out;
}

TEST(JxlPixels, DecodesLossyAndLossless) {
  const auto lossy = decode_bytes(&decode_jxl, encoded(quarters()));
  ASSERT_TRUE(lossy) << lossy.error().message;
  expect_quarters(lossy->image, 6);
  EXPECT_TRUE(lossy->icc.empty()) << "plain sRGB";
  const auto lossless = decode_bytes(&decode_jxl, encoded(quarters(), {.lossless = true}));
  ASSERT_TRUE(lossless);
  EXPECT_TRUE(same_pixels(lossless->image, quarters()));
}

TEST(JxlPixels, KeepsAlphaUnmultiplied) {
  const Image image = quarters(kWidth, kHeight, Channels::rgba, 90);
  const auto decoded = decode_bytes(&decode_jxl, encoded(image, {.lossless = true}));
  ASSERT_TRUE(decoded);
  EXPECT_TRUE(same_pixels(decoded->image, image));
}

TEST(JxlPixels, MakesGreyToRgb) {
  const auto decoded = decode_bytes(&decode_jxl, encoded(plain({100, 100, 100}), {.lossless = true, .grey = true}));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_TRUE(is_color(decoded->image, 5, 5, {100, 100, 100}));
  EXPECT_TRUE(decoded->icc.empty()) << "a grey profile fits no RGB";
}

TEST(JxlPixels, HandsOnTheProfileOfItsPixels) {
  const auto decoded = decode_bytes(&decode_jxl, encoded(quarters(), {.lossless = true, .linear = true}));
  ASSERT_TRUE(decoded);
  ASSERT_GE(decoded->icc.size(), 128u);
  EXPECT_EQ(as_text(decoded->icc).substr(36, 4), "acsp");
}

TEST(JxlPixels, ComesUpright) {
  const Bytes bytes = encoded(quarters(), {.lossless = true, .orientation = JXL_ORIENT_ROTATE_90_CW});
  const auto decoded = decode_bytes(&decode_jxl, bytes, {.orientation = 6});
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->orientation, 1);
  EXPECT_EQ(decoded->image.width(), kHeight);
  EXPECT_TRUE(is_color(decoded->image, 5, 5, kBlue));
  EXPECT_EQ(formats::read(formats::MemorySource(bytes), {})->technical.width, decoded->image.width());
}

TEST(JxlPixels, KeepsToTheLimits) {
  const Bytes bytes = encoded(quarters());
  expect_size_limit(&decode_jxl, bytes);
  expect_byte_limit(&decode_jxl, bytes);
}

TEST(JxlPixels, RefusesHalfAPicture) {
  expect_whole_or_nothing_at_every_cut(&decode_jxl, encoded(quarters()));
  expect_whole_or_nothing_at_every_cut(&decode_jxl, encoded(quarters(), {.lossless = true}));
}

TEST(JxlPixels, SurvivesFlippedBits) {
  expect_no_harm_by_flips(&decode_jxl, encoded(quarters()));
  expect_no_harm_by_flips(&decode_jxl, encoded(quarters(kWidth, kHeight, Channels::rgba, 90), {.lossless = true}));
}

}  // namespace
}  // namespace sluice::pixels
