#pragma once

// The one door for work that blocks: disk, database, DNS. `co_await run_blocking(threads, [&] { … })` calls the
// function on one of the threads and resumes the task on the loop with its result (or its exception).
//
// The function runs to its end even when the task is stopped meanwhile, and only then is the task unwound: what it
// refers to in the task's frame stays valid. Queue: as long as the number of tasks that wait; callers bound that.

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <variant>
#include <vector>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/task.h"

namespace sluice {

class BlockingThreads {
 public:
  // `name` (at most 15 characters) is what top and gdb show.
  BlockingThreads(std::string name, std::size_t count);
  ~BlockingThreads();  // waits for what was posted
  BlockingThreads(const BlockingThreads&) = delete;
  BlockingThreads& operator=(const BlockingThreads&) = delete;

  // Functions posted to a single thread run in the order of posting. Any thread.
  void post(std::move_only_function<void()> function);

 private:
  struct Queue;
  std::shared_ptr<Queue> queue_;
  std::vector<std::jthread> threads_;
};

template <class F>
task<std::invoke_result_t<F&>> run_blocking(BlockingThreads& threads, F function) {
  namespace asio = boost::asio;
  using T = std::invoke_result_t<F&>;
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
  using Signature = void(std::exception_ptr, std::shared_ptr<std::optional<Value>>);
  auto start = [&threads, &function](auto handler) {
    auto work = asio::make_work_guard(asio::get_associated_executor(handler));
    threads.post([&function, handler = std::move(handler), work = std::move(work)]() mutable {
      auto value = std::make_shared<std::optional<Value>>();
      std::exception_ptr thrown;
      try {
        if constexpr (std::is_void_v<T>) {
          function();
          value->emplace();
        } else {
          value->emplace(function());
        }
      } catch (...) {
        thrown = std::current_exception();
      }
      const auto executor = work.get_executor();
      asio::post(executor, [handler = std::move(handler), thrown, value = std::move(value)]() mutable {
        std::move(handler)(thrown, std::move(value));
      });
    });
  };
  const auto& token = asio::use_awaitable;
  auto value = co_await asio::async_initiate<const asio::use_awaitable_t<>, Signature>(start, token);
  if constexpr (!std::is_void_v<T>) co_return *std::move(*value);
}

}  // namespace sluice
