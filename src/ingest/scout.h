#pragma once

// Scout: looks around in folders for somebody who has not begun yet: what would a session have to do, which folders
// have this in their name. Bounded in time, in pieces on the disk threads so that sessions under way go on meanwhile;
// one walk at a time for each asker and kind of question (Turns): a newer question ends an older one of its kind, which
// answers with what it has. Loop thread only.
//
// Errors: those of admit(); unavailable (too many ask, shutting down).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "ingest/browse.h"
#include "ingest/pipeline.h"
#include "ingest/turns.h"
#include "model/parameters.h"
#include "model/session.h"

namespace sluice::ingest {

struct SecondsRange {
  double low = 0;
  double high = 0;
};

struct Estimate {
  std::uint64_t found = 0;              // names that match
  std::uint64_t known = 0;              // of these: would be skipped
  std::uint64_t to_read = 0;            // neither skipped nor impossible to read
  std::uint64_t bytes = 0;              // of to_read
  bool is_complete = false;             // nothing is left to look at, or max_files has been reached
  std::optional<SecondsRange> seconds;  // to read them; none: nothing like it has been done on this machine
};

struct FoundFolders {
  std::vector<Folder> folders;  // the shallow ones first
  bool is_complete = false;     // these are all
};

class Scout {
 public:
  static constexpr Duration kEstimatePatience = std::chrono::seconds(3);
  static constexpr Duration kSearchPatience = std::chrono::seconds(2);

  explicit Scout(const Machinery& machinery) : machinery_(machinery) {}

  task<Result<Estimate>> estimate(std::string asker, model::Parameters parameters);
  task<Result<FoundFolders>> find_folders(std::string asker, std::string text, std::size_t most);
  // What is under way answers soon with what it has; new questions are refused.
  void stop() {
    estimates_.end();
    searches_.end();
  }

 private:
  static constexpr std::size_t kMostAtOnce = 8;  // of a kind
  task<Result<void>> count(const model::Parameters& parameters, const std::vector<model::FoundFile>& files,
                           Estimate& estimate);

  Machinery machinery_;
  Turns estimates_{kMostAtOnce};
  Turns searches_{kMostAtOnce};
};

// How long it takes to read so many files, by the newest of `sessions` (newest first) that did the same to their files:
// from the quickest and the slowest of up to kPaces that read at least kFewestFiles, by their files a second of work.
inline constexpr std::size_t kPaces = 5;
inline constexpr std::uint64_t kFewestFiles = 20;
std::optional<SecondsRange> seconds_for(std::uint64_t files, const model::Parameters& parameters,
                                        const std::vector<model::Session>& sessions);

}  // namespace sluice::ingest
