#include "pixels/orient.h"

#include <gtest/gtest.h>

#include "pixels/testing/pictures.h"

namespace sluice::pixels {
namespace {

// Pixels are letters: stored as "abc" over "def".
Image letters(std::string_view text, std::uint32_t width, Channels channels) {
  Image image(width, static_cast<std::uint32_t>(text.size() / width), channels);
  for (std::size_t i = 0; i < image.byte_count(); ++i)
    image.samples()[i] = static_cast<Byte>(text[i / image.samples_per_pixel()]);
  return image;
}

TEST(Upright, DoesWhatEachOrientationAsks) {
  struct Case {
    std::uint16_t orientation;
    std::uint32_t width;
    std::string_view expected;
  };
  for (const Channels channels : {Channels::rgb, Channels::rgba})
    for (const Case& c : {Case{1, 3, "abcdef"}, Case{2, 3, "cbafed"}, Case{3, 3, "fedcba"}, Case{4, 3, "defabc"},
                          Case{5, 2, "adbecf"}, Case{6, 2, "daebfc"}, Case{7, 2, "fcebda"}, Case{8, 2, "cfbead"},
                          Case{0, 3, "abcdef"}, Case{9, 3, "abcdef"}}) {
      const Image turned = upright(letters("abcdef", 3, channels), c.orientation);
      const Image expected = letters(c.expected, c.width, channels);
      EXPECT_EQ(turned.width(), expected.width()) << c.orientation;
      EXPECT_TRUE(std::ranges::equal(turned.samples(), expected.samples())) << c.orientation;
    }
}

TEST(Upright, MovesAPictureThatIsUpright) {
  Image picture = testing::noise(20, 10, Channels::rgb);
  const Byte* samples = picture.samples().data();
  EXPECT_EQ(upright(std::move(picture), 1).samples().data(), samples);
}

}  // namespace
}  // namespace sluice::pixels
