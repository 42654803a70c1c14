#pragma once

// Failed entries made pending again. Each function is part of the caller's transaction.

#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "base/result.h"
#include "model/file.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<std::uint64_t> retryable(Database& database, const SessionId& id, std::optional<model::Reason> reason);
Result<RetryResult> retry(Database& database, const SessionId& id, std::optional<model::Reason> reason,
                          const SessionChange& change);

}  // namespace sluice::store::sqlite
