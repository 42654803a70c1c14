#include "store/sqlite/undo.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "store/change.h"
#include "store/sqlite/commit.h"
#include "store/sqlite/commit_memory.h"
#include "store/sqlite/contributions.h"
#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {
namespace {
using model::SessionStatus;

constexpr std::uint32_t kMostInChunk = 10'000;

// The row as it is now, and why it must stay so; empty: it is as the commit left it.
struct Present {
  bool is_there = false;
  std::string path;  // bytes
  std::string why_kept;
};

// One chunk on its way.
class Chunk {
 public:
  Chunk(Database& database, const StoredSession& stored) : database_(database), stored_(stored) {}

  // The quick way: all of them or none.
  Result<void> take_back_all(const std::vector<std::int64_t>& media_ids, model::UndoTally& tally) {
    Savepoint savepoint = SLUICE_TRY(Savepoint::begin(database_));
    model::UndoTally sum = tally;
    for (const std::int64_t media_id : media_ids) SLUICE_TRY(take_back(media_id, sum));
    SLUICE_TRY(savepoint.release());
    tally = sum;
    return {};
  }

  // The careful way: each for itself; what cannot be restored is kept with the reason.
  Result<void> take_back_each(const std::vector<std::int64_t>& media_ids, model::UndoTally& tally) {
    for (const std::int64_t media_id : media_ids) {
      auto taken = take_back_all({media_id}, tally);
      if (taken) continue;
      if (!is_about_the_file(taken.error())) return taken;
      const Remembered row = SLUICE_TRY(remembered(database_, stored_.key, media_id));
      Present present = SLUICE_TRY(look_at(row));
      present.why_kept = std::move(taken).error().message;
      SLUICE_TRY(keep(present, tally));
    }
    return {};
  }

 private:
  Result<void> take_back(std::int64_t media_id, model::UndoTally& tally) {
    const Remembered row = SLUICE_TRY(remembered(database_, stored_.key, media_id));
    const Present present = SLUICE_TRY(look_at(row));
    if (!present.why_kept.empty()) {
      SLUICE_TRY(keep(present, tally));
      if (present.is_there) return {};  // still committed, and still remembered
    } else {
      SLUICE_TRY(row.existed ? restore(database_, row) : remove(database_, row));
      SLUICE_TRY(give_back(database_, row.gave_to, row.took_from));
      ++(row.existed ? tally.restored : tally.removed);
    }
    SLUICE_TRY(uncommit(row, present));
    return forget(database_, stored_.key, media_id);
  }

  Result<Present> look_at(const Remembered& row) {
    Query query(
        database_,
        "SELECT ifnull(path_bytes, file_path), session_id IS ?2, updated_at IS ?3 FROM media_files WHERE id = ?1");
    query.bind(row.media_id, stored_.session.id.value(), row.written_at);
    if (!SLUICE_TRY(query.step())) {
      return Present{
          .is_there = false, .path = SLUICE_TRY(path_of_entry(row)), .why_kept = "it is not in the catalogue any more"};
    }
    Present present{.is_there = true, .path = query.text(0), .why_kept = {}};
    if (!query.boolean(1)) {
      present.why_kept = "another session has written it since";
    } else if (!query.boolean(2)) {
      present.why_kept = "it has been changed since the commit";
    } else if (!row.is_complete) {
      present.why_kept = "an earlier version of Sluice committed it and did not remember what was there before";
    } else if (!row.existed && SLUICE_TRY(has_others_keywords(row))) {
      present.why_kept = "it has been given keywords since the commit";
    }
    return present;
  }

  // Of a row that the commit has added: all of ours were written with it.
  Result<bool> has_others_keywords(const Remembered& row) {
    Query query(database_, "SELECT 1 FROM media_keywords WHERE media_file_id = ?1 AND created_at IS NOT ?2 LIMIT 1");
    return query.bind(row.media_id, row.written_at).step();
  }

  Result<std::string> path_of_entry(const Remembered& row) {
    Query query(database_, "SELECT path FROM ingest_files WHERE id = ?1");
    if (SLUICE_TRY(query.bind(row.file).step())) return query.text(0);
    return fmt::format("media_files.id {}", row.media_id);
  }

