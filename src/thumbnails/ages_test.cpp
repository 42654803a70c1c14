#include "thumbnails/ages.h"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sluice::thumbnails {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const WallTime kNow{std::chrono::seconds(1'763'900'000)};

TEST(Ages, TakeTheLongestUnusedFirst) {
  Ages ages(kNow);
  for (const int days : {1, 10, 100}) ages.add(kNow - hours(24 * days), 1000);
  Cut cut = ages.cut(1500);
  EXPECT_TRUE(cut.takes(kNow - hours(24 * 100), 1000));
  EXPECT_TRUE(cut.takes(kNow - hours(24 * 10), 1000));
  EXPECT_FALSE(cut.takes(kNow - hours(24), 1000));
}

TEST(Ages, TakeOnlyAsManyAsNeededOfTheSameAge) {
  Ages ages(kNow);
  for (int i = 0; i < 10; ++i) ages.add(kNow - hours(5), 100);
  Cut cut = ages.cut(250);
  int taken = 0;
  for (int i = 0; i < 10; ++i) taken += cut.takes(kNow - hours(5), 100) ? 1 : 0;
  EXPECT_EQ(taken, 3);
}

TEST(Ages, TakeNothingWhenNothingIsToGo) {
  Ages ages(kNow);
  ages.add(kNow - hours(1), 100);
  Cut cut = ages.cut(0);
  EXPECT_FALSE(cut.takes(kNow - hours(1), 100));
}

TEST(Ages, TakeEverythingWhenMoreIsWantedThanThereIs) {
  Ages ages(kNow);
  ages.add(kNow, 100);
  ages.add(kNow - hours(1), 100);
  Cut cut = ages.cut(1'000'000);
  EXPECT_TRUE(cut.takes(kNow, 100));
  EXPECT_TRUE(cut.takes(kNow - hours(1), 100));
}

TEST(Ages, CountWhatComesFromTheFutureAsInUse) {
  Ages ages(kNow);
  ages.add(kNow + hours(24), 100);
  ages.add(kNow - seconds(1), 100);
  Cut cut = ages.cut(100);
  EXPECT_FALSE(cut.takes(kNow + hours(24), 100));
  EXPECT_TRUE(cut.takes(kNow - seconds(1), 100));
}

TEST(Ages, KeepWhatWasUsedSinceTheyWereMeasured) {
  Ages ages(kNow);
  ages.add(kNow - hours(100), 100);
  ages.add(kNow - hours(1), 100);
  Cut cut = ages.cut(100);
  EXPECT_FALSE(cut.takes(kNow + seconds(3), 100));
}

TEST(Ages, AreInOrderToWithinSixPerCent) {
  std::minstd_rand random(7);
  std::uniform_real_distribution<double> exponent(0, 14);
  Ages ages(kNow);
  std::vector<Duration> all;
  for (int i = 0; i < 2000; ++i) {
    all.emplace_back(static_cast<std::int64_t>(std::pow(10, exponent(random))));
    ages.add(kNow - all.back(), 1);
  }
  Cut cut = ages.cut(1000);
  Duration oldest_kept{0}, youngest_taken = Duration::max();
  std::size_t taken = 0;
  for (const Duration age : all) {
    if (cut.takes(kNow - age, 1)) {
      ++taken;
      youngest_taken = std::min(youngest_taken, age);
    } else {
      oldest_kept = std::max(oldest_kept, age);
    }
  }
  EXPECT_EQ(taken, 1000u);
  EXPECT_LE(static_cast<double>(oldest_kept.count()), 1.0626 * static_cast<double>(youngest_taken.count()) + 1);
}

}  // namespace
}  // namespace sluice::thumbnails
