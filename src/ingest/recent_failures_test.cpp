#include "ingest/recent_failures.h"

#include <gtest/gtest.h>

namespace sluice::ingest {
namespace {

TEST(RecentFailures, AreRememberedForAWhile) {
  FakeClock clock;
  RecentFailures failures(clock);
  EXPECT_EQ(failures.find("a"), nullptr);
  failures.remember("a", {Code::unsupported, "broken"});
  clock.advance(RecentFailures::kRemembered - Duration(1));
  ASSERT_NE(failures.find("a"), nullptr);
  EXPECT_EQ(failures.find("a")->message, "broken");
  EXPECT_EQ(failures.find("b"), nullptr);
  clock.advance(Duration(1));
  EXPECT_EQ(failures.find("a"), nullptr);
  EXPECT_EQ(failures.size(), 0u);
}

TEST(RecentFailures, LetTheOldestGoWhenThereAreTooMany) {
  FakeClock clock;
  RecentFailures failures(clock);
  for (std::size_t i = 0; i <= RecentFailures::kMost; ++i) {
    failures.remember(std::to_string(i), {Code::unsupported, "broken"});
  }
  EXPECT_EQ(failures.size(), RecentFailures::kMost);
  EXPECT_EQ(failures.find("0"), nullptr);
  EXPECT_NE(failures.find("1"), nullptr);
}

}  // namespace
}  // namespace sluice::ingest
