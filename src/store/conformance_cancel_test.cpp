// Cancel, with so many files left that their rows follow later.

#include "store/conformance_test.h"

namespace sluice::store {
namespace {
using model::FileState;
using model::SessionStatus;

TEST_P(StoreConformance, SkipsAllThatIsLeftForWhoeverAsks) {
  const SessionId id = begin_cancelled();
  for (int i = 0; i < 5; ++i) expect_left_skipped(id);
  const Batch late{.found = {}, .outcomes = {failed(all_files(id).back().id, 9)}, .change = {}};
  EXPECT_EQ(get(store->stage(id, late, 1)).tally.failed, 1u);
  EXPECT_EQ(all_files(id, {.state = FileState::skipped}).size(), kLeft);
}

TEST_P(StoreConformance, KeepsACancelWholeWhenKilled) {
  const SessionId id = begin_cancelled();
  for (int i = 0; i < 4; ++i) {
    kill_and_reopen();
    EXPECT_EQ(session(id).status, SessionStatus::cancelled);
    expect_left_skipped(id);
  }
}

TEST_P(StoreConformance, RetriesOfACancelledSessionOnlyWhatFailed) {
  const SessionId id = begin_cancelled();
  const auto result =
      get(store->retry(id, std::nullopt, {.status = SessionStatus::processing, .run = 2, .error = std::string()}));
  EXPECT_EQ(result.retried, 1u);
  EXPECT_EQ(result.tally.pending(), 1u);
  const auto again = pending(id);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].path, "/r/1");
  expect_tally_matches_entries(id);
  kill_and_reopen();
  EXPECT_EQ(pending(id).size(), 1u);
  EXPECT_EQ(settle(id, {done(again[0].id, simple_record())}).tally.processed, 2u);
  EXPECT_EQ(get(store->skip_pending(id, {.status = SessionStatus::cancelled})).cancelled, kLeft);
  expect_left_skipped(id);
}

TEST_P(StoreConformance, CommitsACancelledSessionAtOnce) {
  const SessionId id = begin_cancelled();
  EXPECT_EQ(get(store->commit_plan(id)).added, 1u);
  EXPECT_EQ(get(store->begin_commit(id, {})).total, 1u);
  EXPECT_TRUE(get(store->commit_chunk(id, 100, {.status = SessionStatus::committed})).finished);
  expect_left_skipped(id);
}

TEST_P(StoreConformance, ForgetsACancelledSessionAtOnce) {
  const SessionId id = begin_cancelled();
  get(store->remove_session(id));
  EXPECT_EQ(ask(store->session(id)).error().code, Code::not_found);
  const SessionId other = begin_cancelled();
  kill_and_reopen();
  expect_left_skipped(other);
  EXPECT_EQ(ask(store->files(id, {})).error().code, Code::not_found);
}

}  // namespace
}  // namespace sluice::store
