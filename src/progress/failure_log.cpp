#include "progress/failure_log.h"

#include <algorithm>

#include "base/assert.h"

namespace sluice::progress {

void FailureLog::add(std::span<const model::FailedFile> failed) {
  if (failed.empty()) return;
  SLUICE_ASSERT(failed.front().version > newest_);
  auto bytes = std::make_shared<const std::string>(failure_events(failed));
  bytes_ += bytes->size();
  chunks_.push_back({failed.front().version, failed.back().version, failed.size(), std::move(bytes)});
  newest_ = failed.back().version;
  while (chunks_.size() > 1 && (chunks_.size() > kMostChunks || bytes_ > kMostBytes)) {
    bytes_ -= chunks_.front().bytes->size();
    dropped_through_ = chunks_.front().newest;
    chunks_.pop_front();
  }
}

FailureLog::Next FailureLog::next(std::int64_t after) const {
  if (after >= newest_) return {};
  if (after < dropped_through_) return {.kind = Next::Kind::in_store, .bytes = nullptr};
  const auto chunk = std::ranges::upper_bound(chunks_, after, {}, &Chunk::newest);
  // In the middle of a chunk: a reconnect that was cut there. The store has each by itself.
  if (after >= chunk->first) return {.kind = Next::Kind::in_store, .bytes = nullptr};
  return {.kind = Next::Kind::chunk, .bytes = chunk->bytes, .through = chunk->newest, .count = chunk->count};
}

}  // namespace sluice::progress
