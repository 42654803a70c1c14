#pragma once

// Looking at the catalogue by the ids of its rows.

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<MediaFile> media_file(Database& database, MediaId id);

}  // namespace sluice::store::sqlite
