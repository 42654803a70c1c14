#pragma once

// Brings a database to our schema: one that is new, an older one of ours, or a catalogue of another program.

#include "base/clock.h"
#include "base/result.h"
#include "store/sqlite/database.h"

namespace sluice::store::sqlite {

// One transaction: all of it or nothing. unsupported: the database was written by a newer Sluice.
Result<void> migrate(Database& database, WallTime now);

}  // namespace sluice::store::sqlite
