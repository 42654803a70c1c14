#pragma once

// From the catalogue back to staging, in chunks. Each function is part of the caller's transaction.

#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<model::UndoTally> begin_undo(Database& database, const SessionId& id, const SessionChange& change);
Result<UndoChunk> undo_chunk(Database& database, const SessionId& id, std::uint32_t limit, const SessionChange& change);
Result<std::vector<KeptFile>> kept_files(Database& database, const SessionId& id);

}  // namespace sluice::store::sqlite
