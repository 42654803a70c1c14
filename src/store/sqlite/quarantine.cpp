#include "store/sqlite/quarantine.h"

#include "store/change.h"

namespace sluice::store::sqlite {

Result<std::vector<std::optional<Quarantined>>> quarantined(Database& database,
                                                            const std::vector<model::FoundFile>& files) {
  Query query(database, "SELECT message, at FROM ingest_quarantine WHERE path = ?1 AND size = ?2 AND mtime_ns = ?3");
  std::vector<std::optional<Quarantined>> out(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    query.bind(Blob{files[i].path}, files[i].size, files[i].mtime_ns);
    if (SLUICE_TRY(query.step())) out[i] = Quarantined{.message = query.text(0), .at = query.time(1)};
  }
  return out;
}

Result<void> QuarantineKeeper::keep(const model::FileOutcome& outcome) {
  switch (quarantine_move(outcome.failure)) {
    case QuarantineMove::none:
      return {};
    case QuarantineMove::enters:
      return enter(outcome);
    case QuarantineMove::leaves:
      return leave(outcome.id);
  }
  return {};
}

Result<void> QuarantineKeeper::enter(const model::FileOutcome& outcome) {
  is_empty_ = false;
  return Query(database_,
               "INSERT INTO ingest_quarantine (path, size, mtime_ns, message, at) SELECT path, size, mtime_ns, ?2, ?3 "
               "FROM ingest_files WHERE id = ?1 ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ns = "
               "excluded.mtime_ns, message = excluded.message, at = excluded.at")
      .bind(outcome.id.value(), outcome.failure->message, outcome.at)
      .run();
}

Result<void> QuarantineKeeper::leave(FileId id) {
  if (SLUICE_TRY(is_empty())) return {};
  return Query(database_, "DELETE FROM ingest_quarantine WHERE path = (SELECT path FROM ingest_files WHERE id = ?1)")
      .bind(id.value())
      .run();
}

Result<bool> QuarantineKeeper::is_empty() {
  if (!is_empty_) {
    Query any(database_, "SELECT EXISTS (SELECT 1 FROM ingest_quarantine)");
    is_empty_ = SLUICE_TRY(any.bind().number()) == 0;
  }
  return *is_empty_;
}

}  // namespace sluice::store::sqlite
