#pragma once

// The pipeline's part of the store: entries found, entries with an outcome. Each function is part of the caller's
// transaction.

#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "model/file.h"
#include "model/session.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<StageResult> stage(Database& database, const SessionId& id, const Batch& batch,
                          std::int64_t first_failure_version, WallTime now);
Result<std::vector<model::PendingFile>> pending(Database& database, const SessionId& id, FileId after,
                                                std::uint32_t limit);

}  // namespace sluice::store::sqlite
