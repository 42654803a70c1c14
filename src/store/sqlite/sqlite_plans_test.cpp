// Every statement of the pipeline, the page and the commit finds its rows by an index.

#include <algorithm>

#include "model/record_json.h"
#include "store/sqlite/cancelled.h"
#include "store/sqlite/changes.h"
#include "store/sqlite/commit.h"
#include "store/sqlite/commit_plan.h"
#include "store/sqlite/edits.h"
#include "store/sqlite/entries.h"
#include "store/sqlite/facets.h"
#include "store/sqlite/known_files.h"
#include "store/sqlite/media.h"
#include "store/sqlite/migrate.h"
#include "store/sqlite/quarantine.h"
#include "store/sqlite/retry.h"
#include "store/sqlite/sessions.h"
#include "store/sqlite/sqlite_files_test.h"
#include "store/sqlite/staging.h"
#include "store/sqlite/threshold.h"
#include "store/sqlite/undo.h"

namespace sluice::store::sqlite {
namespace {

struct SqlitePlans : SqliteFileTest {
  SqlitePlans() {
    run_sql(path, "PRAGMA journal_mode=WAL");
    auto opened = Database::open(path, {});
    database = std::make_unique<Database>(*std::move(opened));
    EXPECT_TRUE(migrate(*database, {}).has_value());
    run_everything();
  }
  void run_everything();
  std::string plan_of(const std::string& sql) {
    std::string out;
    Query query(*database, "EXPLAIN QUERY PLAN " + sql);
    query.bind();
    for (auto row = query.step(); row && *row; row = query.step()) out += query.text(3) + "\n";
    return out;
  }

