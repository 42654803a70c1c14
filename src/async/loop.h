#pragma once

// The event loop: the one thread that all session, hub and HTTP state lives on.
//
// Built and run by src/app (and by tests). post() is the only member that other threads may call.

#include <functional>
#include <memory>

#include "async/task.h"

namespace boost::asio {
class io_context;
}

namespace sluice {

class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs on the calling thread until stop(). Everything spawned before that runs here too.
  void run();
  // Runs until `main` has finished, then returns. For command-line tools and tests; what main threw is thrown here.
  void run_until_complete(task<void> main);
  // Makes run() return soon. Any thread.
  void stop();
  // Calls `function` on the loop thread, soon. Any thread.
  void post(std::move_only_function<void()> function);

  [[nodiscard]] Executor executor();
  [[nodiscard]] boost::asio::io_context& context();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice
