#pragma once

// SlowFields: what nobody reads twelve times a second. The name of the present file changes at most every kNameEvery,
// the speed, the time left and the bytes at most every kRatesEvery, the files in the workers' hands at most every
// kWorkersEvery; the counts go with every event. A held-back value
// stands in the snapshot as it was, for every reader and for `status` alike, and follows when its time has come. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "progress/snapshot.h"

namespace sluice::progress {

class SlowFields {
 public:
  static constexpr Duration kNameEvery = std::chrono::milliseconds(500);
  static constexpr Duration kRatesEvery = std::chrono::milliseconds(500);
  static constexpr Duration kWorkersEvery = std::chrono::seconds(1);

  // Replaces what is to be held back. How long until it may be shown; none: nothing was held back. A new status shows
  // everything.
  std::optional<Duration> hold(Snapshot& snapshot, SteadyTime now);

 private:
  std::optional<model::SessionStatus> status_;
  std::string current_file_;
  SteadyTime name_at_{};
  double files_per_second_ = 0;
  std::optional<double> eta_seconds_;
  std::uint64_t bytes_done_ = 0;
  SteadyTime rates_at_{};
  std::vector<InHand> workers_;
  SteadyTime workers_at_{};
};

}  // namespace sluice::progress
