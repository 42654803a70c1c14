#pragma once

// Which found files the catalogue has already, unchanged: what `skip_existing` goes by.

#include <vector>

#include "base/result.h"
#include "model/file.h"
#include "store/sqlite/database.h"

namespace sluice::store::sqlite {

class KnownFiles {
 public:
  explicit KnownFiles(Database& database);
  // With the same path, size and time, and not removed since.
  Result<bool> has(const model::FoundFile& file);

 private:
  Query query_;
};

// One answer for each file, in their order. One that cannot be read is never known, one in quarantine may be.
Result<std::vector<bool>> catalogued(Database& database, const std::vector<model::FoundFile>& files);
// Whether a session that skips existing files asks at all.
bool may_be_known(const model::FoundFile& file);

}  // namespace sluice::store::sqlite
