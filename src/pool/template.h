#pragma once

// The process that workers are forked from. It has loaded the libraries and the model and decoded something with each,
// so that a new worker costs a fork and no start: the first worker, and the one that replaces a crashed one, works at
// once, and what was loaded is in memory once for all of them.
//
// It reads no file of a user. A worker is a child of this process, not of the template (worker/program.cpp), so the
// template may die without any worker noticing; the next fork starts another. Loop thread only.

#include <memory>
#include <string>

#include "async/task_group.h"
#include "async/timer.h"
#include "pool/link.h"
#include "pool/pool.h"
#include "pool/process.h"
#include "wire/messages.h"

namespace sluice::pool {

class Template {
 public:
  // Both outlive it. `group` owns no task that outlives a call.
  Template(TaskGroup& group, const Options& options);
  ~Template();

  // Starts it, if it can be started; fork_worker() says if not.
  void prepare();
  // A new worker. Starts the template when there is none. Calls are served one after the other, in their order.
  // Errors are for people: the binary cannot be started, died while loading, speaks another protocol.
  task<Result<ForkedWorker>> fork_worker();
  // Ends it; calls under way and later ones fail.
  void stop();

  [[nodiscard]] int pid() const;
  // What the newest template said of its classifier.
  [[nodiscard]] const ClassifierState& classifier() const { return classifier_; }

 private:
  struct Life;
  task<Result<ForkedWorker>> fork_now();
  Result<void> start();
  task<Result<void>> welcome();
  task<Result<wire::Frame>> next_frame();
  task<std::string> bury();

  TaskGroup& group_;
  const Options& options_;
  std::unique_ptr<Life> life_;
  ClassifierState classifier_;
  bool is_busy_ = false;
  bool is_forking_ = false;  // asked for one and not yet told
  bool is_stopped_ = false;
  Event free_;
};

}  // namespace sluice::pool
