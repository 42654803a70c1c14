#pragma once

// SLUICE_ASSERT: for programmer errors; stays on in release. Input of users and files can never trip it.

namespace sluice {
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;
}

#define SLUICE_ASSERT(...) \
  (static_cast<bool>(__VA_ARGS__) ? void() : ::sluice::assertion_failed(#__VA_ARGS__, __FILE__, __LINE__))
