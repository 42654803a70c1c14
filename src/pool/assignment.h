#pragma once

// One call of Pool::decode(), from the queue to its answer. Shared by the caller's task and by whoever has it in hand
// (the queue, then a worker), so that either may let go first. Loop thread only.

#include <memory>

#include "async/timer.h"
#include "pool/pool.h"
#include "wire/messages.h"

namespace sluice::pool {

struct Assignment {
  Assignment(const Executor& executor, std::uint64_t number, Job wanted)
      : id(number), job(std::move(wanted)), changed(executor) {}

  // The first answer counts. Its descriptors were kept open for another worker; now nobody needs them.
  void answer(Decoded outcome) {
    if (is_answered) return;
    decoded = std::move(outcome);
    is_answered = true;
    job.fd.reset();
    job.attachments.clear();
    job.on_begun = nullptr;
    changed.notify();
  }

  std::uint64_t id;
  Job job;
  WallTime begun_at{};  // by the worker that has it in hand now; only the head of a worker is begun
  bool is_answered = false;
  bool has_outlived_a_worker = false;  // that died before it had begun with it
  bool is_abandoned = false;           // the caller was stopped: nobody waits for the answer
  Decoded decoded;
  Event changed;
};

using AssignmentPtr = std::shared_ptr<Assignment>;

inline Decoded failed(model::Reason reason, std::string message) {
  return {.failure = model::Failure{model::Stage::decode, reason, std::move(message)},
          .summary = {},
          .record_json = {},
          .thumbnail = {}};
}

inline Decoded withdrawn() {
  return {.failure = {}, .summary = {}, .record_json = {}, .thumbnail = {}, .is_withdrawn = true};
}

}  // namespace sluice::pool
