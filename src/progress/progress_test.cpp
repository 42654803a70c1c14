#include <random>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "async/loop.h"
#include "progress/hub.h"
#include "progress/rate.h"

namespace sluice::progress {
namespace {
using model::Session;
using model::SessionStatus;
using std::chrono::milliseconds;
using std::chrono::seconds;

Session session(SessionStatus status, std::uint64_t total, std::uint64_t processed, std::uint64_t failed) {
  Session s;
  s.id = SessionId("3f2b7a60-0000-4000-8000-000000000001");
  s.status = status;
  s.discovering = false;
  s.tally.discovered = total;
  s.tally.processed = processed;
  s.tally.failed = failed;
  return s;
}

TEST(Percent, CountsFailedFilesAsDone) { EXPECT_EQ(percent(session(SessionStatus::processing, 100, 40, 2)), 42u); }

TEST(Percent, IsZeroWhileFilesAreStillFound) {
  Session s = session(SessionStatus::processing, 100, 100, 0);
  s.discovering = true;
  EXPECT_EQ(percent(s), 0u);
}

TEST(Percent, IsHundredOnlyAtTheEnd) {
  EXPECT_EQ(percent(session(SessionStatus::processing, 100, 99, 1)), 99u);
  EXPECT_EQ(percent(session(SessionStatus::completed, 100, 99, 1)), 100u);
  EXPECT_EQ(percent(session(SessionStatus::completed, 0, 0, 0)), 100u);
  EXPECT_EQ(percent(session(SessionStatus::committing, 100, 99, 1)), 100u);
  EXPECT_EQ(percent(session(SessionStatus::processing, 1'000'000, 999'999, 0)), 99u);
}

TEST(Percent, OfACancelledRunStaysWhereItWas) {
  Session s = session(SessionStatus::cancelled, 100, 40, 2);
  s.tally.cancelled = 58;
  EXPECT_EQ(percent(s), 42u);
  s.status = SessionStatus::committed;
  EXPECT_EQ(percent(s), 42u);
}

TEST(Percent, NeverFallsWhileCountsRise) {
  std::mt19937 random(7);
  Session s = session(SessionStatus::processing, 997, 0, 0);
  unsigned last = 0;
  while (s.tally.pending() > 0) {
    (random() % 5 ? s.tally.processed : s.tally.failed)++;
    EXPECT_GE(percent(s), last);
    last = percent(s);
  }
  EXPECT_EQ(last, 99u);
}

TEST(CommitPercent, IsHundredWhenCommitted) {
  Session s = session(SessionStatus::committing, 10, 10, 0);
  s.commit = {.total = 10, .added = 4, .updated = 1, .failed = 0};
  EXPECT_EQ(commit_percent(s), 50u);
  s.commit.added = 9;
  EXPECT_EQ(commit_percent(s), 99u);
  s.status = SessionStatus::committed;
  EXPECT_EQ(commit_percent(s), 100u);
}

TEST(Snapshot, HasExactlyTheDocumentedKeys) {
  Snapshot snapshot{.session = session(SessionStatus::processing, 3, 1, 1), .errors = {"/r/<b>.png: bad"}};
  const auto json = boost::json::parse(to_json(snapshot)).as_object();
  std::vector<std::string> keys;
  for (const auto& item : json) keys.emplace_back(item.key());
  EXPECT_EQ(
      keys,
      (std::vector<std::string>{
          "session_id", "status",  "progress",   "total_files", "current_file",     "processed_files", "stats",
          "errors",     "error",   "start_time", "end_time",    "commit_progress",  "commit_errors",   "commit_error",
          "run",        "version", "emitted_at", "discovering", "files_per_second", "eta_seconds",     "bytes_done",
          "workers",    "undoing", "edits"}));
  EXPECT_EQ(json.at("errors").as_array().at(0), "/r/<b>.png: bad");
  EXPECT_TRUE(json.at("eta_seconds").is_null());
  EXPECT_EQ(json.at("stats").at("errors"), 1);
}

TEST(Snapshot, TellsWhatTheWorkersHaveInHand) {
  Snapshot snapshot{.session = session(SessionStatus::processing, 3, 1, 1)};
  snapshot.workers = {{"a.png", WallTime(milliseconds(1'763'900'000'123))}, {"b.png", WallTime(seconds(1))}};
  EXPECT_EQ(boost::json::serialize(to_object(snapshot).at("workers")),
            R"([{"file":"a.png","since":1763900000123},{"file":"b.png","since":1000}])");
}

TEST(Snapshot, IsNotDiscoveringOnceItRests) {
  Snapshot snapshot{.session = session(SessionStatus::processing, 3, 1, 1)};
  snapshot.session.discovering = true;
  EXPECT_EQ(to_object(snapshot).at("discovering"), true);
  snapshot.session.status = SessionStatus::error;
  EXPECT_EQ(to_object(snapshot).at("discovering"), false);
  EXPECT_EQ(to_object(snapshot).at("progress"), 0) << "it never falls, and never was more";
}

TEST(Snapshot, ShowsAnUndoAsTheCommitsProgress) {
  Snapshot snapshot{.session = session(SessionStatus::committing, 4, 4, 0)};
  snapshot.session.commit = {.total = 4, .added = 4};
  snapshot.session.undoing = true;
  snapshot.session.undo = model::UndoTally{.total = 4, .removed = 1, .kept = 1};
  EXPECT_EQ(to_object(snapshot).at("undoing"), true);
  EXPECT_EQ(to_object(snapshot).at("commit_progress"), 50);
  snapshot.session.undo->restored = 2;
  EXPECT_EQ(to_object(snapshot).at("commit_progress"), 99) << "100 only at the end";
  snapshot.session.status = SessionStatus::undone;
  snapshot.session.undoing = false;
  EXPECT_EQ(to_object(snapshot).at("commit_progress"), 100);
}

TEST(Pacer, LetsTheFirstChangeGoAtOnceAndSpacesTheRest) {
  Pacer pacer;
  SteadyTime now{seconds(100)};
  EXPECT_EQ(pacer.delay(now), Duration::zero());
  pacer.sent(now);
  EXPECT_EQ(pacer.delay(now + milliseconds(10)), milliseconds(40));
  EXPECT_EQ(pacer.delay(now + milliseconds(50)), Duration::zero());
  EXPECT_EQ(pacer.delay(now + seconds(10)), Duration::zero());
}

TEST(Pacer, WidensWhereTellingCostsMuchAndNeverBeyondItsLimit) {
  Pacer pacer;
  SteadyTime now{seconds(100)};
  pacer.sent(now);
  EXPECT_EQ(pacer.delay(now, milliseconds(10)), milliseconds(50));
  EXPECT_EQ(pacer.delay(now, milliseconds(60)), milliseconds(240));
  EXPECT_EQ(pacer.delay(now + milliseconds(100), seconds(9)), milliseconds(200));
}

TEST(Pacer, WidensOnceChangesHaveComeForFiveSeconds) {
  Pacer pacer;
  SteadyTime now{seconds(100)};
  for (int i = 0; i < 101; ++i, now += milliseconds(50)) pacer.sent(now);
  EXPECT_EQ(pacer.delay(now - milliseconds(50)), milliseconds(80));
  now += seconds(2);  // a quiet moment
  EXPECT_EQ(pacer.delay(now), Duration::zero());
  pacer.sent(now);
  EXPECT_EQ(pacer.delay(now), milliseconds(50));
}

TEST(Rate, FollowsTheLastSeconds) {
  Rate rate;
  SteadyTime now{seconds(100)};
  EXPECT_EQ(rate.per_second(now), 0);
  std::uint64_t count = 0;
  for (int i = 0; i < 100; ++i, now += milliseconds(100)) rate.observe(now, count += 10);
  EXPECT_NEAR(rate.per_second(now), 100, 5);
  EXPECT_NEAR(rate.seconds_for(now, 500).value(), 5, 0.5);
  EXPECT_FALSE(Rate{}.seconds_for(now, 5));
}

TEST(Hub, KeepsAChannelForThoseWhoStillReadIt) {
  EventLoop loop;
  FakeClock clock;
  Hub hub;
  const SessionId id("a");
  hub.add(id, std::make_shared<Channel>(loop.executor(), clock, id, 0, [] { return std::nullopt; }));
  const auto held = hub.find(id);
  hub.remove(id, Channel::End::gone);
  EXPECT_EQ(hub.find(id), nullptr);
  EXPECT_EQ(held->ended(), Channel::End::gone);
}

}  // namespace
}  // namespace sluice::progress
