#include "store/sqlite/threshold.h"

#include "store/change.h"
#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {

Result<NsfwCount> nsfw_count(Database& database, const SessionId& id, double threshold) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  // One statement, so that the three numbers belong together while files go on being read.
  Query counts(database,
               "SELECT (SELECT count(*) FROM ingest_files WHERE session = ?1 AND nsfw_score >= ?2), "
               "(SELECT count(*) FROM ingest_files WHERE session = ?1 AND nsfw_score < ?2), "
               "(SELECT processed FROM ingest_sessions WHERE key = ?1)");
  SLUICE_TRY(counts.bind(key, threshold).step());
  NsfwCount out{.nsfw = counts.integer_as<std::uint64_t>(0), .safe = counts.integer_as<std::uint64_t>(1)};
  out.unknown = counts.integer_as<std::uint64_t>(2) - out.nsfw - out.safe;
  return out;
}

Result<model::Tally> set_nsfw_threshold(Database& database, const SessionId& id, double threshold,
                                        const SessionChange& change) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  model::Session& session = stored.session;
  if (session.status == model::SessionStatus::committing)
    return fail(wrong_status(session, "change its threshold", "not committing"));
  session.parameters.nsfw_threshold = threshold;
  session.tally.nsfw_detected = SLUICE_TRY(nsfw_count(database, id, threshold)).nsfw;
  apply(change, session);
  SLUICE_TRY(save_parameters(database, stored));
  SLUICE_TRY(save_session(database, stored));
  return session.tally;
}

}  // namespace sluice::store::sqlite
