// A store in trouble: no space, locked, killed. Each time nothing is lost and the work goes on.

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/conformance_test.h"
#include "store/sqlite/database.h"
#include "store/sqlite/sqlite_files_test.h"
#include "store/sqlite/sqlite_store.h"

namespace sluice::store {
namespace {
using namespace std::chrono_literals;

struct SqliteTrouble : SqliteFileTest {};

model::Session under_way(const SessionId& id) {
  model::Session session{.id = id, .status = model::SessionStatus::processing};
  session.parameters.directories = {"/r"};
  return session;
}

Batch batch_of(int number) {
  Batch batch;
  for (int i = 0; i < 20; ++i)
    batch.found.push_back({.path = "/r/" + std::to_string(number) + "/" + std::to_string(i) + std::string(200, 'x')});
  batch.change.version = number;
  return batch;
}

// While it lives, no file of this process grows beyond `bytes`: a full disk.
struct SmallDisk {
  explicit SmallDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{.rlim_cur = bytes, .rlim_max = before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    handler = ::signal(SIGXFSZ, SIG_IGN);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, handler);
  }
  rlimit before{};
  sighandler_t handler = nullptr;
};

TEST_F(SqliteTrouble, IsUnavailableOnAFullDiskAndGoesOnWhenThereIsSpace) {
  auto store = open_sqlite(path);
  ASSERT_TRUE(store.has_value());
  loop.run_until_complete([](Store& s) -> task<void> {
    const SessionId id = random_session_id();
    (void)co_await s.create_session(under_way(id));
    model::Tally last;
    int number = 0;
    {
      const SmallDisk full(512 * 1024);
      for (;; ++number) {
        const Batch batch = batch_of(number);
        auto result = co_await s.stage(id, batch, 1);
        if (!result) {
          EXPECT_EQ(result.error().code, Code::unavailable) << result.error().message;
          EXPECT_NE(result.error().message.find("full"), std::string::npos) << result.error().message;
          break;
        }
        last = result->tally;
        if (number > 1000) co_return ADD_FAILURE() << "the disk never filled";
      }
      auto seen = co_await s.session(id);  // reading goes on
      EXPECT_TRUE(seen.has_value() && seen->tally == last && seen->version == number - 1);
    }
    const Batch again = batch_of(number);
    auto result = co_await s.stage(id, again, 1);
    EXPECT_TRUE(result.has_value() && result->tally.discovered == last.discovered + 20);
  }(**store));
}

TEST_F(SqliteTrouble, NamesAFullDatabase) {
  run_sql(path, "CREATE TABLE x (y)");
  auto database = sqlite::Database::open(path, {});
  ASSERT_TRUE(database.has_value());
  ASSERT_TRUE(database->execute("PRAGMA max_page_count=4").has_value());
  const auto fill = [](sqlite::Database& db) {
    return sqlite::Query(db, "INSERT INTO x VALUES (?1)").bind(std::string(100'000, 'x')).run();
  };
  const auto full = sqlite::in_transaction(*database, fill);
  ASSERT_FALSE(full.has_value());
  EXPECT_EQ(full.error().code, Code::unavailable);
  EXPECT_NE(full.error().message.find("no space left"), std::string::npos);
  EXPECT_FALSE(database->in_transaction());
  ASSERT_TRUE(database->execute("PRAGMA max_page_count=1000").has_value());
  EXPECT_TRUE(sqlite::in_transaction(*database, fill).has_value());
}

TEST_F(SqliteTrouble, RefusesToWriteWhereItMayOnlyRead) {
  run_sql(path, "CREATE TABLE x (y)");
  auto database = sqlite::Database::open(path, {.access = sqlite::Access::read_only});
  ASSERT_TRUE(database.has_value());
  EXPECT_EQ(database->execute("INSERT INTO x VALUES (1)").error().code, Code::unavailable);
}

TEST_F(SqliteTrouble, IsUnavailableWhileAnotherProgramWrites) {
  auto store = open_sqlite(path, {.busy_timeout = 20ms});
  ASSERT_TRUE(store.has_value());
  loop.run_until_complete([](Store& s, const std::string& file) -> task<void> {
    const SessionId id = random_session_id();
    (void)co_await s.create_session(under_way(id));
    sqlite3* other = nullptr;
    EXPECT_EQ(::sqlite3_open(file.c_str(), &other), SQLITE_OK);
    EXPECT_EQ(::sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    const Batch batch = batch_of(1);
    auto refused = co_await s.stage(id, batch, 1);
    EXPECT_TRUE(!refused && refused.error().code == Code::unavailable);
    auto seen = co_await s.session(id);
    EXPECT_TRUE(seen.has_value());  // readers do not mind
    ::sqlite3_close(other);
    auto taken = co_await s.stage(id, batch, 1);
    EXPECT_TRUE(taken.has_value());
  }(**store, path));
}

TEST_F(SqliteTrouble, GoesOnSweepingUpAfterARestart) {
  open_sqlite(path)->reset();
  run_sql(path,
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
          "INSERT INTO ingest_files (id, session, path, size, mtime_ns, inode, state, skipped_existing) "
          "SELECT i, 99, CAST('/r/' || i AS BLOB), 1, 1, 1, 'done', 0 FROM n;"
          "INSERT INTO ingest_records SELECT id, 'x' FROM ingest_files;"
          "INSERT INTO ingest_commits (session, media_id, written_at) SELECT 99, id, '' FROM ingest_files;"
          "INSERT INTO ingest_removed VALUES (99)");
  auto store = open_sqlite(path);
  loop.run_until_complete([](Store& s) -> task<void> {
    const SessionId id = random_session_id();
    (void)co_await s.create_session(under_way(id));
    for (int i = 0; i < 20; ++i) (void)co_await s.change_session(id, {});  // a piece before each
  }(**store));
  for (const char* table : {"ingest_files", "ingest_records", "ingest_commits", "ingest_removed"}) {
    EXPECT_EQ(run_sql(path, std::string("SELECT count(*) FROM ") + table), (std::vector<std::string>{"0"})) << table;
  }
}

// The child writes batches and says so after each answer, until it is shot.
[[noreturn]] void write_until_killed(const std::string& path, const SessionId& id, int said) {
  EventLoop loop;
  auto store = open_sqlite(path);
  loop.run_until_complete([](Store& s, SessionId session, int out) -> task<void> {
    (void)co_await s.create_session(under_way(session));
    for (int number = 1;; ++number) {
      const Batch batch = batch_of(number);
      auto result = co_await s.stage(session, batch, 1);
      if (!result || ::write(out, &number, sizeof number) != sizeof number) ::_exit(1);
    }
  }(**store, id, said));
  ::_exit(1);
}

TEST_F(SqliteTrouble, LosesNothingItHasAnsweredWhenKilled) {
  for (int round = 0; round < 3; ++round) {
    const SessionId id = random_session_id();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) write_until_killed(path, id, ends[1]);
    ::close(ends[1]);
    int last = 0;
    while (last < 20 + 17 * round) ASSERT_EQ(::read(ends[0], &last, sizeof last), static_cast<ssize_t>(sizeof last));
    ::kill(child, SIGKILL);
    for (int said = 0; ::read(ends[0], &said, sizeof said) == sizeof said;) last = said;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);

    auto store = open_sqlite(path);
    ASSERT_TRUE(store.has_value()) << store.error().message;
    loop.run_until_complete([](Store& s, SessionId session, int answered) -> task<void> {
      auto kept = co_await s.session(session);
      EXPECT_TRUE(kept.has_value());
      EXPECT_GE(kept->version, answered);
      EXPECT_LE(kept->version, answered + 1);
      EXPECT_EQ(kept->tally.discovered, static_cast<std::uint64_t>(kept->version) * 20);
      auto pending = co_await s.pending(session, FileId(), 10'000);
      EXPECT_EQ(pending->size(), kept->tally.pending());
    }(**store, id, last));
  }
}

}  // namespace
}  // namespace sluice::store
