#pragma once

// A session's files counted by what they can be filtered by: one walk over its entries.

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<Facets> facets(Database& database, const SessionId& id);

}  // namespace sluice::store::sqlite
