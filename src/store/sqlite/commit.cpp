#include "store/sqlite/commit.h"

#include <algorithm>
#include <utility>

#include "model/record_json.h"
#include "model/thumbnail_name.h"
#include "store/change.h"
#include "store/sqlite/catalogue_writer.h"
#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {
namespace {
using model::SessionStatus;

constexpr std::uint32_t kMostInChunk = 10'000;

// In these words, or ingest_files_to_commit would not be used.
#define SLUICE_TO_COMMIT "session = ?1 AND state = 'done' AND included = 1 AND committed = 0 AND commit_reason IS NULL"

Result<std::uint64_t> count_remaining(Database& database, std::int64_t key) {
  return static_cast<std::uint64_t>(
      SLUICE_TRY(Query(database, "SELECT count(*) FROM ingest_files WHERE " SLUICE_TO_COMMIT).bind(key).number()));
}

Result<std::vector<std::int64_t>> next_entries(Database& database, std::int64_t key, std::uint32_t limit) {
  Query query(database, "SELECT id FROM ingest_files WHERE " SLUICE_TO_COMMIT " ORDER BY id LIMIT ?2");
  query.bind(key, limit);
  std::vector<std::int64_t> out;
  while (SLUICE_TRY(query.step())) out.push_back(query.integer(0));
  return out;
}

#undef SLUICE_TO_COMMIT

// One chunk on its way; entries are loaded one at a time, whatever the size of their records.
class Chunk {
 public:
  Chunk(Database& database, const StoredSession& stored, WallTime now)
      : database_(database),
        now_(now),
        made_thumbnails_(stored.session.parameters.pixels),
        writer_(
            database,
            {.key = stored.key, .id = stored.session.id, .nsfw_threshold = stored.session.parameters.nsfw_threshold},
            now) {}

  // The quick way: all of them or none.
  Result<void> write_all(const std::vector<std::int64_t>& ids, model::CommitTally& tally) {
    Savepoint savepoint = SLUICE_TRY(Savepoint::begin(database_));
    model::CommitTally sum = tally;
    for (const std::int64_t id : ids) SLUICE_TRY(write(id, sum));
    SLUICE_TRY(savepoint.release());
    tally = sum;
    return {};
  }

  // The careful way: each for itself; what cannot be written is marked with its reason.
  Result<void> write_each(const std::vector<std::int64_t>& ids, CommitChunk& out) {
    for (const std::int64_t id : ids) {
      auto written = write_all({id}, out.tally);
      if (written) continue;
      if (!is_about_the_file(written.error())) return written;
      SLUICE_TRY(mark_failed(id, std::move(written).error(), out));
    }
    return {};
  }

 private:
  Result<void> write(std::int64_t id, model::CommitTally& tally) {
    const CommittingEntry entry = SLUICE_TRY(load(id));
    const Written written = SLUICE_TRY(writer_.write(entry));
    ++(written == Written::added ? tally.added : tally.updated);
    return Query(database_, "UPDATE ingest_files SET committed = 1 WHERE id = ?1").bind(id).run();
  }

  Result<CommittingEntry> load(std::int64_t id) {
    Query row(database_,
              "SELECT f.path, f.size, f.mtime_ns, f.at, r.record, f.content_key, f.own_score, f.own_nsfw FROM "
              "ingest_files AS f LEFT JOIN "
              "ingest_records AS r "
              "ON r.file = f.id "
              "WHERE f.id = ?1");
    if (!SLUICE_TRY(row.bind(id).step())) return fail(Code::internal, "the entry is gone");
    std::string key = made_thumbnails_ ? row.text(5) : std::string();
    if (!model::is_thumbnail_key(key)) key.clear();
    CommittingEntry entry{.file = FileId(id),
                          .path = row.text(0),
                          .size = row.integer_as<std::uint64_t>(1),
                          .mtime_ns = row.integer(2),
                          .read_at = row.time(3),
                          .record = SLUICE_TRY(model::record_from_json(row.text(4))),
                          .thumbnail_key = std::move(key)};
    if (!row.is_null(6)) entry.own_score = row.real(6);
    if (!row.is_null(7)) entry.own_nsfw = row.boolean(7);
    return entry;
  }

