#pragma once

// Shelf: the kept thumbnails, for everybody on the loop. Reads and writes on the disk threads; counts; and keeps house
// in the background: measures what is there after the start, and makes room when there is too much, a shard at a time
// so that the disk threads stay free for others. Loop thread only.

#include <cstdint>
#include <optional>
#include <string>

#include "async/blocking.h"
#include "async/task.h"
#include "async/task_group.h"
#include "async/timer.h"
#include "base/bytes.h"
#include "thumbnails/thumbnail_store.h"

namespace sluice::thumbnails {

// Where a thumbnail came from.
enum class Origin { run, demand };

struct Statistics {
  std::uint64_t made_in_runs = 0;
  std::uint64_t made_on_demand = 0;
  std::uint64_t read_from_disk = 0;
  std::uint64_t bytes = 0;  // on the disk now
};

class Shelf {
 public:
  // `disk` and `store` outlive the shelf.
  Shelf(const Executor& executor, BlockingThreads& disk, ThumbnailStore& store);

  // Answers when it is on the disk, or known that it will not be.
  task<void> put(std::string key, std::uint16_t side, Bytes jpeg, Origin origin);
  task<std::optional<Bytes>> get(std::string key, std::uint16_t side);

  // Begins to keep house. Stopped before it goes away.
  void start();
  task<void> stop();

  [[nodiscard]] Statistics statistics() const;

 private:
  static constexpr Duration kPatience = std::chrono::minutes(1);  // when nothing could be removed

  task<void> keep_house();
  task<void> measure(Ages& ages);
  task<std::uint64_t> make_room(Cut cut);  // bytes freed

  BlockingThreads& disk_;
  ThumbnailStore& store_;
  TaskGroup group_;
  Event over_limit_, stop_asked_;
  Statistics counts_;
  bool stopping_ = false;
};

}  // namespace sluice::thumbnails
