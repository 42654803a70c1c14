#include "ingest/recent_failures.h"

#include <utility>

namespace sluice::ingest {

void RecentFailures::remember(const std::string& what, Error error) {
  forget_old();
  if (!errors_.emplace(what, std::move(error)).second) return;
  order_.push_back({clock_.steady(), what});
  if (order_.size() <= kMost) return;
  errors_.erase(order_.front().what);
  order_.pop_front();
}

const Error* RecentFailures::find(const std::string& what) {
  forget_old();
  const auto it = errors_.find(what);
  return it == errors_.end() ? nullptr : &it->second;
}

void RecentFailures::forget_old() {
  while (!order_.empty() && clock_.steady() - order_.front().since >= kRemembered) {
    errors_.erase(order_.front().what);
    order_.pop_front();
  }
}

}  // namespace sluice::ingest
