#pragma once

// Hub: the channels of all sessions that are under way, by session. It outlives every reader; readers join at any
// time. A channel stays alive as long as somebody reads its end. Loop thread only.

#include <memory>
#include <unordered_map>

#include "base/ids.h"
#include "progress/channel.h"

namespace sluice::progress {

class Hub {
 public:
  // The session's channel, or null when it is not under way.
  [[nodiscard]] std::shared_ptr<Channel> find(const SessionId& id) const;
  void add(const SessionId& id, std::shared_ptr<Channel> channel);
  // Ends the channel and forgets it.
  void remove(const SessionId& id, Channel::End end);

 private:
  std::unordered_map<SessionId, std::shared_ptr<Channel>> channels_;
};

}  // namespace sluice::progress
