#include "async/loop.h"

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace sluice {

namespace asio = boost::asio;

struct EventLoop::State {
  asio::io_context context{1};
  // For as long as the loop lives, not only while it runs: work that another thread lets go of after a run would
  // otherwise count down to nothing and stop the next one before it began.
  asio::executor_work_guard<asio::io_context::executor_type> alive = asio::make_work_guard(context);
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}
EventLoop::~EventLoop() = default;

void EventLoop::run() { state_->context.run(); }

void EventLoop::run_until_complete(task<void> main) {
  std::exception_ptr failure;
  asio::co_spawn(state_->context, std::move(main), [&](const std::exception_ptr& thrown) {
    failure = thrown;
    state_->context.stop();
  });
  run();
  state_->context.restart();
  if (failure) std::rethrow_exception(failure);
}

void EventLoop::stop() { state_->context.stop(); }
void EventLoop::post(std::move_only_function<void()> function) { asio::post(state_->context, std::move(function)); }
Executor EventLoop::executor() { return state_->context.get_executor(); }
asio::io_context& EventLoop::context() { return state_->context; }

}  // namespace sluice
