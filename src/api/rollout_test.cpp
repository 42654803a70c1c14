#include "api/rollout.h"

#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::api {
namespace {

std::string browser(int number) { return fmt::format("{:032x}", number); }

http::Request with_cookies(std::string header) {
  http::Request request;
  request.headers = {{"cookie", std::move(header)}};
  return request;
}

TEST(Rollout, PutsAnIdIntoTheSameBucketForEver) {
  EXPECT_EQ(Rollout::bucket("00000000000000000000000000000000"), 5879u);
  EXPECT_EQ(Rollout::bucket("00000000000000000000000000000001"), 9467u);
  EXPECT_EQ(Rollout::bucket("9f86d081884c7d659a2feaa0c55ad015"), 4778u);
}

TEST(Rollout, GivesStreamingToTheShareThatIsAskedFor) {
  for (const double percent : {0.0, 0.5, 10.0, 33.3, 50.0, 100.0}) {
    const Rollout rollout(percent);
    int in = 0;
    for (int i = 0; i < 10'000; ++i) in += rollout.streams(browser(i));
    EXPECT_NEAR(in, percent * 100, percent == 0 || percent == 100 ? 0 : 150) << percent;
  }
}

TEST(Rollout, FillsEveryBucketAlike) {
  std::vector<int> tenths(10);
  for (int i = 0; i < 10'000; ++i) ++tenths.at(Rollout::bucket(browser(i)) / 1000);
  EXPECT_THAT(tenths, testing::Each(testing::AllOf(testing::Ge(900), testing::Le(1100))));
}

TEST(Rollout, KeepsInWhoWasInWhenThePercentageRises) {
  const std::vector<Rollout> stages{Rollout(0.01), Rollout(1), Rollout(10), Rollout(50), Rollout(100)};
  for (int i = 0; i < 10'000; ++i) {
    bool was_in = false;
    for (const Rollout& stage : stages) {
      const bool is_in = stage.streams(browser(i));
      ASSERT_TRUE(is_in || !was_in) << browser(i);
      was_in = is_in;
    }
    ASSERT_TRUE(was_in);
  }
}

TEST(Browser, KeepsTheIdItHas) {
  const Browser known = browser_of(with_cookies("a=b; sluice_browser=0123456789abcdef0123456789abcdef; c=d"));
  EXPECT_EQ(known.id, "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(known.set_cookie, "");
}

TEST(Browser, GetsAnIdWhenItHasNoneOfOurs) {
  for (const char* cookies :
       {"", "a=b", "sluice_browser=", "sluice_browser=x", "sluice_browser=0123456789ABCDEF0123456789ABCDEF",
        "sluice_browser=0123456789abcdef0123456789abcdef0"}) {
    const Browser made = browser_of(with_cookies(cookies));
    EXPECT_THAT(made.id, testing::MatchesRegex("[0-9a-f]{32}"));
    EXPECT_EQ(made.set_cookie, "sluice_browser=" + made.id + "; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000");
  }
  EXPECT_NE(browser_of({}).id, browser_of({}).id);
}

}  // namespace
}  // namespace sluice::api
