#include "ingest/ledger.h"

#include <csignal>
#include <filesystem>
#include <optional>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "async/loop.h"
#include "async/task_group.h"
#include "store/sqlite/sqlite_store.h"

namespace sluice::ingest {
namespace {
namespace fs = std::filesystem;
using model::SessionStatus;

class Listener final : public progress::Reader {
 public:
  explicit Listener(progress::Channel& channel) : channel_(channel) { channel.join(*this); }
  void on_news() override {
    while (channel_.next(cursor_).bytes) snapshots.push_back(boost::json::parse(*channel_.latest()->json).as_object());
  }
  std::vector<boost::json::object> snapshots;

 private:
  progress::Channel& channel_;
  progress::Cursor cursor_;
};

struct LedgerTest : testing::Test {
  LedgerTest() {
    std::string name = (fs::temp_directory_path() / "sluice-ledger-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    open_store();
  }
  ~LedgerTest() override {
    store.reset();
    fs::remove_all(folder);
  }
  void open_store() {
    store.reset();
    store = std::move(*store::open_sqlite((folder / "sluice.db").string()));
  }
  // Runs `body` with a ledger whose write loop is on, then ends it.
  void with_ledger(model::Session session, std::function<task<void>(Ledger&)> body) {
    loop.run_until_complete([](LedgerTest& test, model::Session s, std::function<task<void>(Ledger&)> f) -> task<void> {
      Ledger ledger(test.loop.executor(), test.clock, *test.store, std::move(s));
      TaskGroup group(test.loop.executor(), "test");
      group.spawn(ledger.write_loop());
      co_await f(ledger);
      ledger.close();
      co_await group.join();
    }(*this, std::move(session), std::move(body)));
  }
  model::Session created() {
    model::Session session{.id = random_session_id(), .started_at = clock.wall()};
    session.parameters.directories = {"/r"};
    loop.run_until_complete([](store::Store& s, model::Session made) -> task<void> {
      const auto result = co_await s.create_session(made);
      EXPECT_TRUE(result.has_value());
    }(*store, session));
    return session;
  }
  model::Session stored(const SessionId& id) {
    model::Session out;
    loop.run_until_complete([](store::Store& s, SessionId which, model::Session& to) -> task<void> {
      auto session = co_await s.session(which);
      EXPECT_TRUE(session.has_value()) << session.error().message;
      if (session) to = *session;
    }(*store, id, out));
    return out;
  }
  static model::FileOutcome failed(FileId id) {
    model::FileOutcome outcome{.id = id};
    outcome.failure = model::Failure{model::Stage::decode, model::Reason::corrupt, "broken"};
    return outcome;
  }

  fs::path folder;
  EventLoop loop;
  SystemClock clock;
  std::unique_ptr<store::Store> store;
};

task<void> find_three(Ledger& ledger) {
  co_await ledger.found({{.path = "/r/a"}, {.path = "/r/b"}, {.path = "/r/c"}});
  co_await ledger.change({.status = SessionStatus::processing, .discovering = false});
}

TEST_F(LedgerTest, ShowsNothingThatIsNotOnDisk) {
  const model::Session session = created();
  with_ledger(session, [&](Ledger& ledger) -> task<void> {
    Listener listener(*ledger.channel());
    co_await find_three(ledger);
    auto on_disk = co_await store->session(session.id);
    EXPECT_TRUE(on_disk.has_value());
    EXPECT_EQ(on_disk->tally, ledger.session().tally);
    EXPECT_EQ(on_disk->status, SessionStatus::processing);
    EXPECT_EQ(ledger.session().tally.total(), 3u);
    EXPECT_FALSE(listener.snapshots.empty());
    EXPECT_EQ(listener.snapshots.back().at("version").as_int64(), on_disk->version);
    EXPECT_GE(on_disk->version_ceiling, on_disk->version);
  });
}

TEST_F(LedgerTest, GivesEveryFailureAVersionBelowTheSnapshotThatShowsIt) {
  const model::Session session = created();
  with_ledger(session, [&](Ledger& ledger) -> task<void> {
    Listener listener(*ledger.channel());
    co_await find_three(ledger);
    auto pending = co_await store->pending(session.id, FileId(), 10);
    EXPECT_EQ(pending->size(), 3u);
    for (const auto& file : *pending) co_await ledger.settled(file.path, failed(file.id));
    co_await ledger.change({.status = SessionStatus::completed});
    auto failures = co_await store->failures(session.id, 0, 10);
    EXPECT_EQ(failures->size(), 3u);
    std::int64_t last = 0;
    for (const auto& row : *failures) {
      EXPECT_GT(row.version, last);
      last = row.version;
    }
    EXPECT_LT(last, ledger.session().version);
    const auto& end = listener.snapshots.back();
    EXPECT_EQ(end.at("progress"), 100);
    EXPECT_EQ(end.at("errors").as_array().size(), 3u);
    EXPECT_EQ(end.at("errors").as_array().at(0), "/r/a: broken");
    std::int64_t version = 0;
    for (const auto& snapshot : listener.snapshots) {
      EXPECT_GT(snapshot.at("version").as_int64(), version);
      version = snapshot.at("version").as_int64();
    }
  });
  EXPECT_EQ(stored(session.id).version, stored(session.id).version_ceiling);
}

TEST_F(LedgerTest, BeginsAboveEveryIdAfterARestart) {
  const model::Session session = created();
  std::int64_t highest = 0;
  with_ledger(session, [&](Ledger& ledger) -> task<void> {
    co_await find_three(ledger);
    for (int i = 0; i < 5; ++i) {
      ledger.working_on("/r/a");  // ids that are not stored
      ledger.channel()->publish();
    }
    highest = ledger.channel()->latest()->version;
  });
  open_store();  // as after a kill: nobody said goodbye
  with_ledger(stored(session.id), [&](Ledger& ledger) -> task<void> {
    co_await ledger.change({.status = SessionStatus::processing});
    EXPECT_GT(ledger.channel()->latest()->version, highest);
    EXPECT_EQ(ledger.session().tally.total(), 3u);
  });
}

TEST_F(LedgerTest, NamesFoundFilesThatMayNotBeReadOnce) {
  const model::Session session = created();
  const model::FoundFile leak{
      .path = "/r/leak", .failure = model::Failure{model::Stage::discover, model::Reason::denied, "leaves its root"}};
  with_ledger(session, [&](Ledger& ledger) -> task<void> {
    for (int i = 0; i < 2; ++i) {  // the second time as after a restart
      co_await ledger.found({leak});
      co_await ledger.change({.status = SessionStatus::processing});
    }
    EXPECT_EQ(ledger.session().tally.failed, 1u);
    ledger.working_on("/r/x");
    ledger.channel()->publish();
    const auto end = boost::json::parse(*ledger.channel()->latest()->json);
    EXPECT_EQ(end.at("errors").as_array().size(), 1u);
    EXPECT_EQ(end.at("current_file"), "x");
  });
}

// While it lives, no file of this process can be written: a full disk.
class FullDisk {
 public:
  FullDisk() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{.rlim_cur = 1, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
    handler_ = ::signal(SIGXFSZ, SIG_IGN);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  sighandler_t handler_ = nullptr;
};

TEST_F(LedgerTest, ACommandDoesNotWaitForAStoreThatIsNotAvailable) {
  const model::Session session = created();
  with_ledger(session, [&](Ledger& ledger) -> task<void> {
    co_await find_three(ledger);
    std::optional<FullDisk> full(std::in_place);
    const auto paused = co_await ledger.command({.status = SessionStatus::paused});
    EXPECT_FALSE(paused.has_value());
    EXPECT_EQ(paused.error().code, Code::unavailable);
    EXPECT_TRUE(ledger.is_in_trouble());
    EXPECT_EQ(ledger.session().status, SessionStatus::paused);
    EXPECT_NE(ledger.session().error, "") << "it says why";
    EXPECT_EQ((co_await ledger.try_again()).error().code, Code::unavailable);
    EXPECT_EQ((co_await ledger.lock_for_command()).error().code, Code::unavailable);
    full.reset();
    EXPECT_TRUE((co_await ledger.try_again()).has_value());
    EXPECT_FALSE(ledger.is_in_trouble());
    EXPECT_EQ(ledger.session().status, SessionStatus::paused) << "what was commanded has followed";
    EXPECT_EQ(ledger.session().error, "");
    EXPECT_TRUE((co_await ledger.lock_for_command()).has_value());
    ledger.unlock();
  });
  EXPECT_EQ(stored(session.id).status, SessionStatus::paused);
}

TEST_F(LedgerTest, CountsTheTimeOfWorkAndNoPause) {
  FakeClock fake;
  model::Session session = created();
  loop.run_until_complete([](LedgerTest& test, FakeClock& time, model::Session s) -> task<void> {
    Ledger ledger(test.loop.executor(), time, *test.store, std::move(s));
    TaskGroup group(test.loop.executor(), "test");
    group.spawn(ledger.write_loop());
    Listener listener(*ledger.channel());
    co_await ledger.found({{.path = "/r/a"}, {.path = "/r/b"}, {.path = "/r/c"}});
    co_await ledger.change({.status = SessionStatus::processing, .discovering = false});
    auto pending = co_await test.store->pending(ledger.session().id, FileId(), 10);
    for (const auto& file : *pending) {
      time.advance(std::chrono::seconds(1));
      co_await ledger.settled(file.path, failed(file.id));
      co_await ledger.change({});
      if (file.id == pending->front().id) {
        co_await ledger.change({.status = SessionStatus::paused});
        EXPECT_EQ(listener.snapshots.back().at("files_per_second"), 0.0);
        EXPECT_TRUE(listener.snapshots.back().at("eta_seconds").is_null());
        time.advance(std::chrono::hours(9));
        co_await ledger.change({.status = SessionStatus::processing});
      }
    }
    ledger.channel()->publish();
    EXPECT_EQ(listener.snapshots.back().at("files_per_second"), 1.0) << "a pause is no slowness";
    EXPECT_EQ(ledger.session().worked, std::chrono::seconds(3));
    co_await ledger.change({.status = SessionStatus::completed});
    ledger.close();
    co_await group.join();
  }(*this, fake, session));
  EXPECT_EQ(stored(session.id).worked, std::chrono::seconds(3));
}

}  // namespace
}  // namespace sluice::ingest
