#include "progress/channel.h"

#include <random>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "async/loop.h"
#include "progress/merge_patch.h"

namespace sluice::progress {
namespace {
using model::SessionStatus;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Received {
  std::string name;
  std::int64_t id = 0;
  boost::json::object data;
};

// A strict little client: "id: …\n[event: …\n]data: …\n\n", again and again.
std::vector<Received> parsed(std::string_view text) {
  std::vector<Received> out;
  const auto line = [&text](std::string_view field) -> std::optional<std::string_view> {
    if (!text.starts_with(field)) return std::nullopt;
    text.remove_prefix(field.size());
    const auto value = text.substr(0, text.find('\n'));
    text.remove_prefix(value.size() + 1);
    return value;
  };
  while (!text.empty()) {
    Received event;
    if (const auto id = line("id: ")) event.id = std::stoll(std::string(*id));
    event.name = line("event: ").value_or("message");
    event.data = boost::json::parse(line("data: ").value()).as_object();
    EXPECT_TRUE(text.starts_with("\n"));
    text.remove_prefix(1);
    out.push_back(std::move(event));
  }
  return out;
}

class Probe final : public Reader {
 public:
  explicit Probe(Channel& channel, Form form = Form::snapshots) : channel_(channel) {
    cursor.form = form;
    channel.join(*this);
  }
  void on_news() override {
    ++calls;
    if (!is_slow) read();
  }
  void read() {
    for (;;) {
      const Delivery delivery = channel_.next(cursor);
      conflated += delivery.conflated;
      in_store = delivery.is_in_store;
      if (!delivery.bytes) return;
      for (auto& event : parsed(*delivery.bytes)) events.push_back(std::move(event));
    }
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& event : events) out.push_back(event.name);
    return out;
  }
  [[nodiscard]] std::vector<std::int64_t> ids() const {
    std::vector<std::int64_t> out;
    for (const auto& event : events) out.push_back(event.id);
    return out;
  }
  Cursor cursor;
  std::vector<Received> events;
  int calls = 0;
  std::uint64_t conflated = 0;
  bool is_slow = false;
  bool in_store = false;

 private:
  Channel& channel_;
};

struct ChannelTest : testing::Test {
  EventLoop loop;
  FakeClock clock;
  Snapshot now;
  bool on_disk = true;
  std::shared_ptr<Channel> channel = with_failures_up_to(0);

