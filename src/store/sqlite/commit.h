#pragma once

// From staging to the catalogue, in chunks. Each function is part of the caller's transaction.

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<model::CommitTally> begin_commit(Database& database, const SessionId& id, const SessionChange& change);
Result<CommitChunk> commit_chunk(Database& database, const SessionId& id, std::uint32_t limit,
                                 const SessionChange& change, WallTime now);
Result<FolderCounts> catalogued_in(Database& database, const std::vector<std::string>& directories);

}  // namespace sluice::store::sqlite
