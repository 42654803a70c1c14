#pragma once

// Telemetry: what the streams and their polling fallback count, as /metrics shows it (api/metrics.cpp). Plain values
// that only rise (but for what is open now), made once in src/app and never reset: a session that is deleted takes
// nothing away. Loop thread only; nothing here fails or allocates but the first look at a session.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "base/ids.h"

namespace sluice::api {

// How long events took, in fixed buckets: cheap enough for every write of ten thousand streams.
class DelayHistogram {
 public:
  // Upper bounds, inclusive; one more bucket holds what is above the last.
  static constexpr std::array<Duration, 12> kBounds{
      std::chrono::milliseconds(1),   std::chrono::milliseconds(2),   std::chrono::milliseconds(5),
      std::chrono::milliseconds(10),  std::chrono::milliseconds(20),  std::chrono::milliseconds(50),
      std::chrono::milliseconds(100), std::chrono::milliseconds(200), std::chrono::milliseconds(500),
      std::chrono::seconds(1),        std::chrono::seconds(2),        std::chrono::seconds(5)};

  // Below zero (the wall clock was set back in between) counts as zero.
  void observe(Duration delay) {
    std::size_t bucket = 0;
    while (bucket < kBounds.size() && delay > kBounds[bucket]) ++bucket;  // most are in the first few
    ++counts_[bucket];
    sum_ += std::max(delay, Duration::zero());
  }
  [[nodiscard]] const std::array<std::uint64_t, kBounds.size() + 1>& counts() const {
    return counts_;
  }  // each bucket's own
  [[nodiscard]] Duration sum() const { return sum_; }

 private:
  std::array<std::uint64_t, kBounds.size() + 1> counts_{};
  Duration sum_{};
};

struct Telemetry {
  enum class Transport : std::size_t { sse, polling };
  static constexpr std::size_t kTransports = 2;

  // Why a stream was not given or was cut off. A client that leaves (closes, resets, vanishes between two events) has
  // had what it wanted and is no failure, nor is a session's end, `gone` or a shutdown.
  enum class StreamEnd : std::size_t {
    refused_total,    // 503: --max-streams are open
    refused_address,  // 503: the address has --max-streams-per-address open
    stalled,          // accepted nothing for 60 s
    write_error,      // the system refused a write for a reason other than the client's leaving
    internal,         // ours: the store did not answer, no descriptor or memory was left
  };
  static constexpr std::size_t kStreamEnds = 5;

  // How many sessions are remembered as followed; beyond, the one longest not asked for is forgotten (and would count
  // again).
  static constexpr std::size_t kSessionsRemembered = 1024;

  std::uint64_t streams_open = 0;  // now
  std::uint64_t events = 0;        // sent, keep-alives not counted
  std::uint64_t bytes = 0;         // of streams, as written to sockets
  std::uint64_t conflated = 0;     // states that a reader did not get because a newer one was there first
  std::uint64_t reconnects = 0;    // streams opened with the id of an event seen before
  std::uint64_t status_polls = 0;  // answers of /status, 304 included

  // Somebody follows this session this way: counts the first time.
  void session_followed(const SessionId& id, Transport transport);
  void stream_failed(StreamEnd reason) { ++failures_[std::to_underlying(reason)]; }
  // An event was handed to a socket so long after the oldest change that it carries.
  void wrote(Duration delay) { delays_.observe(delay); }

  [[nodiscard]] std::uint64_t sessions(Transport transport) const { return sessions_[std::to_underlying(transport)]; }
  [[nodiscard]] std::uint64_t failures(StreamEnd reason) const { return failures_[std::to_underlying(reason)]; }
  [[nodiscard]] const DelayHistogram& delays() const { return delays_; }

 private:
  struct Followed {
    SessionId id;
    std::array<bool, kTransports> by{};
  };
  std::array<std::uint64_t, kTransports> sessions_{};
  std::array<std::uint64_t, kStreamEnds> failures_{};
  DelayHistogram delays_;
  std::list<Followed> recent_;  // the latest asked for first
  std::unordered_map<SessionId, std::list<Followed>::iterator> places_;
};

}  // namespace sluice::api
