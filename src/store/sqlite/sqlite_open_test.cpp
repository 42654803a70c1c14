// Opening: what may be found at the path, and what becomes of a catalogue that other programs made.

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <sys/stat.h>

#include "store/conformance_test.h"
#include "store/migrations/catalogue_tables.h"
#include "store/migrations/sqlite_migrations.h"
#include "store/sqlite/sqlite_files_test.h"
#include "store/sqlite/sqlite_store.h"

namespace sluice::store {
namespace {
namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct SqliteOpen : SqliteFileTest {
  Result<std::unique_ptr<Store>> open() { return open_sqlite(path, {.busy_timeout = 20ms}); }
};

TEST_F(SqliteOpen, MakesFilesThatOnlyTheOwnerMayRead) {
  const auto store = open();
  ASSERT_TRUE(store.has_value());
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status{};
    ASSERT_EQ(::stat((path + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(SqliteOpen, SaysWhenItsFolderIsMissing) {
  const auto store = open_sqlite((folder.path / "nowhere" / "x.db").string());
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, Code::not_found);
  EXPECT_NE(store.error().message.find("nowhere/x.db"), std::string::npos);
}

TEST_F(SqliteOpen, IsUnavailableWhileAnotherProgramHoldsIt) {
  run_sql(path, "CREATE TABLE x (y)");
  sqlite3* other = nullptr;
  ASSERT_EQ(::sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(::sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto refused = open();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_NE(refused.error().message.find("locked by another program"), std::string::npos);
  ::sqlite3_close(other);
  EXPECT_TRUE(open().has_value());
}

TEST_F(SqliteOpen, RefusesWhatIsNoDatabase) {
  std::ofstream(path) << std::string(10'000, 'x');
  const auto store = open();
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, Code::corrupt);
}

TEST_F(SqliteOpen, RefusesADamagedDatabase) {
  open()->reset();
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(100);
  file << std::string(4096, '\xAA');
  file.close();
  const auto store = open();
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, Code::corrupt);
}

TEST_F(SqliteOpen, RefusesTheDatabaseOfANewerVersion) {
  open()->reset();
  run_sql(path, "INSERT INTO ingest_schema VALUES (999, 0)");
  const auto store = open();
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, Code::unsupported);
  EXPECT_NE(store.error().message.find("999"), std::string::npos);
}

TEST_F(SqliteOpen, ChangesNothingInADatabaseThatIsUpToDate) {
  open()->reset();
  const auto before = run_sql(path, "SELECT type, name, sql FROM sqlite_schema ORDER BY name");
  open()->reset();
  EXPECT_EQ(run_sql(path, "SELECT type, name, sql FROM sqlite_schema ORDER BY name"), before);
  EXPECT_EQ(run_sql(path, "SELECT version FROM ingest_schema"), (std::vector<std::string>{"1", "2", "3", "4", "5"}));
}

// As the version before the review left it, with a file that has been read.
TEST_F(SqliteOpen, ShowsFilesThatWereReadBeforeTheReviewExisted) {
  open()->reset();  // the catalogue's tables
  run_sql(
      path,
      "DELETE FROM ingest_schema; DROP TABLE ingest_sessions; DROP TABLE ingest_files; DROP TABLE ingest_records; "
      "DROP TABLE ingest_words; DROP TABLE ingest_commits; DROP TABLE ingest_removed; DROP TABLE ingest_quarantine; "
      "DROP TABLE ingest_undo_files; DROP TABLE ingest_undo_metadata; DROP TABLE ingest_undo_keywords; "
      "DROP TABLE ingest_undo_thumbnails; DROP TABLE ingest_undo_days; DROP TABLE ingest_undo_new_days; "
      "DROP TABLE ingest_undo_kept; DROP TABLE ingest_cancelled;");
  for (const Migration& step : sqlite_migrations().first(2)) {
    run_sql(path, step.script);
    run_sql(path, fmt::format("INSERT INTO ingest_schema VALUES ({}, 0)", step.version));
  }
  const SessionId id("3f2b7a60-0000-4000-8000-000000000001");
  run_sql(path,
          fmt::format("INSERT INTO ingest_sessions VALUES (1, '{}', 'completed', '{{\"directory\":\"/r\"}}', 1, 0, "
                      "5, 5, 0, 0, '', 1, 0, 1, 0, 0, 1, 1, 0, 0, 9, 0, 0, 0, 0)",
                      id.value()));
  run_sql(
      path,
      "INSERT INTO ingest_files (id, session, path, size, mtime_ns, inode, state, skipped_existing, score, nsfw_score, "
      "generator, content_key) VALUES (7, 1, CAST('/r/a.png' AS BLOB), 9, 0, 0, 'done', 0, 4, 0.75, 'a1111', 'abc')");
  const auto store = std::move(*open());
  const auto ask = [&]<class T>(task<Result<T>> work) {
    std::optional<Result<T>> out;
    loop.run_until_complete([](task<Result<T>> given, std::optional<Result<T>>& to) -> task<void> {
      to.emplace(co_await std::move(given));
    }(std::move(work), out));
    return std::move(**out);
  };
  const FilePage page = ask(store->files(id, {.label = model::NsfwLabel::nsfw, .generator = "a1111"}));
  ASSERT_EQ(page.rows.size(), 1u);
  EXPECT_EQ(page.rows[0].score(), 4.0);
  EXPECT_EQ(page.rows[0].change, std::nullopt);
  EXPECT_EQ(page.rows[0].same_as, "");
  EXPECT_EQ(ask(store->count_files(id, {.keyword = "cat"})), 0u) << "its words were not kept";
  const EditResult edited = ask(store->edit(id, {FileId(7)}, {.nsfw = false}, {}));
  EXPECT_EQ(edited.changed, 1u);
  EXPECT_EQ(ask(store->session(id)).edits, 1u);
}

// A catalogue as another program keeps it: fewer columns than ours, some of its own.
constexpr const char* kForeign = R"sql(
CREATE TABLE media_files (
  id INTEGER NOT NULL PRIMARY KEY, filename VARCHAR(255) NOT NULL, directory VARCHAR(1000), file_path VARCHAR(1000) NOT NULL,
  file_size INTEGER, file_type VARCHAR(50), extension VARCHAR(10), score INTEGER, nsfw BOOLEAN, nsfw_score FLOAT,
  media_file_id VARCHAR(64), phash VARCHAR(64), original_created_at DATETIME, created_at DATETIME, updated_at DATETIME,
  colour_of_the_frame VARCHAR(20) DEFAULT 'gold', UNIQUE (file_path));
CREATE TABLE media_keywords (
  id INTEGER NOT NULL PRIMARY KEY, media_file_id INTEGER NOT NULL REFERENCES media_files (id), keyword VARCHAR(255) NOT NULL,
  keyword_type VARCHAR(50) NOT NULL, confidence FLOAT, source VARCHAR(50), created_at DATETIME);
CREATE TABLE daily_contributions (id INTEGER NOT NULL PRIMARY KEY, date DATETIME NOT NULL UNIQUE, count INTEGER, created_at DATETIME);
INSERT INTO media_files (id, filename, directory, file_path, file_size, score, original_created_at, created_at)
  VALUES (17, 'old.png', '/r', '/r/old.png', 5, 4, '2024-05-06 01:02:03.000000', '2024-06-01 00:00:00.000000'),
         (18, 'other.png', '/r', '/r/other.png', 6, 2, '2024-05-06 01:02:03.000000', '2024-06-01 00:00:00.000000');
INSERT INTO media_keywords (media_file_id, keyword, keyword_type) VALUES (17, 'mine', 'user'), (17, 'stale', 'prompt');
INSERT INTO daily_contributions (date, count) VALUES ('2024-05-06 00:00:00.000000', 2);
)sql";

// What a version before the exact memory of commits has left: a row that it changed, and one that it added.
TEST_F(SqliteOpen, UndoesOfAnOlderVersionsCommitWhatItCan) {
  run_sql(path, kForeign);
  for (const Migration& step : sqlite_migrations().first(2)) run_sql(path, step.script);
  const SessionId id = random_session_id();
  run_sql(
      path,
      "CREATE TABLE ingest_schema (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL);"
      "INSERT INTO ingest_schema VALUES (1, 0), (2, 0);"
      "ALTER TABLE media_files ADD COLUMN session_id TEXT;"
      "INSERT INTO media_files (id, filename, directory, file_path, original_created_at, updated_at) VALUES "
      "(19, 'new.png', '/r', '/r/new.png', '2024-05-06 07:00:00.000000', 't2');"
      "UPDATE media_files SET updated_at = 't2', session_id = '" +
          id.value() +
          "' WHERE id IN (17, 19);"
          "INSERT INTO media_keywords (media_file_id, keyword, keyword_type, created_at) VALUES (19, 'k', 'prompt', "
          "'t2');"
          "UPDATE daily_contributions SET count = 3;"
          "INSERT INTO ingest_sessions (key, id, status, parameters, run, discovering, version, version_ceiling, "
          "started_at, error, discovered, skipped_existing, processed, failed, cancelled, metadata_extracted, "
          "keywords_added, scores_imported, nsfw_detected, bytes_done, commit_total, commit_added, commit_updated, "
          "commit_failed) VALUES (1, '" +
          id.value() +
          "', 'committed', '{\"directory\": \"/r\"}', 1, 0, 9, 9, 0, '', 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 1, 1, 0);"
          "INSERT INTO ingest_files (session, path, size, mtime_ns, inode, state, skipped_existing, committed) VALUES "
          "(1, CAST('/r/old.png' AS BLOB), 1, 1, 1, 'done', 0, 1), (1, CAST('/r/new.png' AS BLOB), 1, 1, 1, 'done', 0, "
          "1);"
          "INSERT INTO ingest_commits VALUES (1, 17, 't2', '{\"file\": {}}'), (1, 19, 't2', NULL);");
  const auto opened = open();
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  loop.run_until_complete([](Store& store, SessionId session) -> task<void> {
    EXPECT_TRUE((co_await store.begin_undo(session, {})).has_value());
    const auto chunk = co_await store.undo_chunk(session, 10, {});
    EXPECT_TRUE(chunk.has_value());
    if (chunk) EXPECT_EQ(chunk->tally, (model::UndoTally{.total = 2, .removed = 1, .restored = 0, .kept = 1}));
    const auto kept = co_await store.kept_files(session);
    EXPECT_TRUE(kept.has_value() && kept->size() == 1 && kept->front().path == "/r/old.png");
    if (kept) EXPECT_NE(kept->front().why.find("earlier version"), std::string::npos);
  }(**opened, id));
  EXPECT_EQ(run_sql(path, "SELECT id FROM media_files ORDER BY id"), (std::vector<std::string>{"17", "18"}));
  EXPECT_EQ(run_sql(path, "SELECT count FROM daily_contributions"), (std::vector<std::string>{"2"}));
  EXPECT_EQ(run_sql(path, "SELECT path FROM ingest_files WHERE committed = 0"),
            (std::vector<std::string>{"/r/new.png"}));
}

TEST_F(SqliteOpen, AddsWhatAnExistingCatalogueLacksAndTouchesNothingElse) {
  run_sql(path, kForeign);
  const auto files = run_sql(path, "SELECT * FROM media_files");
  ASSERT_TRUE(open().has_value());
  for (const CatalogueTable& table : catalogue_tables()) {
    for (const CatalogueColumn& column : table.columns) {
      run_sql(path,
              "SELECT " + std::string(column.name) + " FROM " + std::string(table.name));  // fails where it is missing
    }
  }
  EXPECT_EQ(
      run_sql(
          path,
          "SELECT id, filename, directory, file_path, file_size, file_type, extension, score, nsfw, nsfw_score, "
          "media_file_id, phash, original_created_at, created_at, updated_at, colour_of_the_frame FROM media_files"),
      files);
  EXPECT_EQ(run_sql(path, "SELECT type FROM pragma_table_info('media_files') WHERE name IN ('score', 'filename')"),
            (std::vector<std::string>{"VARCHAR(255)", "INTEGER"}));
}

TEST_F(SqliteOpen, CommitsIntoAnExistingCatalogue) {
  run_sql(path, kForeign);
  auto store = open();
  ASSERT_TRUE(store.has_value());
  loop.run_until_complete([](Store& s) -> task<void> {
    const SessionId id = random_session_id();
    model::Session session{.id = id, .status = model::SessionStatus::processing};
    session.parameters.directories = {"/r"};
    (void)co_await s.create_session(session);
    Batch found;
    found.found = {{.path = "/r/old.png", .size = 5, .mtime_ns = 1}, {.path = "/r/new.png", .size = 5, .mtime_ns = 1}};
    (void)co_await s.stage(id, found, 1);
    auto pending = co_await s.pending(id, FileId(), 10);
    EXPECT_EQ(pending->size(), 2u);
    Batch outcomes;
    for (const auto& file : *pending) {
      outcomes.outcomes.push_back(
          {.id = file.id, .failure = std::nullopt, .record_json = R"({"created_at": "2024-05-07T00:00:00.000000Z"})"});
    }
    outcomes.change.status = model::SessionStatus::completed;
    (void)co_await s.stage(id, outcomes, 1);
    (void)co_await s.begin_commit(id, {});
    const auto chunk = co_await s.commit_chunk(id, 10, {});
    EXPECT_EQ(chunk->tally, (model::CommitTally{.total = 2, .added = 1, .updated = 1, .failed = 0}));
  }(**store));
  EXPECT_EQ(run_sql(path,
                    "SELECT id, score, created_at, colour_of_the_frame, file_mtime_ns FROM media_files WHERE file_path "
                    "= '/r/old.png'"),
            (std::vector<std::string>{"17|4|2024-06-01 00:00:00.000000|gold|1"}));
  EXPECT_EQ(run_sql(path, "SELECT keyword FROM media_keywords"), (std::vector<std::string>{"mine"}));
  EXPECT_EQ(run_sql(path, "SELECT date, count FROM daily_contributions ORDER BY date"),
            (std::vector<std::string>{"2024-05-06 00:00:00.000000|1", "2024-05-07 00:00:00.000000|2"}));
}

}  // namespace
}  // namespace sluice::store
