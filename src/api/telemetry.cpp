#include "api/telemetry.h"

namespace sluice::api {

void Telemetry::session_followed(const SessionId& id, Transport transport) {
  const auto place = places_.find(id);
  if (place != places_.end()) {
    recent_.splice(recent_.begin(), recent_, place->second);
  } else {
    if (recent_.size() == kSessionsRemembered) {
      places_.erase(recent_.back().id);
      recent_.pop_back();
    }
    recent_.push_front({.id = id});
    places_.emplace(id, recent_.begin());
  }
  if (!std::exchange(recent_.front().by[std::to_underlying(transport)], true))
    ++sessions_[std::to_underlying(transport)];
}

}  // namespace sluice::api
