#include "pixels/thumbnail.h"

#include <gtest/gtest.h>

#include "pixels/jpeg.h"
#include "pixels/testing/pictures.h"

namespace sluice::pixels {
namespace {

TEST(EncodeJpeg, WritesWhatItsDecoderReads) {
  const Image picture = testing::scene(256, 171);
  const auto bytes = encode_jpeg(picture);
  ASSERT_TRUE(bytes);
  EXPECT_LT(bytes->size(), picture.byte_count() / 8);
  const auto found = decode_jpeg(formats::MemorySource(*bytes), {}, {});
  ASSERT_TRUE(found);
  EXPECT_LT(testing::mean_difference(found->image, picture), 3);
}

TEST(EncodeJpeg, TakesEverySize) {
  for (const auto& [width, height] : {std::pair{1u, 1u}, {1u, 256u}, {255u, 3u}, {512u, 512u}}) {
    const auto bytes = encode_jpeg(testing::noise(width, height, Channels::rgb), 100);
    ASSERT_TRUE(bytes);
    EXPECT_TRUE(decode_jpeg(formats::MemorySource(*bytes), {}, {}));
  }
}

}  // namespace
}  // namespace sluice::pixels
