#pragma once

// What a cancel leaves. From its transaction on, every entry without an outcome is `skipped`: the counts say so at
// once, by arithmetic. The rows still say `pending` and follow in pieces (ingest_cancelled), over any restart; until
// then, whoever reads them asks what `pending` means. A session goes on (retry) only when all have followed.
//
// Each function is part of the caller's transaction.

#include <cstdint>

#include "base/ids.h"
#include "base/result.h"
#include "model/session.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

enum class PendingMeans { pending, skipped };
Result<PendingMeans> what_pending_means(Database& database, std::int64_t session);

Result<model::Tally> skip_pending(Database& database, const SessionId& id, const SessionChange& change);
// Up to `limit` rows follow, of this session or of any; false: there was nothing to do.
Result<bool> sweep_cancelled(Database& database, std::int64_t session, std::uint32_t limit);
Result<bool> sweep_cancelled(Database& database, std::uint32_t limit);
// The session is removed: its rows go another way.
Result<void> forget_cancelled(Database& database, std::int64_t session);

}  // namespace sluice::store::sqlite