  std::unique_ptr<Database> database;
};

void SqlitePlans::run_everything() {
  Database& db = *database;
  const model::Failure crash{model::Stage::decode, model::Reason::decoder_crashed, "died"};
  for (int round = 0; round < 2; ++round) {  // the second updates what the first added
    model::Session session{.id = random_session_id(), .status = model::SessionStatus::processing};
    session.parameters.directories = {"/r"};
    const SessionId& id = session.id;
    EXPECT_TRUE(create_session(db, session).has_value());
    Batch found;
    found.found = {{.path = "/r/a", .size = static_cast<std::uint64_t>(round)}, {.path = "/r/b"}, {.path = "/r/c"}};
    EXPECT_TRUE(stage(db, id, found, 1, {}).has_value());
    Batch outcomes;
    for (const auto& file : *pending(db, id, FileId(), 1)) {
      model::Record record;
      record.keywords = {{"k", 1, model::KeywordType::prompt}};
      outcomes.outcomes.push_back({.id = file.id,
                                   .failure = std::nullopt,
                                   .summary = {.content_key = round > 0 ? "" : "0123456789abcdef", .words = "\nk\n"},
                                   .record_json = model::to_json(record)});
    }
    outcomes.outcomes.push_back({.id = FileId(2 + 3 * round), .failure = crash});
    EXPECT_TRUE(stage(db, id, outcomes, 1, {}).has_value());
    EXPECT_TRUE(quarantined(db, found.found).has_value());
    EXPECT_TRUE(skip_pending(db, id, {.status = model::SessionStatus::cancelled}).has_value());
    for (const auto state : {model::FileState::pending, model::FileState::skipped})
      EXPECT_TRUE(files(db, id, {.state = state}).has_value() && count_files(db, id, {.state = state}).has_value());
    while (*sweep_cancelled(db, 10)) {
    }
    for (const auto reason : {std::optional<model::Reason>(), std::optional(model::Reason::decoder_crashed)}) {
      EXPECT_TRUE(retryable(db, id, reason).has_value());
      EXPECT_TRUE(retry(db, id, reason, {}).has_value());
    }
    EXPECT_TRUE(nsfw_count(db, id, 0.5).has_value() && set_nsfw_threshold(db, id, 0.7, {}).has_value());
    for (const char* text : {"", "x"}) {
      EXPECT_TRUE(files(db, id, {.text = text}).has_value());
      EXPECT_TRUE(files(db, id, {.reason = model::Reason::corrupt, .text = text, .with_records = true}).has_value());
      for (const auto label : {model::NsfwLabel::nsfw, model::NsfwLabel::safe, model::NsfwLabel::unknown})
        EXPECT_TRUE(files(db, id, {.label = label, .text = text}).has_value());
      for (const auto state :
           {model::FileState::pending, model::FileState::done, model::FileState::failed, model::FileState::skipped}) {
        EXPECT_TRUE(files(db, id, {.state = state, .text = text}).has_value());
      }
    }
    for (const bool failed : {false, true}) {
      EXPECT_TRUE(files(db, id, {.text = "x", .commit_failed = failed}).has_value());
      EXPECT_TRUE(files(db, id, {.commit_failed = failed}).has_value());
      EXPECT_TRUE(count_files(db, id, {.commit_failed = failed}).has_value());
    }
    FileQuery everything{.label = model::NsfwLabel::nsfw, .text = "x", .keyword = "k"};
    everything.scores.add(0);
    for (const auto change : {model::FileChange::added, model::FileChange::moved}) {
      for (const auto included : {std::optional<bool>(), std::optional(true), std::optional(false)}) {
        everything.change = change;
        everything.included = included;
        EXPECT_TRUE(files(db, id, everything).has_value() && count_files(db, id, everything).has_value());
        EXPECT_TRUE(files(db, id, {.change = change}).has_value() && files(db, id, {.included = included}).has_value());
        EXPECT_TRUE(count_files(db, id, {.included = included}).has_value());
        EXPECT_TRUE(editable(db, id, everything).has_value() && editable(db, id, {.included = included}).has_value());
      }
    }
    EXPECT_TRUE(facets(db, id).has_value() && commit_plan(db, id).has_value());
    EXPECT_TRUE(twins(db, outcomes.outcomes).has_value());
    for (const bool flag : {false, true})
      EXPECT_TRUE(edit(db, id, {FileId(1)}, {.included = flag, .score = 1.0 + flag, .nsfw = flag}, {}).has_value());
    EXPECT_TRUE(file(db, id, FileId(1)).has_value() || round > 0);
    EXPECT_TRUE(failures(db, id, 0, 10).has_value() && newest_failures(db, id, 10).has_value());
    EXPECT_TRUE(older_failures(db, id, 10).has_value());
    EXPECT_TRUE(begin_commit(db, id, {}).has_value());
    EXPECT_TRUE(commit_chunk(db, id, 10, {}, {}).has_value());
    EXPECT_TRUE(commit_failures(db, id, 10).has_value());
    EXPECT_TRUE(catalogued_in(db, {"/r"}).has_value());
    EXPECT_TRUE(media_file(db, MediaId(1)).has_value());
    EXPECT_TRUE(change_session(db, id, {.status = model::SessionStatus::committed}).has_value());
    EXPECT_TRUE(catalogued(db, found.found).has_value());
    if (round > 0) {  // a row that was there before; then it is written again
      EXPECT_TRUE(begin_undo(db, id, {}).has_value() && undo_chunk(db, id, 10, {}).has_value());
      EXPECT_TRUE(kept_files(db, id).has_value());
      EXPECT_TRUE(change_session(db, id, {.status = model::SessionStatus::undone}).has_value());
    }
    EXPECT_TRUE(remove_session(db, id).has_value());
    while (*sweep_removed(db, 10)) {
    }
  }
}

TEST_F(SqlitePlans, ScanNoTableOfFiles) {
  int looked_at = 0;
  for (const std::string& sql : database->statements()) {
    if (!sql.starts_with("SELECT") && !sql.starts_with("UPDATE") && !sql.starts_with("INSERT") &&
        !sql.starts_with("DELETE"))
      continue;
    if (sql.find("pragma_") != std::string::npos) continue;  // of the migration
    ++looked_at;
    const std::string plan = plan_of(sql);
    for (const char* scan : {"SCAN f\n", "SCAN f ", "SCAN r\n", "SCAN r ", "SCAN ingest_files", "SCAN ingest_records",
                             "SCAN ingest_commits", "SCAN media_", "SCAN daily_", "TEMP B-TREE"}) {
      EXPECT_EQ(plan.find(scan), std::string::npos) << sql << "\n" << plan;
    }
  }
  EXPECT_GT(looked_at, 40);
}

TEST_F(SqlitePlans, FindFewAmongManyByThePartialIndices) {
  const auto plan_with = [&](const std::string& part) {
    const auto all = database->statements();
    const auto sql = std::ranges::find_if(
        all, [&](const std::string& s) { return s.starts_with("SELECT") && s.find(part) != std::string::npos; });
    return sql == all.end() ? "no such statement: " + part : plan_of(*sql);
  };
  const auto uses = [&](const std::string& part, const std::string& index) {
    const std::string plan = plan_with(part);
    EXPECT_NE(plan.find(index), std::string::npos) << part << "\n" << plan;
  };
  uses("state = 'pending' AND id > ?2", "ingest_files_pending");
  uses("f.state = 'failed'", "ingest_files_failed");
  uses("f.state IN ('skipped', 'pending') ORDER BY", "INDEX ingest_files_session (session=? AND rowid>?)");
  uses("reason NOT IN ('decoder_crashed', 'quarantined')", "ingest_files_failed");
  for (const char* range : {"nsfw_score>?)", "nsfw_score<?)", "nsfw_score>? AND nsfw_score<?)"})
    uses("AND nsfw_score >= ?2", std::string("COVERING INDEX ingest_files_nsfw (session=? AND ") + range);
  for (const char* label : {"f.nsfw_score >= ?3) = 1", "f.nsfw_score >= ?3) = 0", "f.nsfw_score IS NULL"})
    uses(label, "INDEX ingest_files_label (session=? AND id>?)");
  uses("own_nsfw IS NOT NULL", "COVERING INDEX ingest_files_labelled (session=?)");
  uses("f.change = 'moved' AND f.change <> 'new' ORDER BY", "INDEX ingest_files_change (session=? AND change=?");
  uses("f.included = 0 ORDER BY", "INDEX ingest_files_excluded");
  for (const char* end : {" ORDER BY", " AND (?4"})
    uses(std::string("f.commit_reason IS NOT NULL") + end, "INDEX ingest_files_commit_failed");
  uses("content_key = ?2 AND state = 'done' ORDER BY id", "INDEX ingest_files_content (session=? AND content_key=?)");
  uses("WHERE content_hash = ?1", "INDEX ingest_media_files_content (content_hash=?)");
  uses("catalogue_path(f.path)))", "(file_path=?)");
  uses("f.state = 'skipped'", "ingest_files_skipped");
  uses("ORDER BY failure_version LIMIT", "ingest_files_failure");
  uses("ORDER BY failure_version DESC", "ingest_files_failure");
  uses("committed = 0 AND commit_reason IS NULL ORDER BY id", "ingest_files_to_commit");
  uses("commit_reason IS NOT NULL ORDER BY id DESC", "ingest_files_commit_failed");
  uses("removed_at IS NULL AND (path_bytes", "(file_path=?)");
  uses("WHERE directory = ?1", "COVERING INDEX ingest_media_files_directory");
}

}  // namespace
}  // namespace sluice::store::sqlite
