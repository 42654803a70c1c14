#include "pixels/perceptual_hash.h"

#include <algorithm>
#include <bit>
#include <vector>

#include <gtest/gtest.h>

#include "pixels/orient.h"
#include "pixels/shrink.h"
#include "pixels/testing/pictures.h"

namespace sluice::pixels {
namespace {

int distance(std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); }

TEST(PerceptualHash, IsTheKnownOne) {
  Image picture(32, 32, Channels::rgb);
  for (std::uint32_t y = 0; y < 32; ++y)
    for (std::uint32_t x = 0; x < 32; ++x) {
      const std::span<Byte> pixel = picture.row(y).subspan(x * 3, 3);
      pixel[0] = static_cast<Byte>(x * x + 3 * y);
      pixel[1] = static_cast<Byte>(7 * x + y * y);
      pixel[2] = static_cast<Byte>(x * y);
    }
  EXPECT_EQ(perceptual_hash(picture), 0x861e353f686b5394);  // computed by the definition, in Python
}

TEST(PerceptualHash, OfAFlatPictureIsItsMeanAlone) {
  for (const auto& [width, height] : {std::pair{256u, 256u}, {100u, 37u}, {1u, 1u}, {3u, 200u}}) {
    EXPECT_EQ(perceptual_hash(testing::solid(width, height, 90, 130, 20)), 1ull << 63);
    EXPECT_EQ(perceptual_hash(testing::solid(width, height, 0, 0, 0)), 0u);
  }
}

TEST(PerceptualHash, HardlyChangesWithSizeNoiseAndBrightness) {
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    const Image picture = testing::scene(320, 240, Channels::rgb, seed);
    const std::uint64_t hash = perceptual_hash(picture);
    EXPECT_LE(distance(hash, perceptual_hash(shrink(picture, 256))), 4) << seed;
    EXPECT_LE(distance(hash, perceptual_hash(testing::scene(200, 300, Channels::rgb, seed))), 4) << seed;

    Image noisy = testing::scene(320, 240, Channels::rgb, seed);
    testing::Noise random(seed);
    for (Byte& sample : noisy.samples())
      sample = static_cast<Byte>(std::clamp(int{sample} + static_cast<int>(random.next() % 17) - 8, 0, 255));
    EXPECT_LE(distance(hash, perceptual_hash(noisy)), 8) << seed;

    Image dark = testing::scene(320, 240, Channels::rgb, seed);
    for (Byte& sample : dark.samples()) sample = static_cast<Byte>(sample * 7 / 10);
    EXPECT_LE(distance(hash, perceptual_hash(dark)), 4) << seed;
  }
}

TEST(PerceptualHash, DiffersBetweenPictures) {
  std::vector<std::uint64_t> hashes;
  for (std::uint32_t seed = 1; seed <= 20; ++seed)
    hashes.push_back(perceptual_hash(testing::noise(64, 64, Channels::rgb, seed)));
  for (std::size_t a = 0; a < hashes.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) EXPECT_GT(distance(hashes[a], hashes[b]), 10);
}

TEST(PerceptualHash, DiffersWhenThePictureIsTurned) {
  const Image picture = testing::scene(256, 256);
  EXPECT_GT(distance(perceptual_hash(picture), perceptual_hash(upright(shrink(picture, 256), 6))), 10);
}

}  // namespace
}  // namespace sluice::pixels
