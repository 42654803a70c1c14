#include "async/blocking.h"

#include <condition_variable>
#include <mutex>

#include <pthread.h>

namespace sluice {

struct BlockingThreads::Queue {
  std::mutex mutex;
  std::condition_variable filled;
  std::deque<std::move_only_function<void()>> functions;
  bool closed = false;

  void work() {
    for (;;) {
      std::move_only_function<void()> function;
      {
        std::unique_lock lock(mutex);
        filled.wait(lock, [&] { return closed || !functions.empty(); });
        if (functions.empty()) return;
        function = std::move(functions.front());
        functions.pop_front();
      }
      function();
    }
  }
};

BlockingThreads::BlockingThreads(std::string name, std::size_t count) : queue_(std::make_shared<Queue>()) {
  name.resize(std::min<std::size_t>(name.size(), 15));
  for (std::size_t i = 0; i < count; ++i) {
    threads_.emplace_back([queue = queue_] { queue->work(); });
    ::pthread_setname_np(threads_.back().native_handle(), name.c_str());
  }
}

BlockingThreads::~BlockingThreads() {
  {
    const std::scoped_lock lock(queue_->mutex);
    queue_->closed = true;
  }
  queue_->filled.notify_all();
  threads_.clear();  // joins
}

void BlockingThreads::post(std::move_only_function<void()> function) {
  {
    const std::scoped_lock lock(queue_->mutex);
    queue_->functions.push_back(std::move(function));
  }
  queue_->filled.notify_one();
}

}  // namespace sluice
