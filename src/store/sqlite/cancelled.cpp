#include "store/sqlite/cancelled.h"

#include "store/change.h"
#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {

Result<PendingMeans> what_pending_means(Database& database, std::int64_t session) {
  Query query(database, "SELECT count(*) FROM ingest_cancelled WHERE session = ?1");
  return SLUICE_TRY(query.bind(session).number()) > 0 ? PendingMeans::skipped : PendingMeans::pending;
}

Result<model::Tally> skip_pending(Database& database, const SessionId& id, const SessionChange& change) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  if (!is_working(stored.session.status))
    return fail(wrong_status(stored.session, "be cancelled", "starting, processing or paused"));
  model::Tally& tally = stored.session.tally;
  if (tally.pending() > 0)
    SLUICE_TRY(Query(database, "INSERT INTO ingest_cancelled (session) VALUES (?1)").bind(stored.key).run());
  tally.cancelled += tally.pending();
  apply(change, stored.session);
  SLUICE_TRY(save_session(database, stored));
  return tally;
}

Result<bool> sweep_cancelled(Database& database, std::int64_t session, std::uint32_t limit) {
  if (SLUICE_TRY(what_pending_means(database, session)) == PendingMeans::pending) return false;
  SLUICE_TRY(Query(database,
                   "UPDATE ingest_files SET state = 'skipped' WHERE id IN (SELECT id FROM ingest_files WHERE session = "
                   "?1 AND state = 'pending' ORDER BY id LIMIT ?2)")
                 .bind(session, limit)
                 .run());
  if (database.changes() < limit) SLUICE_TRY(forget_cancelled(database, session));
  return true;
}

Result<bool> sweep_cancelled(Database& database, std::uint32_t limit) {
  std::int64_t session = 0;
  {
    Query next(database, "SELECT session FROM ingest_cancelled ORDER BY session LIMIT 1");
    if (!SLUICE_TRY(next.bind().step())) return false;
    session = next.integer(0);
  }
  return sweep_cancelled(database, session, limit);
}

Result<void> forget_cancelled(Database& database, std::int64_t session) {
  return Query(database, "DELETE FROM ingest_cancelled WHERE session = ?1").bind(session).run();
}

}  // namespace sluice::store::sqlite
