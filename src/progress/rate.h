#pragma once

// Files a second and the time left, from counts seen over the last few seconds. Pure.

#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.h"

namespace sluice::progress {

class Rate {
 public:
  // `count` files have an outcome now; counts never fall within a run.
  void observe(SteadyTime now, std::uint64_t count);
  void reset();
  // Over the last kSpan, or since the beginning if that is shorter; 0 before two observations.
  [[nodiscard]] double per_second(SteadyTime now) const;
  // None while the speed is unknown.
  [[nodiscard]] std::optional<double> seconds_for(SteadyTime now, std::uint64_t files) const;

 private:
  static constexpr Duration kSpan = std::chrono::seconds(5);
  static constexpr Duration kStep = std::chrono::milliseconds(100);  // observations closer than this are one
  struct Sample {
    SteadyTime at;
    std::uint64_t count;
  };
  std::deque<Sample> samples_;  // at most kSpan / kStep + 2
};

}  // namespace sluice::progress
