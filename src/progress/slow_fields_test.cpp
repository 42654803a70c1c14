#include "progress/slow_fields.h"

#include <gtest/gtest.h>

namespace sluice::progress {
namespace {
using std::chrono::milliseconds;
using std::chrono::seconds;

struct SlowFieldsTest : testing::Test {
  Snapshot shown(std::string file, double speed, std::uint64_t bytes) {
    Snapshot snapshot{.current_file = std::move(file), .files_per_second = speed};
    snapshot.session.status = status;
    snapshot.workers = in_hand;
    snapshot.session.tally.bytes_done = bytes;
    left = fields.hold(snapshot, now);
    return snapshot;
  }
  SlowFields fields;
  SteadyTime now{std::chrono::seconds(100)};
  model::SessionStatus status = model::SessionStatus::processing;
  std::optional<Duration> left;
  std::vector<InHand> in_hand;
};

TEST_F(SlowFieldsTest, HoldBackWhatChangesTooOftenAndSayWhenItMayFollow) {
  EXPECT_EQ(shown("a", 1, 10).current_file, "a");
  EXPECT_FALSE(left);
  now += milliseconds(100);
  const Snapshot held = shown("b", 2, 20);
  EXPECT_EQ(held.current_file, "a");
  EXPECT_EQ(held.files_per_second, 1);
  EXPECT_EQ(held.session.tally.bytes_done, 10u);
  EXPECT_EQ(left, SlowFields::kNameEvery - milliseconds(100));
  now += *left;
  const Snapshot later = shown("b", 3, 20);
  EXPECT_EQ(later.current_file, "b");
  EXPECT_EQ(later.files_per_second, 3);
  EXPECT_FALSE(left);
}

TEST_F(SlowFieldsTest, LetANameGoAtOnceAfterAQuietMoment) {
  shown("a", 1, 10);
  now += std::chrono::seconds(3);
  EXPECT_EQ(shown("b", 1, 10).current_file, "b");
}

TEST_F(SlowFieldsTest, ShowTheWorkersAtOnceAndThenOnceASecond) {
  shown("a", 1, 10);
  now += milliseconds(10);
  in_hand = {{"a", WallTime(seconds(1))}};
  EXPECT_EQ(shown("a", 1, 10).workers, in_hand) << "nothing was shown before";
  const auto first = in_hand;
  now += milliseconds(600);
  in_hand = {{"b", WallTime(seconds(2))}};
  EXPECT_EQ(shown("a", 1, 10).workers, first);
  EXPECT_EQ(left, milliseconds(400));
  now += *left;
  EXPECT_EQ(shown("a", 1, 10).workers, in_hand);
  EXPECT_FALSE(left);
  now += milliseconds(10);
  in_hand.clear();
  status = model::SessionStatus::completed;
  EXPECT_TRUE(shown("", 0, 10).workers.empty()) << "at once at the end";
}

TEST_F(SlowFieldsTest, ShowEverythingWithANewStatus) {
  shown("a", 1, 10);
  status = model::SessionStatus::completed;
  const Snapshot last = shown("", 0, 99);
  EXPECT_EQ(last.current_file, "");
  EXPECT_EQ(last.files_per_second, 0);
  EXPECT_EQ(last.session.tally.bytes_done, 99u);
  EXPECT_FALSE(left);
}

}  // namespace
}  // namespace sluice::progress
