#include "store/sqlite/retry.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "store/change.h"
#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {
namespace {

// The entries that a retry reads again, for a statement's end. The state as a literal, or ingest_files_failed would not
// be used.
class Failed {
 public:
  explicit Failed(std::int64_t key, std::optional<model::Reason> reason) : key_(key), reason_(reason) {}

  [[nodiscard]] std::string where(std::string_view before, std::string_view after = "") const {
    return std::string(before) + " FROM ingest_files" + condition() + std::string(after);
  }
  [[nodiscard]] std::string condition() const {
    return std::string(" WHERE session = ?1 AND state = 'failed' AND stage <> 'discover' AND ") +
           (reason_ ? "reason = ?2" : "reason NOT IN ('decoder_crashed', 'quarantined')");
  }
  Query& bind(Query& query) const { return reason_ ? query.bind(key_, name(*reason_)) : query.bind(key_); }

 private:
  std::int64_t key_;
  std::optional<model::Reason> reason_;
};

}  // namespace

Result<std::uint64_t> retryable(Database& database, const SessionId& id, std::optional<model::Reason> reason) {
  const Failed failed(SLUICE_TRY(session_key(database, id)), reason);
  Query count(database, failed.where("SELECT count(*)"));
  return static_cast<std::uint64_t>(SLUICE_TRY(failed.bind(count).number()));
}

Result<RetryResult> retry(Database& database, const SessionId& id, std::optional<model::Reason> reason,
                          const SessionChange& change) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  if (!model::is_resting(stored.session.status)) return fail(wrong_status(stored.session, "be retried", "at rest"));
  const Failed failed(stored.key, reason);
  RetryResult out;
  std::uint64_t bytes = 0;
  {
    // Their bytes will be counted again. Those of a file that was found in quarantine never were.
    Query sums(database, failed.where("SELECT count(*), total(CASE reason WHEN 'quarantined' THEN 0 ELSE size END)"));
    SLUICE_TRY(failed.bind(sums).step());
    out.retried = sums.integer_as<std::uint64_t>(0);
    bytes = sums.integer_as<std::uint64_t>(1);
  }
  Query records(database, failed.where("DELETE FROM ingest_records WHERE file IN (SELECT id", ")"));
  SLUICE_TRY(failed.bind(records).run());
  Query entries(database,
                "UPDATE ingest_files SET state = 'pending', stage = NULL, reason = NULL, message = NULL, "
                "failure_version = 0, at = NULL, file_type = NULL, format = NULL, width = NULL, height = NULL, "
                "duration_s = NULL, metadata_extracted = NULL, keyword_count = NULL, warning_count = NULL, score = "
                "NULL, score_imported = NULL, nsfw_score = NULL, generator = NULL, model_name = NULL, content_key = "
                "NULL" +
                    failed.condition());
  SLUICE_TRY(failed.bind(entries).run());
  model::Tally& tally = stored.session.tally;
  tally.failed -= std::min(tally.failed, out.retried);
  tally.bytes_done -= std::min(tally.bytes_done, bytes);
  apply(change, stored.session);
  SLUICE_TRY(save_session(database, stored));
  out.tally = tally;
  return out;
}

}  // namespace sluice::store::sqlite
