#pragma once

// RecentFailures: what could not be done a short while ago and need not be tried again yet. Bounded: the oldest give
// way. Loop thread only.

#include <deque>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/result.h"

namespace sluice::ingest {

class RecentFailures {
 public:
  static constexpr std::size_t kMost = 4096;
  static constexpr Duration kRemembered = std::chrono::minutes(10);

  explicit RecentFailures(const Clock& clock) : clock_(clock) {}

  void remember(const std::string& what, Error error);
  // None: not tried, or long enough ago. Valid until the next call.
  const Error* find(const std::string& what);
  [[nodiscard]] std::size_t size() const { return errors_.size(); }

 private:
  struct Age {
    SteadyTime since;
    std::string what;
  };
  void forget_old();

  const Clock& clock_;
  std::unordered_map<std::string, Error> errors_;
  std::deque<Age> order_;  // one for each of errors_, oldest first
};

}  // namespace sluice::ingest
