#include "store/sqlite/commit_plan.h"

#include <string>

#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {
namespace {

// Both parts of what a new commit takes up, each in the words of its partial index.
constexpr std::string_view kNotTried = "state = 'done' AND included = 1 AND committed = 0 AND commit_reason IS NULL";
constexpr std::string_view kFailedBefore = "commit_reason IS NOT NULL AND included = 1 AND committed = 0";

Result<void> count(Database& database, std::int64_t key, std::string_view which, CommitPlan& plan) {
  std::string sql =
      "SELECT count(*), ifnull(sum(EXISTS (SELECT 1 FROM media_files AS m WHERE m.file_path = "
      "catalogue_path(f.path))), 0) FROM ingest_files AS f WHERE session = ?1 AND ";
  Query query(database, sql.append(which));
  SLUICE_TRY(query.bind(key).step());
  const auto updated = query.integer_as<std::uint64_t>(1);
  plan.updated += updated;
  plan.added += query.integer_as<std::uint64_t>(0) - updated;
  return {};
}

}  // namespace

Result<CommitPlan> commit_plan(Database& database, const SessionId& id) {
  const StoredSession stored = SLUICE_TRY(find_session(database, id));
  CommitPlan plan{.tally = stored.session.tally};
  for (const std::string_view which : {kNotTried, kFailedBefore}) SLUICE_TRY(count(database, stored.key, which, plan));
  Query excluded(database,
                 "SELECT count(*) FROM ingest_files WHERE session = ?1 AND included = 0 AND state = 'done' AND "
                 "committed = 0");
  plan.excluded = static_cast<std::uint64_t>(SLUICE_TRY(excluded.bind(stored.key).number()));
  plan.committed = plan.tally.processed - plan.added - plan.updated - plan.excluded;
  return plan;
}

}  // namespace sluice::store::sqlite
