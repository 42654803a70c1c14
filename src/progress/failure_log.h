#pragma once

// FailureLog: the newest failures of a session as bytes, in chunks that every reader shares. Bounded: a reader that is
// further behind reads the store until it has caught up. Loop thread only.

#include <cstdint>
#include <deque>
#include <span>

#include "progress/event.h"

namespace sluice::progress {

class FailureLog {
 public:
  static constexpr std::size_t kMostChunks = 256;
  static constexpr std::size_t kMostBytes = 1u << 20;

  // Failures up to `known_through` (a version) are in the store only; 0: there are none.
  explicit FailureLog(std::int64_t known_through) : newest_(known_through), dropped_through_(known_through) {}

  // Failures with versions above every earlier one, in order. Becomes one chunk.
  void add(std::span<const model::FailedFile> failed);

  // The version of the newest failure; 0: none.
  [[nodiscard]] std::int64_t newest() const { return newest_; }

  struct Next {
    enum class Kind { nothing, chunk, in_store };
    Kind kind = Kind::nothing;
    SharedBytes bytes;         // of a chunk
    std::int64_t through = 0;  // its newest failure
    std::uint64_t count = 0;
  };
  // What follows for a reader that has every failure up to `after`.
  [[nodiscard]] Next next(std::int64_t after) const;

 private:
  struct Chunk {
    std::int64_t first;  // versions of its failures
    std::int64_t newest;
    std::uint64_t count;
    SharedBytes bytes;
  };
  std::deque<Chunk> chunks_;
  std::size_t bytes_ = 0;
  std::int64_t newest_;
  std::int64_t dropped_through_;
};

}  // namespace sluice::progress
