#include "pixels/gif.h"

#include <algorithm>

#include <gif_lib.h>
#include <gtest/gtest.h>

#include "pixels/testing/quarters.h"

namespace sluice::pixels {
namespace {

using namespace testing;

// The colours of the palette by index; 4 is the hole where a frame has one.
constexpr int kRedIndex = 0;
constexpr int kGreenIndex = 1;
constexpr int kBlueIndex = 2;
constexpr int kWhiteIndex = 3;
constexpr int kHole = 4;

struct Frame {
  int left = 0, top = 0, width = 8, height = 8;
  std::vector<int> indexes = {};  // one: all of that colour
  int disposal = DISPOSAL_UNSPECIFIED;
  bool has_hole = false;
  bool is_interlaced = false;
};

int append(GifFileType* file, const GifByteType* bytes, int count) {
  auto& out = *static_cast<Bytes*>(file->UserData);
  out.insert(out.end(), bytes, bytes + count);
  return count;
}

Bytes gif(const std::vector<Frame>& frames, int width = 8, int height = 8) {
  Bytes out;
  int error = 0;
  GifFileType* file = EGifOpen(&out, &append, &error);
  EGifSetGifVersion(file, true);
  GifColorType colors[8] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}, {1, 2, 3}};
  ColorMapObject* map = GifMakeMapObject(8, colors);
  EGifPutScreenDesc(file, width, height, 3, 0, map);
  for (const Frame& frame : frames) {
    GraphicsControlBlock control{};
    control.DisposalMode = frame.disposal;
    control.DelayTime = 10;
    control.TransparentColor = frame.has_hole ? kHole : NO_TRANSPARENT_COLOR;
    GifByteType extension[4];
    EGifGCBToExtension(&control, extension);
    EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, 4, extension);
    EGifPutImageDesc(file, frame.left, frame.top, frame.width, frame.height, frame.is_interlaced, nullptr);
    const auto columns = static_cast<std::size_t>(frame.width);
    const auto row = [&](int y) {
      Bytes line(columns);
      for (std::size_t x = 0; x < columns; ++x)
        line[x] = static_cast<Byte>(
            frame.indexes.size() == 1 ? frame.indexes[0] : frame.indexes.at(static_cast<std::size_t>(y) * columns + x));
      EGifPutLine(file, line.data(), frame.width);
    };
    if (frame.is_interlaced) {
      for (const auto& [first, step] : {std::pair(0, 8), std::pair(4, 8), std::pair(2, 4), std::pair(1, 2)})
        for (int y = first; y < frame.height; y += step) row(y);
    } else {
      for (int y = 0; y < frame.height; ++y) row(y);
    }
  }
  EGifCloseFile(file, &error);
  GifFreeMapObject(map);
  return out;
}

std::vector<int> quarter_indexes(int width, int height) {
  std::vector<int> indexes;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      indexes.push_back(y < height / 2 ? (x < width / 2 ? kRedIndex : kGreenIndex)
                                       : (x < width / 2 ? kBlueIndex : kWhiteIndex));
  return indexes;
}

TEST(GifPixels, DecodesAStillPicture) {
  for (const bool interlaced : {false, true}) {
    const auto decoded = decode_bytes(
        &decode_gif,
        gif({{.width = 32, .height = 24, .indexes = quarter_indexes(32, 24), .is_interlaced = interlaced}}, 32, 24));
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_TRUE(same_pixels(decoded->image, quarters(32, 24)));
    EXPECT_TRUE(decoded->is_lossless);
    EXPECT_EQ(decoded->orientation, 1);
  }
}

TEST(GifPixels, WhatNoFrameCoversIsTransparent) {
  const auto decoded =
      decode_bytes(&decode_gif, gif({{.left = 2, .top = 2, .width = 4, .height = 4, .indexes = {kGreenIndex}}}));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(alpha_at(decoded->image, 0, 0), 0);
  EXPECT_EQ(alpha_at(decoded->image, 3, 3), 255);
  EXPECT_TRUE(is_color(decoded->image, 3, 3, kGreen));
}

TEST(GifPixels, HolesShowWhatIsBelow) {
  std::vector<int> half(64, kHole);
  for (std::size_t i = 0; i < 32; ++i) half[i] = kBlueIndex;
  const auto decoded =
      decode_bytes(&decode_gif, gif({{.indexes = {kRedIndex}}, {.indexes = half, .has_hole = true}}), {.frames = 2});
  ASSERT_TRUE(decoded);
  ASSERT_EQ(decoded->more_frames.size(), 1u);
  EXPECT_TRUE(is_color(decoded->more_frames[0], 4, 1, kBlue));
  EXPECT_TRUE(is_color(decoded->more_frames[0], 4, 6, kRed));
  EXPECT_FALSE(decoded->more_frames[0].has_alpha());
}

TEST(GifPixels, DisposesOfFramesAsTheySay) {
  const Frame last{.left = 6, .top = 6, .width = 2, .height = 2, .indexes = {kWhiteIndex}};
  const auto after = [&](int disposal) {
    const Frame middle{.left = 2, .top = 2, .width = 4, .height = 4, .indexes = {kGreenIndex}, .disposal = disposal};
    return decode_bytes(&decode_gif, gif({{.indexes = {kRedIndex}}, middle, last}), {.frames = 3}).value();
  };
  const Decoded kept = after(DISPOSE_DO_NOT);
  EXPECT_TRUE(is_color(kept.more_frames[0], 3, 3, kGreen));
  EXPECT_TRUE(is_color(kept.more_frames[1], 3, 3, kGreen));
  const Decoded cleared = after(DISPOSE_BACKGROUND);
  EXPECT_TRUE(is_color(cleared.more_frames[0], 3, 3, kGreen));
  EXPECT_EQ(alpha_at(cleared.more_frames[1], 3, 3), 0);
  EXPECT_EQ(alpha_at(cleared.more_frames[1], 1, 1), 255);
  const Decoded restored = after(DISPOSE_PREVIOUS);
  EXPECT_TRUE(is_color(restored.more_frames[0], 3, 3, kGreen));
  EXPECT_TRUE(is_color(restored.more_frames[1], 3, 3, kRed));
  EXPECT_TRUE(is_color(restored.more_frames[1], 7, 7, kWhite));
}

