#pragma once

// What decoder processes may use of the machine. Each called once, before its process is sealed (worker/sandbox.h).

#include <cstdint>

#include "base/result.h"

namespace sluice::worker {

// Before anything is loaded. Workers inherit all of it.
Result<void> limit_template();

// In a forked worker, whose address space is bounded: bytes; 0: unlimited. Ignored in sanitizer builds, whose shadow
// memory reserves terabytes.
Result<void> limit_worker(std::uint64_t memory_bytes);

}  // namespace sluice::worker
