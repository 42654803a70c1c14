#include "progress/hub.h"

#include "base/assert.h"

namespace sluice::progress {

std::shared_ptr<Channel> Hub::find(const SessionId& id) const {
  const auto it = channels_.find(id);
  return it == channels_.end() ? nullptr : it->second;
}

void Hub::add(const SessionId& id, std::shared_ptr<Channel> channel) {
  const bool added = channels_.emplace(id, std::move(channel)).second;
  SLUICE_ASSERT(added);
}

void Hub::remove(const SessionId& id, Channel::End end) {
  const auto it = channels_.find(id);
  if (it == channels_.end()) return;
  const auto channel = std::move(it->second);
  channels_.erase(it);
  channel->end(end);
}

}  // namespace sluice::progress
