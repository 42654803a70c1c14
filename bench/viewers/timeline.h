#pragma once

// Timeline: which states there have been, and when each was emitted, as the viewers together have learnt. Tells how far
// behind a viewer was: for how long there had been a newer state than the one it had.

#include <cstdint>
#include <map>

#include "viewers/event_reader.h"

namespace sluice::bench {

class Timeline {
 public:
  void add(const StreamEvent& event) { emitted_.try_emplace(event.version, event.emitted_at); }

  // Microseconds at `now`, for a viewer whose newest state is `version`. 0: it has the newest.
  [[nodiscard]] std::int64_t behind(std::int64_t version, std::int64_t now) const {
    const auto newer = emitted_.upper_bound(version);
    return newer == emitted_.end() ? 0 : now - newer->second;
  }
  [[nodiscard]] std::size_t states() const { return emitted_.size(); }

 private:
  std::map<std::int64_t, std::int64_t> emitted_;  // version → microseconds since 1970
};

}  // namespace sluice::bench
