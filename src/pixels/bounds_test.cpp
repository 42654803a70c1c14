#include "pixels/bounds.h"

#include <gtest/gtest.h>

#include "pixels/testing/quarters.h"

namespace sluice::pixels {
namespace {

TEST(Bounds, SizesAreHeldToTheLimits) {
  const Limits limits{.pixels = 100, .side = 50};
  EXPECT_TRUE(check_size(10, 10, limits));
  EXPECT_EQ(check_size(10, 11, limits).error().code, Code::too_large);
  EXPECT_EQ(check_size(51, 1, limits).error().code, Code::too_large);
  EXPECT_EQ(check_size(0, 1, limits).error().code, Code::corrupt);
  EXPECT_EQ(check_size(~0ull, ~0ull, limits).error().code, Code::too_large);
}

TEST(Bounds, MemoryIsHeldToTheLimits) {
  Limits limits;
  limits.working_bytes = 3 << 20;
  EXPECT_TRUE(check_memory(3 << 20, limits));
  EXPECT_EQ(check_memory((5 << 20) + 1, limits).error().code, Code::too_large);
  EXPECT_EQ(check_memory(5 << 20, limits).error().message, "decoding takes 5 MiB: more than 3");
}

TEST(Bounds, WhatIsTooLongIsRefusedBeforeItIsRead) {
  Limits limits;
  limits.picture_bytes = 4;
  const Bytes bytes{1, 2, 3, 4, 5};
  EXPECT_EQ(read_picture(formats::MemorySource(ByteView(bytes).first(4)), limits)->size(), 4u);
  EXPECT_EQ(read_picture(formats::MemorySource(bytes), limits).error().code, Code::too_large);
}

TEST(Bounds, FramesAreSpreadEvenlyFromTheFirstOn) {
  using Indexes = std::vector<std::uint32_t>;
  EXPECT_EQ(spread(1, 10), Indexes{0});
  EXPECT_EQ(spread(0, 10), Indexes{0});
  EXPECT_EQ(spread(3, 9), (Indexes{0, 3, 6}));
  EXPECT_EQ(spread(4, 10), (Indexes{0, 2, 5, 7}));
  EXPECT_EQ(spread(5, 2), (Indexes{0, 1}));
  EXPECT_TRUE(spread(5, 0).empty());
}

TEST(Bounds, LargeFramesArePassedAndKeptInSmallNumbers) {
  Limits limits;
  limits.frames_passed = 20;
  limits.pixels_passed = 1000;
  limits.pixels_kept = 300;
  EXPECT_EQ(passable_frames(10, 10, limits), 10u);
  EXPECT_EQ(passable_frames(1, 1, limits), 20u);
  EXPECT_EQ(passable_frames(100, 100, limits), 1u);
  EXPECT_EQ(passable_frames(0, 0, limits), 20u);
  EXPECT_EQ(keepable_frames(8, 10, 10, limits), 3u);
  EXPECT_EQ(keepable_frames(8, 1, 1, limits), 8u);
  EXPECT_EQ(keepable_frames(8, 100, 100, limits), 1u);
}

TEST(Bounds, AlphaThatHidesNothingIsLeftOut) {
  EXPECT_FALSE(without_idle_alpha(testing::quarters(4, 4, Channels::rgba, 255)).has_alpha());
  EXPECT_TRUE(without_idle_alpha(testing::quarters(4, 4, Channels::rgba, 254)).has_alpha());
  testing::expect_quarters(without_idle_alpha(testing::quarters(4, 4, Channels::rgba, 255)));
}

TEST(Bounds, MultipliedAlphaIsUndone) {
  Image image(2, 1, Channels::rgba);
  const Bytes pixels{64, 128, 200, 128, 9, 9, 9, 0};
  std::ranges::copy(pixels, image.samples().begin());
  unpremultiply(image);
  EXPECT_EQ(testing::color_at(image, 0, 0), (testing::Color{128, 255, 255}));
  EXPECT_EQ(testing::color_at(image, 1, 0), (testing::Color{9, 9, 9}));
}

}  // namespace
}  // namespace sluice::pixels
