#include "pixels/pixel_hash.h"

#include <gtest/gtest.h>

#include "pixels/testing/pictures.h"

namespace sluice::pixels {
namespace {

TEST(PixelHash, IsSha256OfTheSamples) {
  Image picture(1, 1, Channels::rgb);
  std::ranges::copy(as_bytes("abc"), picture.samples().begin());  // FIPS 180-2, appendix B.1
  EXPECT_EQ(pixel_hash(picture), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(PixelHash, DropsAlpha) {
  const Image rgb = testing::scene(50, 30, Channels::rgb);
  Image rgba = testing::scene(50, 30, Channels::rgba);
  rgba.samples()[3] = 0;
  EXPECT_EQ(pixel_hash(rgba), pixel_hash(rgb));
  rgba.samples()[0] ^= 1;
  EXPECT_NE(pixel_hash(rgba), pixel_hash(rgb));
}

}  // namespace
}  // namespace sluice::pixels
