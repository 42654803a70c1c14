#pragma once

// Files that killed a decoder (ingest_quarantine), by path and as they were then. Each function is part of the caller's
// transaction.

#include <optional>
#include <vector>

#include "base/result.h"
#include "model/file.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

// One answer for each file, in their order.
Result<std::vector<std::optional<Quarantined>>> quarantined(Database& database,
                                                            const std::vector<model::FoundFile>& files);

// Moves the files of a batch into and out of the quarantine, after their outcomes were written.
class QuarantineKeeper {
 public:
  explicit QuarantineKeeper(Database& database) : database_(database) {}
  Result<void> keep(const model::FileOutcome& outcome);

 private:
  Result<void> enter(const model::FileOutcome& outcome);
  Result<void> leave(FileId id);
  Result<bool> is_empty();

  Database& database_;
  std::optional<bool> is_empty_;  // asked once a batch: nearly always it is, and costs nothing then
};

}  // namespace sluice::store::sqlite
