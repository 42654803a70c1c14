#include "progress/audience.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "async/loop.h"
#include "async/timer.h"

namespace sluice::progress {
namespace {

struct Counter final : Reader {
  void on_news() override {
    ++calls;
    if (then) then();
  }
  int calls = 0;
  std::function<void()> then;
};

struct AudienceTest : testing::Test {
  // So many that a round takes several turns of the loop.
  static constexpr std::size_t kCrowd = 3 * Audience::kSlice + 5;

  void crowd() {
    for (std::size_t i = 0; i < kCrowd; ++i) {
      readers.push_back(std::make_unique<Counter>());
      audience.join(*readers.back());
    }
  }
  // All that is scheduled has run.
  void settle() {
    loop.run_until_complete([](std::vector<std::unique_ptr<Counter>>& all) -> task<void> {
      for (std::size_t i = 0; i < 2 * all.size(); ++i) co_await sleep_for(Duration::zero());
    }(readers));
  }
  EventLoop loop;
  FakeClock clock;
  Audience audience{loop.executor(), clock};
  std::vector<std::unique_ptr<Counter>> readers;
};

TEST_F(AudienceTest, TellsASmallOneInsideTheCall) {
  Counter one, two;
  audience.join(one);
  audience.join(two);
  audience.tell();
  EXPECT_EQ(one.calls, 1);
  EXPECT_EQ(two.calls, 1);
  EXPECT_EQ(audience.size(), 2u);
}

TEST_F(AudienceTest, TellsALargeOneInSlices) {
  crowd();
  for (const std::size_t i : {std::size_t{0}, kCrowd - 1}) {
    readers[i]->then = [this] { clock.advance(std::chrono::milliseconds(2)); };
  }
  audience.tell();
  EXPECT_EQ(readers.front()->calls, 1);
  EXPECT_EQ(readers.back()->calls, 0);
  settle();
  for (const auto& reader : readers) EXPECT_EQ(reader->calls, 1);
  EXPECT_EQ(audience.cost(), std::chrono::milliseconds(4));
}

TEST_F(AudienceTest, NewsWithinARoundFirstReachesThoseWhoStillWait) {
  crowd();
  audience.tell();
  audience.tell();
  settle();
  for (const auto& reader : readers) EXPECT_GE(reader->calls, 1);
  EXPECT_EQ(readers.front()->calls, 2);
  EXPECT_EQ(readers.back()->calls, 1) << "the newest is one thing to take";
}

TEST_F(AudienceTest, ReadersMayGoAtAnyTime) {
  crowd();
  readers[0]->then = [this] { readers[1].reset(); };
  readers[2]->then = [this] { readers[2]->leave(); };
  audience.tell();
  readers[kCrowd - 1].reset();
  settle();
  EXPECT_EQ(audience.size(), kCrowd - 3);
  EXPECT_EQ(readers[3]->calls, 1);
}

TEST_F(AudienceTest, MayEndWithinARound) {
  auto owned = std::make_unique<Audience>(loop.executor(), clock);
  for (std::size_t i = 0; i < kCrowd; ++i) {
    readers.push_back(std::make_unique<Counter>());
    owned->join(*readers.back());
  }
  readers[5]->then = [&owned] { owned.reset(); };
  owned->tell();
  settle();
  EXPECT_EQ(readers[5]->calls, 1);
  EXPECT_EQ(readers[6]->calls, 0);
}

}  // namespace
}  // namespace sluice::progress
