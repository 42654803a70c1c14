#pragma once

// One ingest job as it is stored: parameters, state and exact counts.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "model/parameters.h"

namespace sluice::model {

enum class SessionStatus {
  starting,
  processing,
  paused,
  completed,
  error,
  cancelled,
  committing,
  committed,
  commit_error,
  undone
};
inline constexpr std::size_t kSessionStatuses = 10;

std::string_view name(SessionStatus status) noexcept;
std::optional<SessionStatus> parse_session_status(std::string_view name) noexcept;

// Nothing will happen by itself any more: streams end here.
bool is_resting(SessionStatus status) noexcept;
// completed, cancelled, commit_error, undone (DESIGN §7).
bool may_commit(SessionStatus status) noexcept;
// Everything but committing and committed: what a commit would write may still be chosen.
bool may_edit(SessionStatus status) noexcept;
// committed, commit_error. Whether anything of it is in the catalogue, the store knows.
bool may_undo(SessionStatus status) noexcept;

// Counts of files, each in exactly one of pending, processed, failed, cancelled (all ≤ total) or skipped_existing.
//   discovered = skipped_existing + total
//   total      = pending + processed + failed + cancelled
struct Tally {
  std::uint64_t discovered = 0;
  std::uint64_t skipped_existing = 0;
  std::uint64_t processed = 0;
  std::uint64_t failed = 0;
  std::uint64_t cancelled = 0;           // had no outcome when the session was cancelled (state `skipped`)
  std::uint64_t metadata_extracted = 0;  // of processed
  std::uint64_t keywords_added = 0;      // keywords, not files
  std::uint64_t scores_imported = 0;
  std::uint64_t nsfw_detected = 0;  // by the user's label, else at or above the session's threshold
  std::uint64_t bytes_done = 0;

  [[nodiscard]] std::uint64_t total() const { return discovered - skipped_existing; }
  [[nodiscard]] std::uint64_t settled() const { return processed + failed + cancelled; }
  [[nodiscard]] std::uint64_t pending() const { return total() - settled(); }
  friend bool operator==(const Tally&, const Tally&) = default;
};

// A commit's counts: total = committed + failed when it has ended.
struct CommitTally {
  std::uint64_t total = 0;    // files that the commit set out to write
  std::uint64_t added = 0;    // new rows in the catalogue
  std::uint64_t updated = 0;  // rows that were there
  std::uint64_t failed = 0;

  [[nodiscard]] std::uint64_t committed() const { return added + updated; }
  [[nodiscard]] std::uint64_t settled() const { return committed() + failed; }
  friend bool operator==(const CommitTally&, const CommitTally&) = default;
};

// An undo's counts, of rows of the catalogue: total = removed + restored + kept when it has ended.
struct UndoTally {
  std::uint64_t total = 0;
  std::uint64_t removed = 0;   // that the commit had added
  std::uint64_t restored = 0;  // to what they were before it
  std::uint64_t kept = 0;      // changed since by somebody else, so left as they are

  [[nodiscard]] std::uint64_t settled() const { return removed + restored + kept; }
  friend bool operator==(const UndoTally&, const UndoTally&) = default;
};

struct Session {
  SessionId id;
  SessionStatus status = SessionStatus::starting;
  Parameters parameters;
  std::uint32_t run = 1;             // a retry starts the next one
  bool discovering = true;           // not every folder has been listed yet
  bool undoing = false;              // what a `committing` session does: an undo
  std::int64_t version = 0;          // of the newest state on disk; in a resting session, the last id sent
  std::int64_t version_ceiling = 0;  // no id above this was ever sent: where a restart begins
  WallTime started_at{};
  std::optional<WallTime> ended_at;
  // Why it is in `error` or `commit_error`, or paused by itself (the store is not available); for people. Empty in a
  // session that was paused by its user.
  std::string error;
  Duration worked{};  // spent finding and reading files, in all runs; pauses, rests and commits not counted
  Tally tally;
  CommitTally commit;
  std::uint64_t edits = 0;        // how often the review was changed
  std::optional<UndoTally> undo;  // the newest; none: there was none

  // Files may still be found. One that ended in `error` while it looked finds no more unless it is retried.
  [[nodiscard]] bool is_discovering() const { return discovering && !is_resting(status); }
};

}  // namespace sluice::model
