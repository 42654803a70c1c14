#include "classify/preprocess.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "classify/testing/pictures.h"

namespace sluice::classify {
namespace {

using pixels::Channels;
using pixels::Image;

class Tensor {
 public:
  explicit Tensor(const Image& image, std::uint16_t orientation = 1) : values_(kInputSize) {
    prepare(image, orientation, std::span<float, kInputSize>(values_));
  }
  [[nodiscard]] float at(std::size_t channel, std::size_t x, std::size_t y) const {
    return values_[(channel * kSide + y) * kSide + x];
  }
  [[nodiscard]] const std::vector<float>& values() const { return values_; }

 private:
  std::vector<float> values_;
};

Image one_pixel(std::initializer_list<Byte> samples) {
  Image image(1, 1, samples.size() == 4 ? Channels::rgba : Channels::rgb);
  std::ranges::copy(samples, image.samples().begin());
  return image;
}

TEST(Preprocess, TheCornersOfThePictureAreTheCornersOfTheTensor) {
  const Image image = testing::paint({.kind = "noise", .seed = 3, .width = 301, .height = 77});
  const Tensor tensor(image);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    EXPECT_FLOAT_EQ(tensor.at(channel, 0, 0), static_cast<float>(image.row(0)[channel]) / 255);
    EXPECT_FLOAT_EQ(tensor.at(channel, kSide - 1, 0), static_cast<float>(image.row(0)[300 * 3 + channel]) / 255);
    EXPECT_FLOAT_EQ(tensor.at(channel, 0, kSide - 1), static_cast<float>(image.row(76)[channel]) / 255);
    EXPECT_FLOAT_EQ(tensor.at(channel, kSide - 1, kSide - 1),
                    static_cast<float>(image.row(76)[300 * 3 + channel]) / 255);
  }
}

TEST(Preprocess, APictureOfTheRightSizeIsTakenPixelForPixel) {
  const Image image = testing::paint({.kind = "noise", .seed = 4, .width = kSide, .height = kSide});
  const Tensor tensor(image);
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t x = 0; x < kSide; ++x) {
      EXPECT_FLOAT_EQ(tensor.at(1, x, y), static_cast<float>(image.samples()[(y * kSide + x) * 3 + 1]) / 255);
    }
  }
}

TEST(Preprocess, BetweenTwoPixelsTheColourChangesEvenly) {
  Image image(2, 1, Channels::rgb);
  std::ranges::copy(std::initializer_list<Byte>{0, 0, 0, 223, 223, 223}, image.samples().begin());
  const Tensor tensor(image);
  for (std::size_t x = 0; x < kSide; ++x) EXPECT_NEAR(tensor.at(0, x, 100), static_cast<float>(x) / 255, 1e-6);
}

TEST(Preprocess, OnePixelFillsTheTensor) {
  const Tensor tensor(one_pixel({51, 102, 204}));
  EXPECT_FLOAT_EQ(tensor.at(0, 0, 0), 0.2F);
  EXPECT_FLOAT_EQ(tensor.at(1, 223, 100), 0.4F);
  EXPECT_FLOAT_EQ(tensor.at(2, 223, 223), 0.8F);
}

TEST(Preprocess, WhatIsTransparentIsWhite) {
  const Tensor clear(one_pixel({10, 20, 30, 0}));
  const Tensor half(one_pixel({0, 0, 0, 51}));
  const Tensor opaque(one_pixel({51, 102, 204, 255}));
  EXPECT_FLOAT_EQ(clear.at(0, 7, 9), 1);
  EXPECT_FLOAT_EQ(half.at(2, 7, 9), 0.8F);
  EXPECT_FLOAT_EQ(opaque.at(1, 7, 9), 0.4F);
}

TEST(Preprocess, EachOrientationGivesTheTensorOfTheUprightPicture) {
  const Image image = testing::paint({.kind = "discs", .seed = 8, .width = 320, .height = 200});
  for (std::uint16_t orientation = 1; orientation <= 8; ++orientation) {
    const Tensor stored(image, orientation);
    const Tensor expected(testing::upright(image, orientation));
    for (std::size_t i = 0; i < kInputSize; ++i) {
      ASSERT_NEAR(stored.values()[i], expected.values()[i], 1e-5) << "orientation " << orientation << " at " << i;
    }
  }
}

TEST(Preprocess, AnUnknownOrientationIsTheUsualOne) {
  const Image image = testing::paint({.kind = "noise", .seed = 5, .width = 30, .height = 20});
  EXPECT_EQ(Tensor(image, 0).values(), Tensor(image).values());
  EXPECT_EQ(Tensor(image, 9).values(), Tensor(image).values());
}

}  // namespace
}  // namespace sluice::classify
