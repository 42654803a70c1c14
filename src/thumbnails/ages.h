#pragma once

// Ages: how much was last used how long ago, in constant memory. And Cut: which of it goes, the longest unused first.
// Plain values of one thread.
//
// Ages fall into bins that widen with age, 16 to an octave: what has not been used for an hour is told apart to within
// four minutes, for a year to within three weeks. So the order is right to within six per cent of an age.

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sluice::thumbnails {

// What is older than one bin, and of that bin as much as is still wanted.
class Cut {
 public:
  // True: this one goes. Asked once for each.
  bool takes(WallTime used, std::uint64_t bytes);

 private:
  friend class Ages;
  Cut(WallTime now, std::size_t bin, std::uint64_t quota) : now_(now), bin_(bin), quota_(quota) {}
  WallTime now_;
  std::size_t bin_;
  std::uint64_t quota_;  // bytes of bin_ that are still to go
};

class Ages {
 public:
  explicit Ages(WallTime now) : now_(now) {}
  void add(WallTime used, std::uint64_t bytes);
  // What to take so that at least `bytes` are freed, or everything.
  [[nodiscard]] Cut cut(std::uint64_t bytes) const;

 private:
  WallTime now_;
  std::array<std::uint64_t, 1024> bytes_{};  // by bin, the youngest first
};

}  // namespace sluice::thumbnails
