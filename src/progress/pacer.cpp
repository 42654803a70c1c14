#include "progress/pacer.h"

#include <algorithm>

namespace sluice::progress {
namespace {
// Events further apart than this are not one row.
constexpr Duration kPause = std::chrono::milliseconds(500);
}  // namespace

Duration Pacer::window(SteadyTime now) const { return now - busy_since_ >= kSteadyAfter ? kSteadyWindow : kWindow; }

Duration Pacer::delay(SteadyTime now, Duration cost) const {
  if (last_ == SteadyTime::min()) return Duration::zero();
  const Duration waited = now - last_;
  const Duration wanted = std::max(window(now), std::min(cost * kLoopShare, kWidestWindow));
  return std::max(Duration::zero(), wanted - waited);
}

void Pacer::sent(SteadyTime now) {
  if (last_ == SteadyTime::min() || now - last_ > kPause) busy_since_ = now;
  last_ = now;
}

}  // namespace sluice::progress
