// A cancel while the rows follow: at every moment, with a stop or a kill at any, it looks the same.

#include <optional>
#include <thread>

#include "store/sqlite/cancelled.h"
#include "store/sqlite/entries.h"
#include "store/sqlite/facets.h"
#include "store/sqlite/migrate.h"
#include "store/sqlite/retry.h"
#include "store/sqlite/sessions.h"
#include "store/sqlite/sqlite_files_test.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/staging.h"

namespace sluice::store::sqlite {
namespace {
using model::FileState;
using model::SessionStatus;

constexpr std::size_t kLeft = 7;  // entries without an outcome

// A session with a file that was read, one that failed, and those that a cancel has left.
struct SqliteCancel : SqliteFileTest {
  SqliteCancel() {
    run_sql(path, "PRAGMA journal_mode=WAL");
    database.emplace(*Database::open(path, {}));
    EXPECT_TRUE(migrate(*database, {}).has_value());
    id = begin();
    EXPECT_TRUE(skip_pending(*database, id, {.status = SessionStatus::cancelled}).has_value());
  }

  SessionId begin_empty() {
    model::Session session{.id = random_session_id(), .status = SessionStatus::processing};
    session.parameters.directories = {"/r"};
    EXPECT_TRUE(create_session(*database, session).has_value());
    return session.id;
  }
  SessionId begin() {
    const SessionId session = begin_empty();
    Batch batch;
    for (std::size_t i = 0; i < kLeft + 2; ++i) batch.found.push_back({.path = "/r/" + std::to_string(i)});
    EXPECT_TRUE(stage(*database, session, batch, 1, {}).has_value());
    const auto files = *pending(*database, session, FileId(), 10);
    settle(session, {{.id = files[0].id, .failure = std::nullopt},
                     {.id = files[1].id, .failure = model::Failure{}, .failure_version = 3}});
    return session;
  }

  model::Tally settle(const SessionId& session, std::vector<model::FileOutcome> outcomes) {
    return stage(*database, session, {.found = {}, .outcomes = std::move(outcomes), .change = {}}, 1, {})->tally;
  }

  void expect_skipped() {
    const model::Session session = find_session(*database, id)->session;
    EXPECT_EQ(session.tally.cancelled, kLeft);
    EXPECT_EQ(session.tally.pending(), 0u);
    EXPECT_TRUE(pending(*database, id, FileId(), 10)->empty());
    const auto by_state = [&](FileState state) { return files(*database, id, {.state = state})->rows; };
    EXPECT_TRUE(by_state(FileState::pending).empty());
    EXPECT_EQ(count_files(*database, id, {.state = FileState::pending}), 0u);
    EXPECT_EQ(count_files(*database, id, {.state = FileState::skipped}), kLeft);
    const auto skipped = by_state(FileState::skipped);
    ASSERT_EQ(skipped.size(), kLeft);
    for (const FileRow& row : skipped) {
      EXPECT_EQ(row.state, FileState::skipped);
      EXPECT_FALSE(row.skipped_existing);
      EXPECT_EQ(file(*database, id, row.id)->state, FileState::skipped);
    }
    EXPECT_EQ(files(*database, id, {.state = FileState::skipped, .after = skipped[3].id, .limit = 2})->rows[1].id,
              skipped[5].id);
    EXPECT_EQ(files(*database, id, {})->rows.size(), kLeft + 2);
    const Facets counted = *facets(*database, id);
    EXPECT_EQ(counted.pending, 0u);
    EXPECT_EQ(counted.skipped, kLeft);
    EXPECT_EQ(counted.done + counted.failed, 2u);
    EXPECT_EQ(settle(id, {{.id = skipped.back().id, .failure = std::nullopt}}), session.tally) << "too late";
  }

  std::uint64_t waiting() { return std::stoull(run_sql(path, "SELECT count(*) FROM ingest_cancelled")[0]); }
  // A process that starts on the file as it is, and comes to the end of what waits.
  void start_and_wait() {
    auto store = *open_sqlite(path);
    for (bool waits = true; waits; waits = waiting() > 0) std::this_thread::yield();
  }

  std::optional<Database> database;
  SessionId id;
};

TEST_F(SqliteCancel, LooksTheSameAtEveryMoment) {
  for (std::size_t pieces = 1;; ++pieces) {
    expect_skipped();
    const bool more = *in_transaction(*database, [&](Database& db) { return sweep_cancelled(db, 2); });
    if (!more) {
      EXPECT_EQ(pieces, kLeft / 2 + 2);
      break;
    }
  }
  EXPECT_EQ(run_sql(path, "SELECT state, count(*) FROM ingest_files GROUP BY 1"),
            (std::vector<std::string>{"done|1", "failed|1", "skipped|7"}));
}

TEST_F(SqliteCancel, LeavesOtherSessionsAlone) {
  const SessionId other = begin();
  while (*sweep_cancelled(*database, 3)) EXPECT_EQ(pending(*database, other, FileId(), 10)->size(), kLeft);
  EXPECT_EQ(count_files(*database, other, {.state = FileState::pending}), kLeft);
  EXPECT_EQ(count_files(*database, other, {.state = FileState::skipped}), 0u);
}

TEST_F(SqliteCancel, WithNothingLeftWaitsForNothing) {
  EXPECT_TRUE(*sweep_cancelled(*database, 10));
  EXPECT_TRUE(skip_pending(*database, begin_empty(), {.status = SessionStatus::cancelled}).has_value());
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(SqliteCancel, GoesOnAfterARestart) {
  EXPECT_TRUE(*sweep_cancelled(*database, 2));
  start_and_wait();
  expect_skipped();
  EXPECT_EQ(run_sql(path, "SELECT count(*) FROM ingest_files WHERE state = 'pending'")[0], "0");
}

TEST_F(SqliteCancel, OfARemovedSessionIsForgotten) {
  EXPECT_TRUE(*sweep_cancelled(*database, 2));
  EXPECT_TRUE(remove_session(*database, id).has_value());
  EXPECT_EQ(waiting(), 0u);
  while (*sweep_removed(*database, 3)) {
  }
  EXPECT_EQ(run_sql(path, "SELECT count(*) FROM ingest_files")[0], "0");
}

}  // namespace
}  // namespace sluice::store::sqlite