TEST(GifPixels, FramesBeyondTheCanvasAreCutOff) {
  const auto decoded = decode_bytes(
      &decode_gif,
      gif({{.indexes = {kRedIndex}},
           {.left = 4, .top = 4, .width = 20, .height = 20, .indexes = {kBlueIndex}, .disposal = DISPOSE_BACKGROUND},
           {.left = 100, .top = 100, .indexes = {kGreenIndex}}}),
      {.frames = 3});
  ASSERT_TRUE(decoded) << decoded.error().message;
  ASSERT_EQ(decoded->more_frames.size(), 2u);
  EXPECT_TRUE(is_color(decoded->more_frames[0], 7, 7, kBlue));
  EXPECT_EQ(alpha_at(decoded->more_frames[1], 7, 7), 0);
}

TEST(GifPixels, SpreadsFramesOverTheAnimation) {
  std::vector<Frame> frames;
  for (const int color : {kRedIndex, kRedIndex, kGreenIndex, kGreenIndex, kBlueIndex, kBlueIndex})
    frames.push_back({.indexes = {color}});
  const auto decoded = decode_bytes(&decode_gif, gif(frames), {.frames = 3});
  ASSERT_TRUE(decoded);
  ASSERT_EQ(decoded->more_frames.size(), 2u);
  EXPECT_TRUE(is_color(decoded->more_frames[0], 0, 0, kGreen));
  EXPECT_TRUE(is_color(decoded->more_frames[1], 0, 0, kBlue));
  EXPECT_TRUE(decode_bytes(&decode_gif, gif(frames))->more_frames.empty());
}

TEST(GifPixels, GoesThroughNoMorePixelsThanAllowed) {
  std::vector<Frame> frames;
  for (const int color : {kRedIndex, kRedIndex, kGreenIndex, kBlueIndex, kBlueIndex, kBlueIndex})
    frames.push_back({.indexes = {color}});
  Limits limits;
  limits.pixels_passed = 3 * 8 * 8;
  const auto decoded = decode_bytes(&decode_gif, gif(frames), {.frames = 3}, limits);
  ASSERT_TRUE(decoded) << decoded.error().message;
  ASSERT_EQ(decoded->more_frames.size(), 2u);
  EXPECT_TRUE(is_color(decoded->more_frames[1], 0, 0, kGreen)) << "the third of three";
  limits.pixels_passed = 1;
  EXPECT_TRUE(decode_bytes(&decode_gif, gif(frames), {.frames = 3}, limits)->more_frames.empty());
}

TEST(GifPixels, FramesLargerThanTheCanvasCountInFull) {
  Limits limits;
  limits.pixels_passed = 20 * 20 + 8 * 8;
  const Frame large{.width = 20, .height = 20, .indexes = {kRedIndex}};
  const auto decoded = decode_bytes(&decode_gif, gif({large, large, large}), {.frames = 3}, limits);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_TRUE(decoded->more_frames.empty());
}

TEST(GifPixels, KeepsNoMorePixelsThanAllowed) {
  Limits limits;
  limits.pixels_kept = 2 * 8 * 8;
  const std::vector<Frame> frames(6, Frame{.indexes = {kRedIndex}});
  const auto decoded = decode_bytes(&decode_gif, gif(frames), {.frames = 5}, limits);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->more_frames.size(), 1u);
}

TEST(GifPixels, AnAnimationThatEndsEarlyGivesItsWholeFrames) {
  Bytes bytes = gif({{.indexes = {kRedIndex}}, {.indexes = {kGreenIndex}}});
  bytes.resize(bytes.size() - 4);
  const auto decoded = decode_bytes(&decode_gif, bytes, {.frames = 2});
  ASSERT_TRUE(decoded);
  EXPECT_TRUE(decoded->more_frames.empty());
}

TEST(GifPixels, KeepsToTheLimits) {
  const Bytes bytes = gif({{.indexes = {kRedIndex}}}, 64, 48);
  expect_size_limit(&decode_gif, bytes);
  expect_byte_limit(&decode_gif, bytes);
}

TEST(GifPixels, RefusesHalfAPicture) {
  expect_whole_or_nothing_at_every_cut(&decode_gif,
                                       gif({{.width = 32, .height = 24, .indexes = quarter_indexes(32, 24)}}, 32, 24));
  EXPECT_EQ(decode_bytes(&decode_gif, gif({})).error().code, Code::corrupt);
}

TEST(GifPixels, SurvivesFlippedBits) {
  expect_no_harm_by_flips(
      &decode_gif,
      gif({{.width = 32, .height = 24, .indexes = quarter_indexes(32, 24), .is_interlaced = true},
           {.left = 2, .top = 2, .width = 4, .height = 4, .indexes = {kGreenIndex}, .disposal = DISPOSE_PREVIOUS},
           {.indexes = {kHole}, .has_hole = true}},
          32, 24),
      {.frames = 3});
}

}  // namespace
}  // namespace sluice::pixels