  Result<void> keep(const Present& present, model::UndoTally& tally) {
    if (++tally.kept > Store::kMostKept) return {};
    return Query(database_, "INSERT INTO ingest_undo_kept (session, number, path, why) VALUES (?1, ?2, ?3, ?4)")
        .bind(stored_.key, tally.kept, Blob{present.path}, present.why_kept)
        .run();
  }

  Result<void> uncommit(const Remembered& row, const Present& present) {
    if (row.file != 0)
      return Query(database_, "UPDATE ingest_files SET committed = 0 WHERE id = ?1 AND +session = ?2")
          .bind(row.file, stored_.key)
          .run();
    return Query(database_, "UPDATE ingest_files SET committed = 0 WHERE session = ?1 AND path = ?2")
        .bind(stored_.key, Blob{present.path})
        .run();
  }

  Database& database_;
  const StoredSession& stored_;
};

// What is left of the session in the catalogue.
Result<model::CommitTally> count_committed(Database& database, std::int64_t key) {
  Query sums(database, "SELECT count(*), total(existed) FROM ingest_commits WHERE session = ?1");
  SLUICE_TRY(sums.bind(key).step());
  const auto rows = sums.integer_as<std::uint64_t>(0);
  const auto updated = sums.integer_as<std::uint64_t>(1);
  return model::CommitTally{.total = rows, .added = rows - updated, .updated = updated, .failed = 0};
}

Result<void> set_position(Database& database, std::int64_t key, std::int64_t media_id) {
  return Query(database, "UPDATE ingest_sessions SET undo_after = ?2 WHERE key = ?1").bind(key, media_id).run();
}

}  // namespace

Result<model::UndoTally> begin_undo(Database& database, const SessionId& id, const SessionChange& change) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  model::Session& session = stored.session;
  if (!session.undoing) {
    if (!model::may_undo(session.status)) return fail(wrong_status(session, "be undone", "committed or commit_error"));
    session.undo = model::UndoTally{.total = SLUICE_TRY(count_committed(database, stored.key)).total};
    if (session.undo->total == 0) return fail(Code::conflict, "nothing of this session is in the catalogue");
    session.undoing = true;
    session.commit.failed = 0;
    SLUICE_TRY(forget_commit_failures(database, stored.key));
    SLUICE_TRY(Query(database, "DELETE FROM ingest_undo_kept WHERE session = ?1").bind(stored.key).run());
    SLUICE_TRY(set_position(database, stored.key, 0));
  }
  session.status = SessionStatus::committing;
  apply(change, session);
  SLUICE_TRY(save_session(database, stored));
  return *session.undo;
}

Result<UndoChunk> undo_chunk(Database& database, const SessionId& id, std::uint32_t limit,
                             const SessionChange& change) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  model::Session& session = stored.session;
  if (!session.undoing || !session.undo) return fail(wrong_status(session, "undo a chunk", "undoing"));
  limit = std::clamp(limit, 1u, kMostInChunk);
  const std::int64_t after =
      SLUICE_TRY(Query(database, "SELECT undo_after FROM ingest_sessions WHERE key = ?1").bind(stored.key).number());
  auto media_ids = SLUICE_TRY(remembered_after(database, stored.key, after, limit + 1));
  UndoChunk out{.tally = *session.undo, .commit = session.commit, .finished = media_ids.size() <= limit};
  if (!out.finished) media_ids.pop_back();
  Chunk chunk(database, stored);
  if (auto taken = chunk.take_back_all(media_ids, out.tally); !taken) {
    if (!is_about_the_file(taken.error())) return fail(std::move(taken).error());
    SLUICE_TRY(chunk.take_back_each(media_ids, out.tally));
  }
  if (out.finished) {
    SLUICE_TRY(leave_days(database, stored.key));
    out.commit = SLUICE_TRY(count_committed(database, stored.key));
  }
  if (!media_ids.empty()) SLUICE_TRY(set_position(database, stored.key, media_ids.back()));
  session.undo = out.tally;
  session.commit = out.commit;
  apply(change, session);
  SLUICE_TRY(save_session(database, stored));
  return out;
}

Result<std::vector<KeptFile>> kept_files(Database& database, const SessionId& id) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  std::vector<KeptFile> out;
  Query query(database, "SELECT path, why FROM ingest_undo_kept WHERE session = ?1 ORDER BY number");
  query.bind(key);
  while (SLUICE_TRY(query.step())) out.push_back({.path = query.text(0), .why = query.text(1)});
  return out;
}

}  // namespace sluice::store::sqlite
