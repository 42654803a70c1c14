// Looking around before a session: turns, and how long it will take.

#include "ingest/scout.h"

#include <gtest/gtest.h>

namespace sluice::ingest {
namespace {
using model::SessionStatus;

TEST(Turns, ANewerQuestionOfTheSameAskerEndsTheOlderOne) {
  Turns turns(4);
  const auto one = turns.take("a");
  const auto other = turns.take("b");
  EXPECT_FALSE((*one)->is_over());
  const auto two = turns.take("a");
  EXPECT_TRUE((*one)->is_over());
  EXPECT_FALSE((*two)->is_over());
  EXPECT_FALSE((*other)->is_over());
  turns.end();
  EXPECT_TRUE((*two)->is_over() && (*other)->is_over());
  EXPECT_EQ(turns.take("c").error().code, Code::unavailable);
}

TEST(Turns, AreBoundedAndComeBack) {
  Turns turns(2);
  auto a = turns.take("a");
  const auto b = turns.take("b");
  EXPECT_EQ(turns.take("c").error().code, Code::unavailable);
  auto again = turns.take("a");
  EXPECT_TRUE(again.has_value()) << "who has a turn may ask again";
  a->reset();
  EXPECT_FALSE((*again)->is_over());
  again->reset();
  EXPECT_TRUE(turns.take("c").has_value());
}

model::Session past(std::uint64_t files, Duration worked, SessionStatus status = SessionStatus::completed) {
  model::Session session{.status = status, .worked = worked};
  session.tally.processed = files - 5;
  session.tally.failed = 5;
  return session;
}

TEST(SecondsFor, GoFromTheQuickestToTheSlowestOfTheNewestSessions) {
  using std::chrono::seconds;
  const model::Parameters parameters;
  EXPECT_FALSE(seconds_for(100, parameters, {}).has_value());
  std::vector<model::Session> sessions{past(100, seconds(1)), past(100, seconds(4)), past(100, seconds(2))};
  const auto range = seconds_for(1000, parameters, sessions);
  ASSERT_TRUE(range.has_value());
  EXPECT_DOUBLE_EQ(range->low, 10);
  EXPECT_DOUBLE_EQ(range->high, 40);
  EXPECT_DOUBLE_EQ(seconds_for(0, parameters, sessions)->high, 0);
  for (int i = 0; i < 5; ++i) sessions.insert(sessions.begin(), past(100, seconds(2)));
  EXPECT_DOUBLE_EQ(seconds_for(1000, parameters, sessions)->high, 20) << "older ones do not count";
}

TEST(SecondsFor, TakeOnlySessionsThatSayAnythingAboutIt) {
  using std::chrono::seconds;
  model::Parameters parameters;
  for (const auto& session :
       {past(kFewestFiles - 1, seconds(1)), past(100, Duration::zero()),
        past(100, seconds(1), SessionStatus::processing), past(100, seconds(1), SessionStatus::paused)}) {
    EXPECT_FALSE(seconds_for(10, parameters, {session}).has_value());
  }
  EXPECT_TRUE(seconds_for(10, parameters, {past(kFewestFiles, seconds(1), SessionStatus::undone)}).has_value());
  parameters.directories = {"/elsewhere"};
  parameters.skip_existing = false;
  EXPECT_TRUE(seconds_for(10, parameters, {past(100, seconds(1))}).has_value()) << "what is done to a file counts";
  parameters.pixel_hash = true;
  EXPECT_FALSE(seconds_for(10, parameters, {past(100, seconds(1))}).has_value());
}

}  // namespace
}  // namespace sluice::ingest
