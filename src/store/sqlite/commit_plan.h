#pragma once

// What a commit would do, without doing it.

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<CommitPlan> commit_plan(Database& database, const SessionId& id);

}  // namespace sluice::store::sqlite
