#pragma once

// What a commit remembers of the catalogue before it writes a row (ingest_commits, ingest_undo_*), so that an undo can
// restore it to the byte; and putting it back. Each function is part of the caller's transaction.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/sqlite/database.h"

namespace sluice::store::sqlite {

// One row of the catalogue that a session's commits have written.
struct Remembered {
  std::int64_t session = 0;  // its key
  std::int64_t media_id = 0;
  std::string written_at;   // media_files.updated_at as the commit left it
  bool existed = false;     // it was there before
  bool is_complete = true;  // false: an earlier version wrote it and did not remember what was there before
  std::int64_t file = 0;    // ingest_files.id; 0: an earlier version did not say
  std::string took_from;    // the days of daily_contributions; empty: none
  std::string gave_to;
  std::int64_t first_keyword = 0, last_keyword = 0;  // ids inserted; 0: none
};

// Before anything of the row is changed; for a new one, when it has been inserted. What was there before the session's
// first writing counts.
Result<void> remember(Database& database, const Remembered& row);
// The rest, when it has been written: days and keywords.
Result<void> remember_changes(Database& database, const Remembered& row);

// Rows of the session with a media id above `after`, in the order of ids.
Result<std::vector<std::int64_t>> remembered_after(Database& database, std::int64_t session, std::int64_t after,
                                                   std::uint32_t limit);
Result<Remembered> remembered(Database& database, std::int64_t session, std::int64_t media_id);

// The catalogue's rows as they were before. Nobody has written them since.
Result<void> restore(Database& database, const Remembered& row);
Result<void> remove(Database& database, const Remembered& row);

Result<void> forget(Database& database, std::int64_t session, std::int64_t media_id);
// Of a session that is gone, up to `limit` rows of each table; false: nothing is left.
Result<bool> forget_commits(Database& database, std::int64_t session, std::uint32_t limit);

}  // namespace sluice::store::sqlite
