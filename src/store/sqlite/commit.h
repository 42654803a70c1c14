#pragma once

// From staging to the catalogue, in chunks. Each function is part of the caller's transaction.

#include <cstdint>

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<model::CommitTally> begin_commit(Database& database, const SessionId& id, const SessionChange& change);
Result<CommitChunk> commit_chunk(Database& database, const SessionId& id, std::uint32_t limit,
                                 const SessionChange& change, WallTime now);
// Which files could not be written in the last commit is not known any more.
Result<void> forget_commit_failures(Database& database, std::int64_t key);
// Some errors are the database's, not the file's: no other file would fare better, and it may be tried again.
bool is_about_the_file(const Error& error);
Result<FolderCounts> catalogued_in(Database& database, const std::vector<std::string>& directories);

}  // namespace sluice::store::sqlite
