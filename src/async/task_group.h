#pragma once

// TaskGroup: owner of background tasks. What it was given runs until it is done or until the group is stopped;
// join() answers when all have ended. An owner stops and joins its group before it goes away:
// a group destroyed with tasks in it is a bug and asserts. Loop thread only.

#include <functional>
#include <list>
#include <memory>
#include <string>

#include "async/task.h"
#include "async/timer.h"

namespace sluice {

class TaskGroup {
 public:
  // `name` is what the log says when a task of the group ends by an exception.
  TaskGroup(Executor executor, std::string name);
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  void spawn(task<void> work);
  // Asks every task to end at its next suspension. New tasks may still be spawned.
  void stop();
  task<void> join();
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] const Executor& executor() const { return executor_; }

 private:
  struct State;
  Executor executor_;
  std::shared_ptr<State> state_;
};

}  // namespace sluice
