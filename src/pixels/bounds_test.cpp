#include "pixels/bounds.h"

#include <gtest/gtest.h>

namespace sluice::pixels {
namespace {

TEST(CheckSize, HoldsSidesAndAreaToTheLimits) {
  Limits limits;
  limits.side = 1000;
  limits.pixels = 10'000;
  EXPECT_TRUE(check_size(100, 100, limits));
  EXPECT_TRUE(check_size(1000, 10, limits));
  EXPECT_EQ(check_size(1001, 1, limits).error().code, Code::too_large);
  EXPECT_EQ(check_size(1, 1001, limits).error().code, Code::too_large);
  EXPECT_EQ(check_size(101, 100, limits).error().code, Code::too_large);
  EXPECT_EQ(check_size(UINT64_MAX, UINT64_MAX, limits).error().code, Code::too_large);
  EXPECT_EQ(check_size(0, 5, limits).error().code, Code::corrupt);
}

TEST(ReadPicture, RefusesWhatIsTooLongBeforeReadingIt) {
  Limits limits;
  limits.picture_bytes = 4;
  const Bytes bytes{1, 2, 3, 4, 5};
  EXPECT_EQ(read_picture(formats::MemorySource(ByteView(bytes).first(4)), limits)->size(), 4u);
  EXPECT_EQ(read_picture(formats::MemorySource(bytes), limits).error().code, Code::too_large);
}

}  // namespace
}  // namespace sluice::pixels
