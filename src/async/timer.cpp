#include "async/timer.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace sluice {
namespace asio = boost::asio;

task<void> sleep_for(Duration duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

struct Timer::State {
  explicit State(const Executor& executor) : timer(executor) {}
  asio::steady_timer timer;
  std::function<void()> function;
  std::uint64_t round = 0;  // a handler of an earlier start must not fire the later one
  bool running = false;
};

Timer::Timer(const Executor& executor) : state_(std::make_shared<State>(executor)) {}
Timer::~Timer() { cancel(); }

void Timer::start(Duration delay, std::function<void()> function) {
  state_->function = std::move(function);
  state_->running = true;
  const std::uint64_t round = ++state_->round;
  state_->timer.expires_after(delay);
  state_->timer.async_wait([weak = std::weak_ptr(state_), round](const boost::system::error_code&) {
    const auto state = weak.lock();
    if (!state || !state->running || state->round != round) return;
    state->running = false;
    const auto call = std::move(state->function);
    call();
  });
}

void Timer::cancel() {
  if (!state_->running) return;
  state_->running = false;
  ++state_->round;
  state_->function = nullptr;
  state_->timer.cancel();
}

bool Timer::is_running() const { return state_->running; }

struct Event::State {
  explicit State(const Executor& executor) : timer(executor, asio::steady_timer::time_point::max()) {}
  asio::steady_timer timer;  // never expires: notify() cancels it, which wakes all who wait
};

Event::Event(const Executor& executor) : state_(std::make_shared<State>(executor)) {}
Event::~Event() { notify(); }

void Event::notify() { state_->timer.cancel(); }

task<void> Event::wait() {
  const auto state = state_;  // outlives the Event if that is destroyed meanwhile
  co_await state->timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

task<bool> Event::wait_for(Duration limit) {
  const auto state = state_;
  Timer deadline(state->timer.get_executor());
  bool in_time = true;
  deadline.start(limit, [state, &in_time] {
    in_time = false;
    state->timer.cancel();  // others wake too and look at their condition again
  });
  co_await state->timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return in_time;
}

}  // namespace sluice
