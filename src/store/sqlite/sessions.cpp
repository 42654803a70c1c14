#include "store/sqlite/sessions.h"

#include <limits>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "store/change.h"
#include "store/sqlite/cancelled.h"
#include "store/sqlite/commit_memory.h"

namespace sluice::store::sqlite {
namespace {
namespace json = boost::json;

constexpr std::string_view kColumns =
    "key, id, status, parameters, run, discovering, version, version_ceiling, started_at, ended_at, error, "
    "discovered, skipped_existing, processed, failed, cancelled, metadata_extracted, keywords_added, scores_imported, "
    "nsfw_detected, bytes_done, commit_total, commit_added, commit_updated, commit_failed, worked, undoing, "
    "undo_total, undo_removed, undo_restored, undo_kept, edits";

Result<model::Parameters> parameters_from(const std::string& text) {
  boost::system::error_code ec;
  const json::value value = json::parse(text, ec);
  if (ec || !value.is_object()) return fail(Code::corrupt, "stored parameters are no JSON object");
  auto parameters = model::parse_parameters(value.get_object());
  if (!parameters) return fail(Code::corrupt, fmt::format("stored parameters: {}", parameters.error().message));
  return parameters;
}

model::Tally tally_from(const Query& row, int column) {
  const auto next = [&] { return row.integer_as<std::uint64_t>(column++); };
  model::Tally tally;
  for (std::uint64_t* count : {&tally.discovered, &tally.skipped_existing, &tally.processed, &tally.failed,
                               &tally.cancelled, &tally.metadata_extracted, &tally.keywords_added,
                               &tally.scores_imported, &tally.nsfw_detected, &tally.bytes_done}) {
    *count = next();
  }
  return tally;
}

Result<StoredSession> session_from(const Query& row) {
  StoredSession out{.key = row.integer(0), .session = {}};
  model::Session& session = out.session;
  session.id = SessionId(row.text(1));
  const auto status = model::parse_session_status(row.text(2));
  if (!status) return fail(Code::corrupt, fmt::format("session {}: unknown status {}", row.text(1), row.text(2)));
  session.status = *status;
  session.parameters = SLUICE_TRY(parameters_from(row.text(3)));
  session.run = row.integer_as<std::uint32_t>(4);
  session.discovering = row.boolean(5);
  session.version = row.integer(6);
  session.version_ceiling = row.integer(7);
  session.started_at = row.time(8);
  if (!row.is_null(9)) session.ended_at = row.time(9);
  session.error = row.text(10);
  session.tally = tally_from(row, 11);
  session.commit = {.total = row.integer_as<std::uint64_t>(21),
                    .added = row.integer_as<std::uint64_t>(22),
                    .updated = row.integer_as<std::uint64_t>(23),
                    .failed = row.integer_as<std::uint64_t>(24)};
  session.worked = Duration(row.integer(25));
  session.undoing = row.boolean(26);
  if (!row.is_null(27)) {
    session.undo = {.total = row.integer_as<std::uint64_t>(27),
                    .removed = row.integer_as<std::uint64_t>(28),
                    .restored = row.integer_as<std::uint64_t>(29),
                    .kept = row.integer_as<std::uint64_t>(30)};
  }
  session.edits = row.integer_as<std::uint64_t>(31);
  return out;
}

Result<std::vector<model::Session>> all_of(Query& query) {
  std::vector<model::Session> out;
  while (SLUICE_TRY(query.step())) {
    StoredSession stored = SLUICE_TRY(session_from(query));
    out.push_back(std::move(stored.session));
  }
  return out;
}

Result<void> delete_where_session(Database& database, std::string_view sql, std::int64_t key, std::uint32_t limit) {
  return Query(database, sql).bind(key, limit).run();
}

}  // namespace

Result<void> create_session(Database& database, const model::Session& s) {
  Query known(database, "SELECT count(*) FROM ingest_sessions WHERE id = ?1");
  if (SLUICE_TRY(known.bind(s.id.value()).number()) > 0)
    return fail(Code::conflict, fmt::format("there is a session {} already", s.id.value()));
  const std::string parameters = json::serialize(model::to_json(s.parameters));
  SLUICE_TRY(Query(database,
                   "INSERT INTO ingest_sessions (id, status, parameters, run, discovering, version, version_ceiling, "
                   "started_at, error, "
                   "discovered, skipped_existing, processed, failed, cancelled, metadata_extracted, keywords_added, "
                   "scores_imported, "
                   "nsfw_detected, bytes_done, commit_total, commit_added, commit_updated, commit_failed) "
                   "VALUES (?1, ?2, ?3, 0, 0, 0, 0, ?4, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)")
                 .bind(s.id.value(), name(s.status), parameters, s.started_at)
                 .run());
  return save_session(database, {.key = database.last_insert_id(), .session = s});
}

Result<StoredSession> find_session(Database& database, const SessionId& id) {
  Query query(database, fmt::format("SELECT {} FROM ingest_sessions WHERE id = ?1", kColumns));
  if (!SLUICE_TRY(query.bind(id.value()).step())) return fail(no_session(id));
  return session_from(query);
}

Result<std::int64_t> session_key(Database& database, const SessionId& id) {
  Query query(database, "SELECT key FROM ingest_sessions WHERE id = ?1");
  if (!SLUICE_TRY(query.bind(id.value()).step())) return fail(no_session(id));
  return query.integer(0);
}

Result<void> save_session(Database& database, const StoredSession& stored) {
  const model::Session& s = stored.session;
  const model::Tally& t = s.tally;
  const model::UndoTally undo = s.undo.value_or(model::UndoTally{});
  return Query(database,
               "UPDATE ingest_sessions SET status = ?2, run = ?3, discovering = ?4, version = ?5, version_ceiling = "
               "?6, ended_at = ?7, "
               "error = ?8, discovered = ?9, skipped_existing = ?10, processed = ?11, failed = ?12, cancelled = ?13, "
               "metadata_extracted = ?14, keywords_added = ?15, scores_imported = ?16, nsfw_detected = ?17, bytes_done "
               "= ?18, "
               "commit_total = ?19, commit_added = ?20, commit_updated = ?21, commit_failed = ?22, worked = ?23, "
               "undoing = ?24, undo_total = ?25, undo_removed = ?26, undo_restored = ?27, undo_kept = ?28, "
               "edits = ?29 "
               "WHERE key = ?1")
      .bind(stored.key, name(s.status), s.run, s.discovering, s.version, s.version_ceiling, s.ended_at, s.error,
            t.discovered, t.skipped_existing, t.processed, t.failed, t.cancelled, t.metadata_extracted,
            t.keywords_added, t.scores_imported, t.nsfw_detected, t.bytes_done, s.commit.total, s.commit.added,
            s.commit.updated, s.commit.failed, s.worked.count(), s.undoing,
            s.undo ? std::optional(undo.total) : std::nullopt, undo.removed, undo.restored, undo.kept, s.edits)
      .run();
}

Result<void> save_parameters(Database& database, const StoredSession& stored) {
  return Query(database, "UPDATE ingest_sessions SET parameters = ?2 WHERE key = ?1")
      .bind(stored.key, json::serialize(model::to_json(stored.session.parameters)))
      .run();
}

Result<void> change_session(Database& database, const SessionId& id, const SessionChange& change) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  apply(change, stored.session);
  return save_session(database, stored);
}

