#pragma once

// daily_contributions: files by original creation day, kept up to date by commit and undo, and who wrote which day
// when, so that an undo leaves no trace. Each function is part of the caller's transaction.
//
// Writers of a day form a chain by its updated_at: each remembers what it was before. An undo takes its session out of
// the chain, wherever it stands: what was before it is what was before the next. A day that a commit of ours created
// goes with its last file.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "store/sqlite/database.h"

namespace sluice::store::sqlite {

// What one session's commits do to the days. A day is text as media_files has times, at midnight; empty: none.
class Contributions {
 public:
  Contributions(Database& database, std::int64_t session, std::string now)
      : database_(database), session_(session), now_(std::move(now)) {}

  // One file more.
  Result<void> give(const std::string& day);
  // One file less. False: the day was never counted, and is not now.
  Result<bool> take(const std::string& day);

 private:
  Result<bool> sign(const std::string& day);
  Result<void> add(const std::string& day, int by);

  Database& database_;
  std::int64_t session_;
  std::string now_;
};

// Undo, for each file: what give() and take() did to the counts, backwards.
Result<void> give_back(Database& database, const std::string& gave_to, const std::string& took_from);
// Undo, when all files have been looked at: takes the session out of the chains of the days on which nothing of it is
// left (ingest_commits), and removes the days that are empty and ours.
Result<void> leave_days(Database& database, std::int64_t session);

}  // namespace sluice::store::sqlite
