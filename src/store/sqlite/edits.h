#pragma once

// What the user changes before a commit. Each function is part of the caller's transaction.

#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<std::vector<FileId>> editable(Database& database, const SessionId& id, const FileQuery& query);
Result<EditResult> edit(Database& database, const SessionId& id, const std::vector<FileId>& files, const FileEdit& edit,
                        const SessionChange& change);

}  // namespace sluice::store::sqlite
