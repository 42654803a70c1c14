#pragma once

// Waiting, on the loop. Loop thread only.

#include <functional>
#include <memory>

#include "async/task.h"
#include "base/clock.h"

namespace sluice {

// Suspends the calling task for at least `duration`.
task<void> sleep_for(Duration duration);

// Calls a function once, later, unless cancelled, restarted or destroyed first. The function may restart or destroy it.
class Timer {
 public:
  explicit Timer(const Executor& executor);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void start(Duration delay, std::function<void()> function);  // replaces an earlier start
  void cancel();
  [[nodiscard]] bool is_running() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Something to wait for: every task in wait() goes on after the next notify(). Keep the condition in your own state
// and wait in a loop: `while (queue.empty()) co_await event.wait();`
class Event {
 public:
  explicit Event(const Executor& executor);
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void notify();
  task<void> wait();
  // False if `limit` passed first.
  task<bool> wait_for(Duration limit);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sluice