  Result<void> mark_failed(std::int64_t id, Error error, CommitChunk& out) {
    const bool corrupt = error.code == Code::corrupt;
    model::Failure failure{.stage = model::Stage::commit,
                           .reason = corrupt ? model::Reason::corrupt : model::Reason::internal,
                           .message = std::move(error.message)};
    Query update(database_,
                 "UPDATE ingest_files SET commit_stage = ?2, commit_reason = ?3, commit_message = ?4, commit_failed_at "
                 "= ?5 WHERE id = ?1 "
                 "RETURNING path");
    if (SLUICE_TRY(update.bind(id, name(failure.stage), name(failure.reason), failure.message, now_).step())) {
      out.failures.emplace_back(update.text(0), std::move(failure));
      SLUICE_TRY(update.run());
    }
    ++out.tally.failed;
    return {};
  }

  Database& database_;
  WallTime now_;
  bool made_thumbnails_;
  CatalogueWriter writer_;
};

}  // namespace

bool is_about_the_file(const Error& error) { return error.code != Code::unavailable && error.code != Code::io; }

Result<void> forget_commit_failures(Database& database, std::int64_t key) {
  return Query(database,
               "UPDATE ingest_files SET commit_stage = NULL, commit_reason = NULL, commit_message = NULL, "
               "commit_failed_at = NULL WHERE session = ?1 AND commit_reason IS NOT NULL")
      .bind(key)
      .run();
}

Result<model::CommitTally> begin_commit(Database& database, const SessionId& id, const SessionChange& change) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  model::Session& session = stored.session;
  const bool goes_on = session.status == SessionStatus::committing;
  if (!goes_on && !model::may_commit(session.status)) {
    return fail(wrong_status(session, "be committed", "completed, cancelled, commit_error or undone"));
  }
  if (session.undoing) return fail(Code::conflict, "the session's commit is being undone");
  if (!goes_on) {
    session.commit = {};
    SLUICE_TRY(forget_commit_failures(database, stored.key));
  }
  session.commit.total = session.commit.settled() + SLUICE_TRY(count_remaining(database, stored.key));
  session.status = SessionStatus::committing;
  apply(change, session);
  SLUICE_TRY(save_session(database, stored));
  return session.commit;
}

Result<CommitChunk> commit_chunk(Database& database, const SessionId& id, std::uint32_t limit,
                                 const SessionChange& change, WallTime now) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  if (stored.session.status != SessionStatus::committing || stored.session.undoing)
    return fail(wrong_status(stored.session, "write a chunk", "committing"));
  limit = std::clamp(limit, 1u, kMostInChunk);
  auto ids = SLUICE_TRY(next_entries(database, stored.key, limit + 1));
  CommitChunk out{.tally = stored.session.commit, .failures = {}, .finished = ids.size() <= limit};
  if (!out.finished) ids.pop_back();
  Chunk chunk(database, stored, now);
  if (auto written = chunk.write_all(ids, out.tally); !written) {
    if (!is_about_the_file(written.error())) return fail(std::move(written).error());
    SLUICE_TRY(chunk.write_each(ids, out));
  }
  stored.session.commit = out.tally;
  apply(change, stored.session);
  SLUICE_TRY(save_session(database, stored));
  return out;
}

Result<FolderCounts> catalogued_in(Database& database, const std::vector<std::string>& directories) {
  Query count(database, "SELECT count(*) FROM media_files WHERE directory = ?1 AND removed_at IS NULL");
  FolderCounts out;
  out.reserve(directories.size());
  for (const std::string& directory : directories) {
    out.push_back(static_cast<std::uint64_t>(SLUICE_TRY(count.bind(catalogue_directory(directory)).number())));
  }
  return out;
}

}  // namespace sluice::store::sqlite