  ChannelTest() {
    now.session.id = SessionId("3f2b7a60-0000-4000-8000-000000000001");
    now.session.status = SessionStatus::processing;
    now.session.discovering = false;
    now.session.tally.discovered = 10'000;
  }
  std::shared_ptr<Channel> with_failures_up_to(std::int64_t version) {
    return std::make_shared<Channel>(loop.executor(), clock, SessionId("s"), version,
                                     [this]() -> std::optional<Snapshot> {
                                       if (!on_disk) return std::nullopt;
                                       ++now.session.version;
                                       return now;
                                     });
  }
  // One more file done; `failures` more failed.
  void advance(int failures = 0) {
    std::vector<model::FailedFile> failed;
    for (int i = 0; i < failures; ++i) {
      failed.push_back({FileId(1),
                        ++now.session.version,
                        fmt::format("/r/{}.png", now.session.version),
                        {model::Stage::decode, model::Reason::corrupt, "broken"},
                        clock.wall()});
    }
    now.session.tally.failed += static_cast<std::uint64_t>(failures);
    ++now.session.tally.processed;
    channel->failed(std::move(failed));
    channel->publish();
  }
};

TEST_F(ChannelTest, SendsTheFirstChangeAtOnceAndTheNewestStateLater) {
  Probe probe(*channel);
  loop.run_until_complete([](ChannelTest& t, Probe& p) -> task<void> {
    t.channel->touch();
    EXPECT_EQ(p.ids(), (std::vector<std::int64_t>{1}));
    t.channel->touch();
    t.channel->touch();
    EXPECT_EQ(p.calls, 1);
    while (p.calls < 2) co_await sleep_for(milliseconds(1));
    EXPECT_EQ(p.ids(), (std::vector<std::int64_t>{1, 2}));
  }(*this, probe));
}

TEST_F(ChannelTest, AHintWaitsForTheNextTouch) {
  Probe probe(*channel);
  channel->hint();
  EXPECT_EQ(probe.calls, 0);
  channel->touch();
  EXPECT_EQ(probe.calls, 1);
}

TEST_F(ChannelTest, AHintAloneIsToldWithinTheWindow) {
  Probe probe(*channel);
  loop.run_until_complete([](ChannelTest& t, Probe& p) -> task<void> {
    t.channel->hint();
    while (p.calls < 1) co_await sleep_for(milliseconds(1));
  }(*this, probe));
  EXPECT_EQ(probe.ids(), (std::vector<std::int64_t>{1}));
}

TEST_F(ChannelTest, ReadersEachGetEverythingAndASlowOneTheNewest) {
  Probe quick(*channel), slow(*channel);
  advance();
  slow.is_slow = true;
  for (int i = 0; i < 3; ++i) advance();
  slow.is_slow = false;
  advance();
  EXPECT_EQ(quick.ids(), (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(slow.ids(), (std::vector<std::int64_t>{1, 5}));
  EXPECT_EQ(slow.conflated, 3u);
  EXPECT_EQ(quick.conflated, 0u);
}

TEST_F(ChannelTest, WaitsUntilAStateIsOnDisk) {
  Probe probe(*channel);
  on_disk = false;
  channel->touch();
  EXPECT_TRUE(probe.events.empty());
  on_disk = true;
  const auto changed = clock.wall();
  clock.advance(seconds(1));
  channel->touch();
  ASSERT_EQ(probe.events.size(), 1u);
  EXPECT_EQ(probe.events[0].data.at("emitted_at").as_int64(), changed.time_since_epoch().count());
}

TEST_F(ChannelTest, AReaderMayLeaveInsideTheCallAndLateOnesStillReadTheEnd) {
  struct Leaver final : Reader {
    explicit Leaver(Channel& c) { c.join(*this); }
    void on_news() override { leave(), ++calls; }
    int calls = 0;
  } leaver(*channel);
  channel->publish();
  channel->publish();
  EXPECT_EQ(leaver.calls, 1);
  channel->end(Channel::End::rest);
  channel->touch();
  Probe late(*channel);
  late.read();
  EXPECT_EQ(late.ids(), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(channel->ended(), Channel::End::rest);
}

TEST_F(ChannelTest, PatchesFollowTheSnapshotAndTheEndCloses) {
  Probe probe(*channel, Form::patches);
  advance();
  advance();
  now.session.status = SessionStatus::completed;
  now.session.tally.discovered = now.session.tally.processed + now.session.tally.failed;
  advance();
  channel->end(Channel::End::rest);
  EXPECT_EQ(probe.names(), (std::vector<std::string>{"snapshot", "patch", "patch", "end"}));
  EXPECT_EQ(probe.ids(), (std::vector<std::int64_t>{1, 2, 3, 3}));
  EXPECT_EQ(probe.events[1].data.at("stats").as_object().size(), 1u) << "only what changed";
  EXPECT_EQ(probe.events.back().data, boost::json::parse(*channel->latest()->json).as_object());
}

TEST_F(ChannelTest, ADeletedSessionTellsEveryFormThatItIsGone) {
  Probe plain(*channel), patches(*channel, Form::patches);
  advance();
  channel->end(Channel::End::gone);
  EXPECT_EQ(plain.names(), (std::vector<std::string>{"message", "gone"}));
  EXPECT_EQ(patches.names(), (std::vector<std::string>{"snapshot", "gone"}));
}

TEST_F(ChannelTest, EachFailureIsToldOnceBeforeTheStateThatCountsIt) {
  Probe probe(*channel, Form::patches);
  advance();   // 1
  advance(2);  // 2, 3, then 4
  advance();   // 5
  EXPECT_EQ(probe.names(), (std::vector<std::string>{"snapshot", "failure", "failure", "patch", "patch"}));
  EXPECT_EQ(probe.ids(), (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
  const auto& failure = probe.events[1].data;
  EXPECT_EQ(failure.at("seq"), 2);
  EXPECT_EQ(failure.at("path"), "/r/2.png");
  EXPECT_EQ(failure.at("stage"), "decode");
  EXPECT_EQ(failure.at("reason"), "corrupt");
  EXPECT_EQ(failure.at("message"), "broken");
}

TEST_F(ChannelTest, ASlowReaderGetsEveryFailureAndTheNewestState) {
  Probe probe(*channel, Form::patches);
  advance();
  probe.is_slow = true;
  advance(1);
  advance(2);
  probe.is_slow = false;
  probe.read();
  EXPECT_EQ(probe.names(), (std::vector<std::string>{"snapshot", "failure", "failure", "failure", "snapshot"}));
  EXPECT_EQ(probe.ids(), (std::vector<std::int64_t>{1, 2, 4, 5, 6}));
}

TEST_F(ChannelTest, TheFirstSnapshotsIdNeverSkipsAFailureThatIsStillOwed) {
  advance(2);  // 1, 2, then 3
  Probe fresh(*channel, Form::patches);
  fresh.read();
  EXPECT_EQ(fresh.names(), (std::vector<std::string>{"snapshot", "failure", "failure"}));
  EXPECT_EQ(fresh.ids(), (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_EQ(fresh.events[0].data.at("version"), 3);

  Probe resumed(*channel, Form::patches);
  resumed.cursor.failures = 2;
  resumed.read();
  EXPECT_EQ(resumed.ids(), (std::vector<std::int64_t>{3}));
}

TEST_F(ChannelTest, AReaderCutWithinAChunkReadsTheStore) {
  advance(3);  // 1, 2, 3, then 4
  Probe probe(*channel, Form::patches);
  probe.cursor.failures = 1;
  probe.read();
  EXPECT_EQ(probe.names(), (std::vector<std::string>{"snapshot"}));
  EXPECT_TRUE(probe.in_store);
  probe.cursor.failures = 3;
  probe.read();
  EXPECT_FALSE(probe.in_store);
}

TEST_F(ChannelTest, FailuresOfAnEarlierLifeAreInTheStore) {
  now.session.version = 100;
  channel = with_failures_up_to(100);
  advance();
  Probe probe(*channel, Form::patches);
  probe.cursor.failures = 40;
  probe.read();
  EXPECT_TRUE(probe.in_store);
  EXPECT_EQ(probe.ids(), (std::vector<std::int64_t>{40}));
}

TEST_F(ChannelTest, SaysWhenAnIdCannotBeUsedAndHowManyFailuresAreLeftOut) {
  advance();
  for (const Form form : {Form::snapshots, Form::patches}) {
    Probe probe(*channel, form);
    probe.cursor.is_not_resumed = true;
    probe.cursor.failures_omitted = 7;
    probe.read();
    ASSERT_EQ(probe.events.size(), 1u);
    EXPECT_EQ(probe.events[0].data.at("resumed"), false);
    EXPECT_EQ(probe.events[0].data.at("failures_omitted"), 7);
    advance();
    EXPECT_EQ(probe.events.size(), 2u);
    EXPECT_FALSE(probe.events[1].data.contains("resumed"));
  }
}

TEST_F(ChannelTest, ASessionAtRestIsOneStateAndTheEnd) {
  now.session.status = SessionStatus::completed;
  now.session.version = 9;
  channel = Channel::at_rest(loop.executor(), clock, now);
  Probe plain(*channel), patches(*channel, Form::patches);
  plain.read();
  patches.read();
  EXPECT_EQ(plain.names(), (std::vector<std::string>{"message"}));
  EXPECT_EQ(patches.names(), (std::vector<std::string>{"snapshot", "end"}));
  EXPECT_EQ(channel->ended(), Channel::End::rest);
}

// The patches of any stream, applied to its snapshots, are at every step what `status` answers; no failure is lost or
// told twice, ids never fall: whoever is slow, whenever somebody joins.
TEST_F(ChannelTest, PatchesAppliedEqualTheStatusAtEveryStep) {
  struct Client {
    std::unique_ptr<Probe> probe;
    std::size_t seen = 0;
    boost::json::object state;
    std::vector<std::int64_t> failures;
    std::int64_t last_id = 0;
  };
  for (unsigned seed = 0; seed < 30; ++seed) {
    std::mt19937 random(seed);
    now.session = {.id = SessionId("s"), .status = SessionStatus::processing};
    channel = with_failures_up_to(0);
    std::vector<std::int64_t> told;
    std::vector<Client> clients;
    const auto take = [&](Client& client) {
      for (; client.seen < client.probe->events.size(); ++client.seen) {
        const Received& event = client.probe->events[client.seen];
        EXPECT_GE(event.id, client.last_id);
        client.last_id = event.id;
        if (event.name == "failure") {
          client.failures.push_back(event.id);
        } else if (event.name == "patch") {
          merge(client.state, event.data);
        } else {
          client.state = event.data;
        }
      }
    };
    for (int step = 0; step < 200; ++step) {
      if (random() % 20 == 0) clients.emplace_back().probe = std::make_unique<Probe>(*channel, Form::patches);
      for (auto& client : clients) client.probe->is_slow = random() % 4 == 0;
      now.current_file = fmt::format("{}.png", random() % 3);
      if (random() % 3 == 0) now.eta_seconds = random() % 2 ? std::optional(random() % 50 / 10.0) : std::nullopt;
      now.files_per_second = random() % 7 * 1.5;
      now.session.discovering = random() % 9 == 0;
      now.workers.clear();
      for (auto left = random() % 4; left > 0; --left)
        now.workers.push_back({fmt::format("{}.png", random() % 3), clock.wall() - milliseconds(random() % 3)});
      clock.advance(milliseconds(random() % 400));
      const std::int64_t before = now.session.version;
      const int failures = random() % 5 == 0 ? static_cast<int>(random() % 4) : 0;
      advance(failures);
      for (std::int64_t version = before + 1; version <= before + failures; ++version) told.push_back(version);
      for (auto& client : clients) {
        if (client.probe->is_slow) continue;
        take(client);
        ASSERT_EQ(client.state, boost::json::parse(*channel->latest()->json).as_object())
            << "seed " << seed << " step " << step;
      }
    }
    for (auto& client : clients) {
      client.probe->read();
      take(client);
      EXPECT_EQ(client.state, boost::json::parse(*channel->latest()->json).as_object());
      EXPECT_EQ(client.failures, told);
    }
  }
}

}  // namespace
}  // namespace sluice::progress
