#pragma once

// What a decoder process may use of the machine. Called once, before the process is sealed (worker/sandbox.h).

#include <cstdint>

#include "base/result.h"

namespace sluice::worker {

// memory_bytes: address space; 0: unlimited. Ignored in sanitizer builds, whose shadow memory reserves terabytes.
Result<void> apply_limits(std::uint64_t memory_bytes);

}  // namespace sluice::worker
