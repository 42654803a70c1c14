#include "async/task_group.h"

#include <exception>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "base/assert.h"
#include "base/log.h"

namespace sluice {
namespace asio = boost::asio;

struct TaskGroup::State {
  State(const Executor& executor, std::string group_name) : name(std::move(group_name)), ended(executor) {}
  std::string name;
  Event ended;
  std::list<asio::cancellation_signal> running;  // one for each task
};

TaskGroup::TaskGroup(Executor executor, std::string name)
    : executor_(std::move(executor)), state_(std::make_shared<State>(executor_, std::move(name))) {}

TaskGroup::~TaskGroup() { SLUICE_ASSERT(state_->running.empty()); }

void TaskGroup::spawn(task<void> work) {
  const auto place = state_->running.emplace(state_->running.end());
  auto on_end = [state = state_, place](const std::exception_ptr& thrown) {
    state->running.erase(place);
    state->ended.notify();
    if (!thrown) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& e) {
      if (e.code() != asio::error::operation_aborted)
        log::error("{}: task ended by an exception: {}", state->name, e.what());
    } catch (const std::exception& e) {
      log::error("{}: task ended by an exception: {}", state->name, e.what());
    }
  };
  asio::co_spawn(executor_, std::move(work), asio::bind_cancellation_slot(place->slot(), std::move(on_end)));
}

void TaskGroup::stop() {
  // A task that ends at once erases its signal: step before emitting.
  for (auto it = state_->running.begin(); it != state_->running.end();) (it++)->emit(asio::cancellation_type::terminal);
}

task<void> TaskGroup::join() {
  const auto state = state_;
  while (!state->running.empty()) co_await state->ended.wait();
}

std::size_t TaskGroup::size() const { return state_->running.size(); }

}  // namespace sluice
