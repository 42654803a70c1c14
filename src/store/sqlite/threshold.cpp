#include "store/sqlite/threshold.h"

#include <algorithm>

#include "store/change.h"
#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {

Result<NsfwCount> nsfw_count(Database& database, const SessionId& id, double threshold) {
  const StoredSession stored = SLUICE_TRY(find_session(database, id));
  const double in_force = stored.session.parameters.nsfw_threshold;
  // One statement, so that the numbers belong together while files go on being read.
  Query counts(
      database,
      "SELECT "
      "(SELECT count(*) FROM ingest_files WHERE session = ?1 AND nsfw_score >= ?2) - l.high + l.nsfw, "
      "(SELECT count(*) FROM ingest_files WHERE session = ?1 AND nsfw_score < ?2) - l.low + l.safe, "
      "(SELECT count(*) FROM ingest_files WHERE session = ?1 AND nsfw_score >= ?3 AND nsfw_score < ?4) - l.flipping, "
      "(SELECT processed FROM ingest_sessions WHERE key = ?1) "
      // Those that the user has labelled: what the scores say of them does not count.
      "FROM (SELECT ifnull(sum(nsfw_score >= ?2), 0) AS high, ifnull(sum(nsfw_score < ?2), 0) AS low, "
      "ifnull(sum(nsfw_score >= ?3 AND nsfw_score < ?4), 0) AS flipping, ifnull(sum(own_nsfw = 1), 0) AS nsfw, "
      "ifnull(sum(own_nsfw = 0), 0) AS safe FROM ingest_files WHERE session = ?1 AND own_nsfw IS NOT NULL) AS l");
  counts.bind(stored.key, threshold, std::min(threshold, in_force), std::max(threshold, in_force));
  SLUICE_TRY(counts.step());
  const auto number = [&](int column) { return counts.integer_as<std::uint64_t>(column); };
  NsfwCount out{.nsfw = number(0), .safe = number(1)};
  out.unknown = number(3) - out.nsfw - out.safe;
  (threshold < in_force ? out.to_nsfw : out.to_safe) = number(2);
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
