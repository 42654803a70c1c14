#pragma once

// Pacer: when may the next event go out? Pure; times are given, never asked for.
//
// The first change after a quiet moment goes at once. After that at most one event per window: 50 ms, and 80 ms once
// changes have come without a pause for 5 s; wider, up to 300 ms, where telling everybody would take the loop more than
// a quarter of its time. A change never waits longer than one window.

#include "base/clock.h"

namespace sluice::progress {

class Pacer {
 public:
  static constexpr Duration kWindow = std::chrono::milliseconds(50);
  static constexpr Duration kSteadyWindow = std::chrono::milliseconds(80);
  static constexpr Duration kSteadyAfter = std::chrono::seconds(5);
  static constexpr Duration kWidestWindow = std::chrono::milliseconds(300);
  static constexpr int kLoopShare = 4;  // telling may take one part in so many of the loop's time

  // How long a change that happened now has to wait before it is sent; zero: send now. `cost`: the loop's time that it
  // takes to tell everybody.
  [[nodiscard]] Duration delay(SteadyTime now, Duration cost = Duration::zero()) const;
  // An event was sent.
  void sent(SteadyTime now);

 private:
  [[nodiscard]] Duration window(SteadyTime now) const;
  SteadyTime last_{SteadyTime::min()};
  SteadyTime busy_since_{SteadyTime::min()};  // begin of the present row of events without a pause
};

}  // namespace sluice::progress
