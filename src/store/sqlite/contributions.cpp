#include "store/sqlite/contributions.h"

#include <set>
#include <vector>

namespace sluice::store::sqlite {
namespace {

Result<std::set<std::string>> days_in_use(Database& database, std::int64_t session) {
  std::set<std::string> out;
  Query query(database, "SELECT took_from, gave_to FROM ingest_commits WHERE session = ?1");
  query.bind(session);
  while (SLUICE_TRY(query.step())) {
    for (const int column : {0, 1}) {
      if (!query.is_null(column)) out.insert(query.text(column));
    }
  }
  return out;
}

struct Link {
  std::int64_t id = 0;
  std::string day;
};

Result<std::vector<Link>> links_of(Database& database, std::int64_t session) {
  std::vector<Link> out;
  Query query(database, "SELECT id, date FROM ingest_undo_days WHERE session = ?1 ORDER BY date DESC, id DESC");
  query.bind(session);
  while (SLUICE_TRY(query.step())) out.push_back({query.integer(0), query.text(1)});
  return out;
}

// The newest writer's `previous` becomes the day's time again, an older one's that of whoever wrote next.
Result<void> unlink(Database& database, const Link& link) {
  SLUICE_TRY(Query(database,
                   "UPDATE daily_contributions SET updated_at = (SELECT previous FROM ingest_undo_days WHERE id = ?1) "
                   "WHERE date = ?2 AND updated_at = (SELECT written_at FROM ingest_undo_days WHERE id = ?1)")
                 .bind(link.id, link.day)
                 .run());
  if (database.changes() == 0) {
    SLUICE_TRY(Query(database,
                     "UPDATE ingest_undo_days SET previous = (SELECT previous FROM ingest_undo_days WHERE id = ?1) "
                     "WHERE date = ?2 AND id <> ?1 AND "
                     "previous = (SELECT written_at FROM ingest_undo_days WHERE id = ?1)")
                   .bind(link.id, link.day)
                   .run());
  }
  return Query(database, "DELETE FROM ingest_undo_days WHERE id = ?1").bind(link.id).run();
}

Result<void> remove_if_empty_and_ours(Database& database, const std::string& day) {
  SLUICE_TRY(Query(database,
                   "DELETE FROM daily_contributions WHERE date = ?1 AND count = 0 AND "
                   "EXISTS (SELECT 1 FROM ingest_undo_new_days AS n WHERE n.date = ?1)")
                 .bind(day)
                 .run());
  if (database.changes() == 0) return {};
  return Query(database, "DELETE FROM ingest_undo_new_days WHERE date = ?1").bind(day).run();
}

}  // namespace

Result<void> Contributions::give(const std::string& day) {
  if (day.empty()) return {};
  if (SLUICE_TRY(sign(day))) return add(day, 1);
  SLUICE_TRY(
      Query(database_, "INSERT INTO daily_contributions (date, count, created_at, updated_at) VALUES (?1, 1, ?2, ?2)")
          .bind(day, now_)
          .run());
  SLUICE_TRY(Query(database_, "INSERT OR IGNORE INTO ingest_undo_new_days (date) VALUES (?1)").bind(day).run());
  return Query(database_, "INSERT INTO ingest_undo_days (session, date, written_at) VALUES (?1, ?2, ?3)")
      .bind(session_, day, now_)
      .run();
}

Result<bool> Contributions::take(const std::string& day) {
  if (day.empty() || !SLUICE_TRY(sign(day))) return false;
  SLUICE_TRY(add(day, -1));
  return true;
}

// Enters the session as the newest writer of the day. False: there is no such day.
Result<bool> Contributions::sign(const std::string& day) {
  SLUICE_TRY(Query(database_,
                   "UPDATE ingest_undo_days SET written_at = ?3 WHERE session = ?1 AND date = ?2 AND "
                   "written_at = (SELECT updated_at FROM daily_contributions WHERE date = ?2)")
                 .bind(session_, day, now_)
                 .run());
  if (database_.changes() > 0) return true;
  SLUICE_TRY(Query(database_,
                   "INSERT INTO ingest_undo_days (session, date, previous, written_at) "
                   "SELECT ?1, ?2, updated_at, ?3 FROM daily_contributions WHERE date = ?2")
                 .bind(session_, day, now_)
                 .run());
  return database_.changes() > 0;
}

Result<void> Contributions::add(const std::string& day, int by) {
  return Query(database_, "UPDATE daily_contributions SET count = count + ?2, updated_at = ?3 WHERE date = ?1")
      .bind(day, by, now_)
      .run();
}

Result<void> give_back(Database& database, const std::string& gave_to, const std::string& took_from) {
  Query add(database, "UPDATE daily_contributions SET count = count + ?2 WHERE date = ?1");
  if (!gave_to.empty()) SLUICE_TRY(add.bind(gave_to, -1).run());
  if (!took_from.empty()) SLUICE_TRY(add.bind(took_from, 1).run());
  return {};
}

Result<void> leave_days(Database& database, std::int64_t session) {
  const auto in_use = SLUICE_TRY(days_in_use(database, session));
  for (const Link& link : SLUICE_TRY(links_of(database, session))) {
    if (in_use.contains(link.day)) continue;
    SLUICE_TRY(unlink(database, link));
    SLUICE_TRY(remove_if_empty_and_ours(database, link.day));
  }
  return {};
}

}  // namespace sluice::store::sqlite
