#include <gtest/gtest.h>

#include <random>

#include <boost/json/parse.hpp>

#include "async/loop.h"
#include "progress/channel.h"
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
  EXPECT_EQ(keys, (std::vector<std::string>{
                      "session_id", "status", "progress", "total_files", "current_file", "processed_files", "stats", "errors",
                      "error", "start_time", "end_time", "commit_progress", "commit_errors", "commit_error", "run", "version",
                      "emitted_at", "discovering", "files_per_second", "eta_seconds", "bytes_done"}));
  EXPECT_EQ(json.at("errors").as_array().at(0), "/r/<b>.png: bad");
  EXPECT_TRUE(json.at("eta_seconds").is_null());
  EXPECT_EQ(json.at("stats").at("errors"), 1);
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

class Probe final : public Reader {
 public:
  explicit Probe(Channel& channel) : channel_(channel), place_(channel.join(*this)) {}
  void on_news() override {
    ++calls;
    if (slow) return;
    if (auto event = channel_.next(cursor)) versions.push_back(event->version);
    if (channel_.ended()) ended = true;
  }
  void leave() { place_ = {}; }
  int calls = 0;
  std::int64_t cursor = 0;
  std::vector<std::int64_t> versions;
  bool slow = false;
  bool ended = false;

 private:
  Channel& channel_;
  Channel::Place place_;
};

struct ChannelTest : testing::Test {
  EventLoop loop;
  SystemClock system;
  FakeClock clock;
  std::int64_t version = 0;
  bool on_disk = true;
  std::shared_ptr<Channel> channel = std::make_shared<Channel>(loop.executor(), clock, [this]() -> std::optional<Snapshot> {
    if (!on_disk) return std::nullopt;
    Snapshot s{.session = session(SessionStatus::processing, 10, 1, 0)};
    s.session.version = ++version;
    return s;
  });
};

TEST_F(ChannelTest, SendsTheFirstChangeAtOnceAndTheNewestStateLater) {
  Probe probe(*channel);
  loop.run_until_complete([](ChannelTest& t, Probe& p) -> task<void> {
    t.channel->touch();
    EXPECT_EQ(p.versions, (std::vector<std::int64_t>{1}));
    t.channel->touch();
    t.channel->touch();
    EXPECT_EQ(p.calls, 1);
    while (p.calls < 2) co_await sleep_for(milliseconds(1));
    EXPECT_EQ(p.versions, (std::vector<std::int64_t>{1, 2}));
  }(*this, probe));
}

TEST_F(ChannelTest, ReadersEachGetEverythingAndASlowOneTheNewest) {
  Probe quick(*channel), slow(*channel);
  slow.slow = true;
  for (int i = 0; i < 3; ++i) channel->publish();
  slow.slow = false;
  channel->publish();
  EXPECT_EQ(quick.versions, (std::vector<std::int64_t>{1, 2, 3, 4}));
  EXPECT_EQ(slow.versions, (std::vector<std::int64_t>{4}));
}

TEST_F(ChannelTest, WaitsUntilAStateIsOnDisk) {
  Probe probe(*channel);
  on_disk = false;
  channel->touch();
  EXPECT_TRUE(probe.versions.empty());
  on_disk = true;
  const auto changed = clock.wall();
  clock.advance(seconds(1));
  channel->touch();
  ASSERT_EQ(probe.versions.size(), 1u);
  const auto json = boost::json::parse(*channel->latest()->snapshot);
  EXPECT_EQ(json.at("emitted_at").as_int64(), changed.time_since_epoch().count());
}

TEST_F(ChannelTest, AReaderMayLeaveInsideTheCallAndLateOnesStillReadTheEnd) {
  struct Leaver final : Reader {
    explicit Leaver(Channel& c) : place(c.join(*this)) {}
    void on_news() override { place = {}, ++calls; }
    Channel::Place place;
    int calls = 0;
  } leaver(*channel);
  Probe probe(*channel);
  channel->publish();
  channel->publish();
  EXPECT_EQ(leaver.calls, 1);
  channel->end(Channel::End::rest);
  EXPECT_TRUE(probe.ended);
  channel->touch();
  std::int64_t cursor = 0;
  EXPECT_EQ(channel->next(cursor)->version, 2);
  EXPECT_FALSE(channel->next(cursor));
}

TEST(Hub, KeepsAChannelForThoseWhoStillReadIt) {
  EventLoop loop;
  FakeClock clock;
  Hub hub;
  const SessionId id("a");
  hub.add(id, std::make_shared<Channel>(loop.executor(), clock, [] { return std::nullopt; }));
  const auto held = hub.find(id);
  hub.remove(id, Channel::End::gone);
  EXPECT_EQ(hub.find(id), nullptr);
  EXPECT_EQ(held->ended(), Channel::End::gone);
}

}  // namespace
}  // namespace sluice::progress
