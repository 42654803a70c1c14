#include "pixels/warm_up.h"

#include <gtest/gtest.h>

#include "pixels/warm_up_samples.h"

namespace sluice::pixels {
namespace {

TEST(WarmUp, EverySampleDecodes) {
  for (const WarmUpSample& sample : kWarmUpSamples) {
    const auto bytes = from_base64(sample.base64);
    ASSERT_TRUE(bytes) << sample.name;
    const auto decoded = sample.decode(formats::MemorySource(*bytes), {}, {});
    ASSERT_TRUE(decoded) << sample.name << ": " << decoded.error().message;
    EXPECT_GE(decoded->image.width(), 8u) << sample.name;
  }
}

TEST(WarmUp, MayBeDoneTwice) {
  warm_up();
  warm_up();
}

}  // namespace
}  // namespace sluice::pixels
