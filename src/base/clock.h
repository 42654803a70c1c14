#pragma once

// Time, injected. Code that asks what time it is holds a Clock&, so that tests decide.

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice {

using Duration = std::chrono::microseconds;
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;  // since 1970, UTC
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;

// Any thread may ask.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual WallTime wall() const = 0;      // may jump
  [[nodiscard]] virtual SteadyTime steady() const = 0;  // never falls
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] WallTime wall() const override;
  [[nodiscard]] SteadyTime steady() const override;
};

// For tests: stands still until told.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] WallTime wall() const override { return WallTime(kWallStart + since_start()); }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime(kSteadyStart + since_start()); }
  void advance(Duration by) { since_start_ += by.count(); }

 private:
  static constexpr Duration kWallStart = std::chrono::microseconds(1'763'900'000'000'000);
  static constexpr Duration kSteadyStart = std::chrono::seconds(1000);
  [[nodiscard]] Duration since_start() const { return Duration(since_start_); }

  std::atomic<Duration::rep> since_start_{0};
};

// RFC 3339 in UTC with microseconds: "2025-11-23T12:13:20.123456Z".
std::string to_iso8601(WallTime time);
Result<WallTime> from_iso8601(std::string_view text);

}  // namespace sluice
