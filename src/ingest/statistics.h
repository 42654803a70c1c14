#pragma once

// Statistics: what all sessions together have come to since the process began. Only what is on disk counts, and it only
// rises: a session that ends or is deleted takes nothing away. Plain values; loop thread only.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "model/session.h"

namespace sluice::ingest {

// A session's counts at one moment.
struct Counts {
  model::Tally files;
  model::CommitTally commit;
  std::uint64_t batches = 0;  // of the ledger: each is one transaction
};

struct Statistics {
  // Files by outcome; discovered = skipped_existing + those that have or will have another.
  std::uint64_t discovered = 0, skipped_existing = 0, processed = 0, failed = 0, cancelled = 0;
  std::uint64_t bytes = 0;                                  // of the files read
  std::uint64_t keywords = 0;                               // found in them
  std::uint64_t added = 0, updated = 0, not_committed = 0;  // what commits wrote into the catalogue, and could not
  std::uint64_t batches = 0;
  std::array<std::size_t, model::kSessionStatuses> under_way{};  // sessions that do not rest, by status

  [[nodiscard]] std::size_t& of(model::SessionStatus status) { return under_way[static_cast<std::size_t>(status)]; }
  [[nodiscard]] std::size_t of(model::SessionStatus status) const {
    return under_way[static_cast<std::size_t>(status)];
  }
  // What one session has gained between two moments of one life.
  void add(const Counts& before, const Counts& after);
};

}  // namespace sluice::ingest
