#pragma once

// Snapshot: the full progress of a session as every client reads it (DESIGN §6), and the arithmetic behind it. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "base/clock.h"
#include "model/file.h"
#include "model/session.h"

namespace sluice::progress {

// How many of the newest failures a snapshot lists.
inline constexpr std::size_t kListedErrors = 10;

// A file that a worker reads now.
struct InHand {
  std::string file;  // its name, as text
  WallTime since{};

  friend bool operator==(const InHand&, const InHand&) = default;
};

struct Snapshot {
  model::Session session;                  // status, counts, run, times; `version` is this snapshot's
  std::string current_file;                // the name of the file begun last; empty when none is under way
  std::vector<std::string> errors;         // the newest kListedErrors failures, newest last: "path: message"
  std::vector<std::string> commit_errors;  // the same for the commit
  WallTime emitted_at{};                   // of the oldest change that it carries and the snapshot before did not
  double files_per_second = 0;
  std::optional<double> eta_seconds;
  std::vector<InHand> workers;  // one for each file in a worker's hands
};

// 0…100. Failed files count as done. 0 while files are still being found; 100 only when the run has ended by itself; a
// cancelled run keeps what it had reached. Never falls while the counts only rise and discovery has ended.
unsigned percent(const model::Session& session);
// Of a commit, or of an undo while there is one.
unsigned commit_percent(const model::Session& session);

// The JSON object with exactly the documented keys, and the same in one line.
boost::json::object to_object(const Snapshot& snapshot);
std::string to_json(const Snapshot& snapshot);

// When a session at rest came to rest: what its last event carries as `emitted_at`, so that one version is one text for
// ever. None while it is under way.
std::optional<WallTime> resting_since(const model::Session& session);

// "path: message", as listed in `errors`. The path is shown as text whatever its bytes.
std::string describe(std::string_view path, const model::Failure& failure);

}  // namespace sluice::progress
