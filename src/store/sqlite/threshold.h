#pragma once

// Labels by a threshold: counted from the scores that are there, never by reading a file again. Each function is part
// of the caller's transaction.

#include "base/ids.h"
#include "base/result.h"
#include "model/session.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<NsfwCount> nsfw_count(Database& database, const SessionId& id, double threshold);
Result<model::Tally> set_nsfw_threshold(Database& database, const SessionId& id, double threshold,
                                        const SessionChange& change);

}  // namespace sluice::store::sqlite
