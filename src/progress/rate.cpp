#include "progress/rate.h"

namespace sluice::progress {

void Rate::observe(SteadyTime now, std::uint64_t count) {
  // The last two samples: merge the newest into the step it belongs to.
  if (samples_.size() >= 2 && now - samples_[samples_.size() - 2].at < kStep) {
    samples_.back() = {now, count};
  } else {
    samples_.push_back({now, count});
  }
  while (samples_.size() > 2 && now - samples_[1].at >= kSpan) samples_.pop_front();
}

void Rate::reset() { samples_.clear(); }

double Rate::per_second(SteadyTime now) const {
  if (samples_.size() < 2) return 0;
  const std::chrono::duration<double> span = now - samples_.front().at;
  if (span.count() <= 0) return 0;
  return static_cast<double>(samples_.back().count - samples_.front().count) / span.count();
}

std::optional<double> Rate::seconds_for(SteadyTime now, std::uint64_t files) const {
  const double speed = per_second(now);
  if (speed <= 0) return std::nullopt;
  return static_cast<double>(files) / speed;
}

}  // namespace sluice::progress
