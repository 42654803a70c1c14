#pragma once

// What the system says about this process, as /metrics shows it. Asked on the loop thread: it costs some microseconds
// (a millisecond at ten thousand descriptors on Linux before 6.2), and must answer also when every disk hangs.

#include <cstdint>

#include "base/clock.h"

namespace sluice::api {

struct ProcessFacts {
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_fds = 0;
  std::uint64_t max_fds = 0;  // that may be open at once
  Duration cpu{};             // user and system, of this process without its workers
};

// What cannot be learned is zero.
ProcessFacts process_facts();

}  // namespace sluice::api
