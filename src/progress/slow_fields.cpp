#include "progress/slow_fields.h"

#include <algorithm>

namespace sluice::progress {

std::optional<Duration> SlowFields::hold(Snapshot& snapshot, SteadyTime now) {
  std::optional<Duration> left;
  const auto wait = [&left](Duration time) { left = left ? std::min(*left, time) : time; };
  auto& bytes_done = snapshot.session.tally.bytes_done;
  const bool is_new = status_ != snapshot.session.status;
  status_ = snapshot.session.status;

  if (is_new || now - name_at_ >= kNameEvery) {
    if (current_file_ != snapshot.current_file) name_at_ = now;
    current_file_ = snapshot.current_file;
  } else if (current_file_ != snapshot.current_file) {
    snapshot.current_file = current_file_;
    wait(name_at_ + kNameEvery - now);
  }

  if (is_new || now - rates_at_ >= kRatesEvery) {
    rates_at_ = now;
    files_per_second_ = snapshot.files_per_second;
    eta_seconds_ = snapshot.eta_seconds;
    bytes_done_ = bytes_done;
  } else {
    if (bytes_done_ != bytes_done) wait(rates_at_ + kRatesEvery - now);
    snapshot.files_per_second = files_per_second_;
    snapshot.eta_seconds = eta_seconds_;
    bytes_done = bytes_done_;
  }

  if (is_new || now - workers_at_ >= kWorkersEvery) {
    if (workers_ != snapshot.workers) workers_at_ = now;
    workers_ = snapshot.workers;
  } else if (workers_ != snapshot.workers) {
    snapshot.workers = workers_;
    wait(workers_at_ + kWorkersEvery - now);
  }
  return left;
}

}  // namespace sluice::progress
