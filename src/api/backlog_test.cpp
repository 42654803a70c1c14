#include "api/backlog.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "async/loop.h"
#include "store/sqlite/sqlite_store.h"

namespace sluice::api {
namespace {
namespace fs = std::filesystem;

struct BacklogTest : testing::Test {
  BacklogTest() {
    std::string name = (fs::temp_directory_path() / "sluice-backlog-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    store = std::move(*store::open_sqlite((folder / "sluice.db").string()));
  }
  ~BacklogTest() override {
    store.reset();
    fs::remove_all(folder);
  }

  fs::path folder;
  EventLoop loop;
  std::unique_ptr<store::Store> store;
};

// A session at rest with so many failures, their versions from 1 on.
task<SessionId> session_with_failures(store::Store& store, std::size_t count) {
  model::Session session{.id = random_session_id()};
  session.parameters.directories = {"/r"};
  EXPECT_TRUE((co_await store.create_session(session)).has_value());
  store::Batch batch;
  for (std::size_t i = 0; i < count; ++i) {
    batch.found.push_back({.path = "/r/" + std::to_string(i)});
    batch.found.back().failure = model::Failure{model::Stage::open, model::Reason::denied, "leaves its root"};
  }
  batch.change.status = model::SessionStatus::completed;
  EXPECT_TRUE((co_await store.stage(session.id, batch, 1)).has_value());
  co_return session.id;
}

TEST_F(BacklogTest, TellsNoFailureThatAnEarlierRunHadAndARetryTookAway) {
  loop.run_until_complete([](store::Store& s) -> task<void> {
    Backlog backlog(s);
    const SessionId id = co_await session_with_failures(s, Backlog::kPage);
    const auto page = co_await backlog.read({.session = id, .run = 1, .after = 0, .through = Backlog::kPage});
    EXPECT_TRUE(page.has_value() && page->is_full());
    const auto retried = co_await s.retry(id, std::nullopt, {.run = 2});
    EXPECT_TRUE(retried.has_value());
    const auto kept = co_await backlog.read({.session = id, .run = 1, .after = 0, .through = Backlog::kPage});
    EXPECT_TRUE(kept.has_value() && kept->bytes == page->bytes) << "who reads the earlier run shares its page";
    const auto now = co_await backlog.read({.session = id, .run = 2, .after = 0, .through = Backlog::kPage});
    EXPECT_TRUE(now.has_value() && now->count == 0);
  }(*store));
}

}  // namespace
}  // namespace sluice::api