Result<std::vector<model::Session>> newest_sessions(Database& database, std::uint32_t limit,
                                                    const std::optional<SessionId>& before) {
  std::int64_t below = std::numeric_limits<std::int64_t>::max();
  if (before) below = SLUICE_TRY(session_key(database, *before));
  Query query(database,
              fmt::format("SELECT {} FROM ingest_sessions WHERE key < ?1 ORDER BY key DESC LIMIT ?2", kColumns));
  query.bind(below, limit);
  return all_of(query);
}

Result<std::vector<model::Session>> unfinished_sessions(Database& database) {
  Query query(
      database,
      fmt::format("SELECT {} FROM ingest_sessions WHERE status IN ('starting', 'processing', 'paused', 'committing') "
                  "ORDER BY key",
                  kColumns));
  query.bind();
  return all_of(query);
}

Result<std::optional<model::Session>> active_session(Database& database) {
  Query query(
      database,
      fmt::format(
          "SELECT {} FROM ingest_sessions WHERE status NOT IN ('committed', 'undone', 'error') ORDER BY key DESC",
          kColumns));
  query.bind();
  while (SLUICE_TRY(query.step())) {
    StoredSession stored = SLUICE_TRY(session_from(query));
    if (is_active(stored.session)) return std::move(stored.session);
  }
  return std::nullopt;
}

Result<void> remove_session(Database& database, const SessionId& id) {
  const StoredSession stored = SLUICE_TRY(find_session(database, id));
  if (!model::is_resting(stored.session.status)) return fail(wrong_status(stored.session, "be removed", "at rest"));
  SLUICE_TRY(Query(database, "DELETE FROM ingest_sessions WHERE key = ?1").bind(stored.key).run());
  SLUICE_TRY(forget_cancelled(database, stored.key));
  return Query(database, "INSERT INTO ingest_removed (session) VALUES (?1)").bind(stored.key).run();
}

Result<bool> sweep_removed(Database& database, std::uint32_t limit) {
  std::int64_t key = 0;
  {
    Query next(database, "SELECT session FROM ingest_removed ORDER BY session LIMIT 1");
    if (!SLUICE_TRY(next.bind().step())) return false;
    key = next.integer(0);
  }
  SLUICE_TRY(delete_where_session(
      database,
      "DELETE FROM ingest_records WHERE file IN (SELECT id FROM ingest_files WHERE session = ?1 ORDER BY id LIMIT ?2)",
      key, limit));
  SLUICE_TRY(delete_where_session(
      database,
      "DELETE FROM ingest_words WHERE file IN (SELECT id FROM ingest_files WHERE session = ?1 ORDER BY id LIMIT ?2)",
      key, limit));
  SLUICE_TRY(delete_where_session(
      database,
      "DELETE FROM ingest_files WHERE id IN (SELECT id FROM ingest_files WHERE session = ?1 ORDER BY id LIMIT ?2)", key,
      limit));
  if (database.changes() > 0) return true;
  if (SLUICE_TRY(forget_commits(database, key, limit))) return true;
  SLUICE_TRY(Query(database, "DELETE FROM ingest_removed WHERE session = ?1").bind(key).run());
  return true;
}

}  // namespace sluice::store::sqlite
