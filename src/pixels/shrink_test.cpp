#include "pixels/shrink.h"

#include <gtest/gtest.h>

#include "pixels/testing/pictures.h"

namespace sluice::pixels {
namespace {

// By the definition, sample by sample.
Image slow_shrink(const Image& image, std::uint32_t width, std::uint32_t height) {
  const auto overlap = [](std::uint32_t i, std::uint32_t from, std::uint32_t to, std::uint32_t source) {
    const double begin = std::max<double>(source, static_cast<double>(i) * from / to);
    const double end = std::min<double>(source + 1.0, (i + 1.0) * from / to);
    return std::max(0.0, end - begin);
  };
  Image out(width, height, Channels::rgb);
  for (std::uint32_t y = 0; y < height; ++y)
    for (std::uint32_t x = 0; x < width; ++x)
      for (std::size_t c = 0; c < 3; ++c) {
        double sum = 0;
        double area = 0;
        for (std::uint32_t v = 0; v < image.height(); ++v)
          for (std::uint32_t u = 0; u < image.width(); ++u) {
            const double share = overlap(x, image.width(), width, u) * overlap(y, image.height(), height, v);
            sum += share * image.row(v)[u * 3 + c];
            area += share;
          }
        out.row(y)[x * 3 + c] = static_cast<Byte>(sum / area + 0.5);
      }
  return out;
}

int largest_difference(const Image& a, const Image& b) {
  int largest = 0;
  for (std::size_t i = 0; i < a.byte_count(); ++i)
    largest = std::max(largest, std::abs(int{a.samples()[i]} - int{b.samples()[i]}));
  return largest;
}

TEST(Shrink, IsTheMeanOverTheArea) {
  struct Case {
    std::uint32_t width, height, side, expected_width, expected_height;
  };
  for (const Case& c : {Case{32, 32, 8, 8, 8}, Case{33, 20, 8, 8, 5}, Case{20, 33, 7, 4, 7}, Case{40, 13, 39, 39, 13},
                        Case{64, 1, 5, 5, 1}, Case{1, 300, 1, 1, 1}, Case{90, 60, 30, 30, 20}}) {
    const Image picture = testing::noise(c.width, c.height, Channels::rgb, c.width);
    const Image small = shrink(picture, c.side);
    ASSERT_EQ(small.width(), c.expected_width);
    ASSERT_EQ(small.height(), c.expected_height);
    EXPECT_LE(largest_difference(small, slow_shrink(picture, small.width(), small.height())), 1);
  }
}

TEST(Shrink, IsExactWhereTheRatioIsWhole) {
  const Image picture = testing::noise(96, 48, Channels::rgb);
  EXPECT_EQ(largest_difference(shrink(picture, 24), slow_shrink(picture, 24, 12)), 0);
}

TEST(Shrink, KeepsWhiteWhiteAndBlackBlack) {
  for (const Byte value : {Byte{0}, Byte{255}, Byte{1}, Byte{254}})
    for (const std::uint32_t side : {100u, 33u, 7u, 1u}) {
      const Image small = shrink(testing::solid(101, 2'000, value, value, value), side);
      for (const Byte sample : small.samples()) ASSERT_EQ(sample, value);
    }
}

TEST(Shrink, NeverEnlarges) {
  const Image picture = testing::noise(20, 10, Channels::rgb);
  const Image same = shrink(picture, 256);
  EXPECT_EQ(same.width(), 20u);
  EXPECT_TRUE(std::ranges::equal(same.samples(), picture.samples()));
}

TEST(Shrink, KeepsAtLeastOnePixel) {
  const Image small = shrink(testing::solid(5'000, 1, 9, 9, 9), 10);
  EXPECT_EQ(small.width(), 10u);
  EXPECT_EQ(small.height(), 1u);
}

TEST(Shrink, LaysTransparentPixelsOverWhite) {
  Image picture(2, 1, Channels::rgba);
  std::ranges::copy(std::to_array<Byte>({0, 100, 200, 0, 0, 100, 200, 255}), picture.samples().begin());
  const Image small = shrink(picture, 1);
  ASSERT_FALSE(small.has_alpha());
  EXPECT_EQ(small.samples()[0], 128);
  EXPECT_EQ(small.samples()[1], 178);
  EXPECT_EQ(small.samples()[2], 228);
}

TEST(OverWhite, MixesByAlpha) {
  Image picture(1, 1, Channels::rgba);
  for (int alpha = 0; alpha < 256; ++alpha)
    for (const int sample : {0, 1, 77, 128, 254, 255}) {
      std::ranges::copy(std::to_array({static_cast<Byte>(sample), Byte{0}, Byte{255}, static_cast<Byte>(alpha)}),
                        picture.samples().begin());
      const Image mixed = over_white(picture);
      ASSERT_EQ(mixed.samples()[0], static_cast<int>(std::lround((sample * alpha + 255.0 * (255 - alpha)) / 255)));
      ASSERT_EQ(mixed.samples()[1], 255 - alpha);
      ASSERT_EQ(mixed.samples()[2], 255);
    }
}

TEST(OverWhite, DropsAlphaThatHidesNothing) {
  const Image rgba = testing::scene(31, 17, Channels::rgba);
  const Image rgb = testing::scene(31, 17, Channels::rgb);
  EXPECT_TRUE(std::ranges::equal(over_white(rgba).samples(), rgb.samples()));
  EXPECT_TRUE(std::ranges::equal(over_white(rgb).samples(), rgb.samples()));
}

}  // namespace
}  // namespace sluice::pixels
