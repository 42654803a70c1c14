#pragma once

// path_contains(path, needle) in SQL: whether the path, as it is shown (base/utf8.h to_text), has `needle` in it,
// without regard to ASCII case. `needle` comes in lower case.

#include "base/result.h"

struct sqlite3;

namespace sluice::store::sqlite {

Result<void> add_path_contains(sqlite3* connection);

}  // namespace sluice::store::sqlite
