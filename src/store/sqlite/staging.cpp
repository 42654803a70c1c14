#include "store/sqlite/staging.h"

#include <algorithm>

#include "store/change.h"
#include "store/sqlite/cancelled.h"
#include "store/sqlite/changes.h"
#include "store/sqlite/known_files.h"
#include "store/sqlite/quarantine.h"
#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {
namespace {
using model::FileState;

constexpr std::uint32_t kMostPending = 10'000;

// Inserts found files one by one and keeps the count.
class FoundStage {
 public:
  FoundStage(Database& database, StoredSession& stored, std::int64_t first_failure_version, WallTime now)
      : database_(database),
        stored_(stored),
        failure_version_(first_failure_version),
        now_(now),
        known_(database),
        insert_(database,
                "INSERT INTO ingest_files (session, path, size, mtime_ns, inode, state, skipped_existing, stage, "
                "reason, message, "
                "failure_version, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (session, "
                "path) DO NOTHING") {}

  [[nodiscard]] bool limit_reached() const {
    const auto& most = stored_.session.parameters.max_files;
    return most && stored_.session.tally.total() >= *most;
  }

  Result<void> add(const model::FoundFile& file) {
    // Every failure takes its version, also that of an entry there already: numbers are reserved by position.
    const std::int64_t version = file.failure ? failure_version_++ : 0;
    FileState state = file.failure ? FileState::failed : FileState::pending;
    if (may_be_known(file) && SLUICE_TRY(is_catalogued(file))) state = FileState::skipped;
    SLUICE_TRY(insert(file, state, version));
    if (database_.changes() == 0) return {};
    model::Tally& tally = stored_.session.tally;
    ++tally.discovered;
    if (state == FileState::skipped) ++tally.skipped_existing;
    if (state == FileState::failed) ++tally.failed;
    return {};
  }

 private:
  Result<bool> is_catalogued(const model::FoundFile& file) {
    if (!stored_.session.parameters.skip_existing) return false;
    return known_.has(file);
  }

  Result<void> insert(const model::FoundFile& file, FileState state, std::int64_t version) {
    using Text = std::optional<std::string_view>;
    const auto failure = state == FileState::failed ? file.failure : std::nullopt;
    insert_.bind(stored_.key, Blob{file.path}, file.size, file.mtime_ns, file.inode, name(state),
                 state == FileState::skipped, failure ? Text(name(failure->stage)) : Text(),
                 failure ? Text(name(failure->reason)) : Text(), failure ? Text(failure->message) : Text(),
                 failure ? version : 0, failure ? std::optional(now_) : std::nullopt);
    return insert_.run();
  }

