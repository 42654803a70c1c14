#include "ingest/quarantine.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "async/loop.h"
#include "store/sqlite/sqlite_store.h"

namespace sluice::ingest {
namespace {
namespace fs = std::filesystem;

struct QuarantineTest : testing::Test {
  QuarantineTest() {
    std::string name = (fs::temp_directory_path() / "sluice-quarantine-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    store = std::move(*store::open_sqlite((folder / "sluice.db").string()));
  }
  ~QuarantineTest() override {
    store.reset();
    fs::remove_all(folder);
  }

  fs::path folder;
  EventLoop loop;
  std::unique_ptr<store::Store> store;
};

// A session in which this file killed its decoder.
task<void> crash_on(store::Store& store, model::FoundFile file, WallTime at) {
  model::Session session{.id = random_session_id(), .started_at = at};
  session.parameters.directories = {"/r"};
  EXPECT_TRUE((co_await store.create_session(session)).has_value());
  const store::Batch found{.found = {std::move(file)}, .outcomes = {}, .change = {}};
  EXPECT_TRUE((co_await store.stage(session.id, found, 1)).has_value());
  const auto pending = co_await store.pending(session.id, FileId(), 1);
  EXPECT_TRUE(pending.has_value());
  store::Batch outcome;
  outcome.outcomes.push_back({.id = pending->at(0).id, .failure_version = 1, .at = at});
  outcome.outcomes[0].failure =
      model::Failure{model::Stage::decode, model::Reason::decoder_crashed, "the decoder died of SIGSEGV"};
  EXPECT_TRUE((co_await store.stage(session.id, outcome, 1)).has_value());
}

TEST_F(QuarantineTest, FailsAFileThatKilledItsDecoderAndSaysWhenHowAndWhatToDo) {
  const model::FoundFile bomb{.path = "/r/bomb.png", .size = 7, .mtime_ns = 8};
  std::vector<model::FoundFile> files{
      {.path = "/r/a.png", .size = 7, .mtime_ns = 8},
      bomb,
      {.path = "/r/bomb.png", .size = 7, .mtime_ns = 9},
  };
  loop.run_until_complete([](store::Store& s, model::FoundFile file, auto& found) -> task<void> {
    co_await crash_on(s, std::move(file), *from_iso8601("2026-11-26T10:00:00Z"));
    co_await mark_quarantined(s, found);
  }(*store, bomb, files));
  EXPECT_FALSE(files[0].failure || files[2].failure);
  ASSERT_TRUE(files[1].failure.has_value());
  EXPECT_EQ(*files[1].failure,
            (model::Failure{model::Stage::decode, model::Reason::quarantined,
                            "killed its decoder on 2026-11-26 (died of SIGSEGV); retry the reason \"quarantined\" to "
                            "read it again"}));
}

TEST_F(QuarantineTest, LeavesAFailureThatIsThereAlready) {
  model::FoundFile leak{.path = "/r/leak.png"};
  std::vector<model::FoundFile> files{leak};
  files[0].failure = model::Failure{model::Stage::open, model::Reason::denied, "leaves its root"};
  loop.run_until_complete([](store::Store& s, model::FoundFile file, auto& found) -> task<void> {
    co_await crash_on(s, std::move(file), {});
    co_await mark_quarantined(s, found);
  }(*store, leak, files));
  EXPECT_EQ(files[0].failure->reason, model::Reason::denied);
}

}  // namespace
}  // namespace sluice::ingest
