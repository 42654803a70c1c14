#pragma once

// What a file that has been read is to the catalogue, and to the files of its session that were found before it
// (model::FileChange). Each function is part of the caller's transaction.

#include <optional>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "model/file.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

class Changes {
 public:
  struct Verdict {
    model::FileChange change = model::FileChange::added;
    std::optional<std::int64_t> twin;  // media_files.id
  };

  // `gone`: Batch::gone.
  Changes(Database& database, std::int64_t session, const std::vector<MediaId>& gone);

  // Of a file that is done. An equal file that was found later but read sooner becomes a duplicate of this one, so
  // that what is a duplicate does not depend on which worker was quicker.
  Result<Verdict> of(const model::FileOutcome& outcome);

 private:
  Result<bool> has_catalogue();
  Result<std::optional<Verdict>> by_path(const model::FileOutcome& outcome, const std::string& content);
  Result<std::optional<Verdict>> by_content(const std::string& content);
  Result<bool> is_repeated(FileId id, const std::string& content);

  std::int64_t session_;
  std::unordered_set<std::int64_t> gone_;
  std::optional<bool> has_catalogue_;  // a first session, usually the largest, has nothing to look up
  Query any_, entry_, at_path_, with_content_, first_, later_;
};

// Store::twins.
Result<std::vector<Twin>> twins(Database& database, const std::vector<model::FileOutcome>& outcomes);

}  // namespace sluice::store::sqlite