  Database& database_;
  StoredSession& stored_;
  std::int64_t failure_version_;
  WallTime now_;
  KnownFiles known_;
  Query insert_;
};

Result<void> set_outcome(Query& update, std::int64_t key, const model::FileOutcome& outcome,
                         const std::optional<Changes::Verdict>& verdict) {
  using Text = std::optional<std::string_view>;
  const auto& failure = outcome.failure;
  const model::RecordSummary& s = outcome.summary;
  const FileState state = failure ? FileState::failed : FileState::done;
  // A failed file has no label: what counts by score looks at scores only.
  const std::optional<double> nsfw_score = failure ? std::nullopt : s.nsfw_score;
  const auto& read_as = outcome.read_as;
  update.bind(
      outcome.id.value(), key, name(state), failure ? Text(name(failure->stage)) : Text(),
      failure ? Text(name(failure->reason)) : Text(), failure ? Text(failure->message) : Text(),
      failure ? outcome.failure_version : 0, outcome.at, name(s.file_type), s.format, s.width, s.height, s.duration_s,
      s.metadata_extracted, s.keyword_count, s.warning_count, s.score, s.score_imported, nsfw_score, s.generator,
      s.model_name, s.content_key, read_as ? std::optional(read_as->size) : std::nullopt,
      read_as ? std::optional(read_as->mtime_ns) : std::nullopt, read_as ? std::optional(read_as->inode) : std::nullopt,
      verdict ? Text(name(verdict->change)) : Text(), verdict ? verdict->twin : std::nullopt);
  return update.run();
}

Result<void> stage_outcomes(Database& database, StoredSession& stored, const Batch& batch) {
  Query update(
      database,
      "UPDATE ingest_files SET state = ?3, stage = ?4, reason = ?5, message = ?6, failure_version = ?7, at = ?8, "
      "file_type = ?9, "
      "format = ?10, width = ?11, height = ?12, duration_s = ?13, metadata_extracted = ?14, keyword_count = ?15, "
      "warning_count = ?16, score = ?17, score_imported = ?18, nsfw_score = ?19, generator = ?20, model_name = ?21, "
      "content_key = ?22, size = coalesce(?23, size), mtime_ns = coalesce(?24, mtime_ns), inode = coalesce(?25, "
      "inode), "
      "change = ?26, twin = ?27 "
      "WHERE id = ?1 AND +session = ?2 AND +state = 'pending'");
  Query record(database,
               "INSERT INTO ingest_records (file, record) VALUES (?1, ?2) ON CONFLICT (file) DO UPDATE SET record = "
               "excluded.record");
  Query words(database,
              "INSERT INTO ingest_words (file, words) VALUES (?1, ?2) ON CONFLICT (file) DO UPDATE SET words = "
              "excluded.words");
  QuarantineKeeper quarantine(database);
  Changes changes(database, stored.key, batch.gone);
  for (const model::FileOutcome& outcome : batch.outcomes) {
    std::optional<Changes::Verdict> verdict;
    if (!outcome.failure) verdict = SLUICE_TRY(changes.of(outcome));
    SLUICE_TRY(set_outcome(update, stored.key, outcome, verdict));
    if (database.changes() == 0) continue;  // it has its outcome already
    count(outcome, stored.session.parameters.nsfw_threshold, stored.session.tally);
    SLUICE_TRY(quarantine.keep(outcome));
    if (!outcome.record_json.empty()) SLUICE_TRY(record.bind(outcome.id.value(), outcome.record_json).run());
    if (!outcome.failure && !outcome.summary.words.empty())
      SLUICE_TRY(words.bind(outcome.id.value(), outcome.summary.words).run());
  }
  return {};
}

}  // namespace

Result<StageResult> stage(Database& database, const SessionId& id, const Batch& batch,
                          std::int64_t first_failure_version, WallTime now) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  if (!batch.found.empty() && !is_working(stored.session.status)) {
    return fail(wrong_status(stored.session, "take more files", "starting, processing or paused"));
  }
  StageResult result;
  {
    FoundStage stage(database, stored, first_failure_version, now);
    for (const model::FoundFile& file : batch.found) {
      if (stage.limit_reached()) break;
      SLUICE_TRY(stage.add(file));
    }
    result.limit_reached = stage.limit_reached();
  }
  // After a cancel they come too late.
  if (SLUICE_TRY(what_pending_means(database, stored.key)) == PendingMeans::pending)
    SLUICE_TRY(stage_outcomes(database, stored, batch));
  apply(batch.change, stored.session);
  SLUICE_TRY(save_session(database, stored));
  result.tally = stored.session.tally;
  return result;
}

Result<std::vector<model::PendingFile>> pending(Database& database, const SessionId& id, FileId after,
                                                std::uint32_t limit) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  std::vector<model::PendingFile> out;
  if (SLUICE_TRY(what_pending_means(database, key)) == PendingMeans::skipped) return out;
  Query query(database,
              "SELECT id, path, size, mtime_ns FROM ingest_files WHERE session = ?1 AND state = 'pending' AND id > ?2 "
              "ORDER BY id LIMIT ?3");
  query.bind(key, after.value(), std::min(limit, kMostPending));
  while (SLUICE_TRY(query.step())) {
    out.push_back({.id = FileId(query.integer(0)),
                   .path = query.text(1),
                   .size = query.integer_as<std::uint64_t>(2),
                   .mtime_ns = query.integer(3)});
  }
  return out;
}

}  // namespace sluice::store::sqlite
