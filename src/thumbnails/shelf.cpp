#include "thumbnails/shelf.h"

#include <utility>

#include "base/log.h"

namespace sluice::thumbnails {

Shelf::Shelf(const Executor& executor, BlockingThreads& disk, ThumbnailStore& store)
    : disk_(disk), store_(store), group_(executor, "thumbnails"), over_limit_(executor), stop_asked_(executor) {}

task<void> Shelf::put(std::string key, std::uint16_t side, Bytes jpeg, Origin origin) {
  ++(origin == Origin::run ? counts_.made_in_runs : counts_.made_on_demand);
  co_await run_blocking(disk_, [&] { store_.put(key, side, jpeg); });
  if (store_.is_over_limit()) over_limit_.notify();
}

task<std::optional<Bytes>> Shelf::get(std::string key, std::uint16_t side) {
  auto found = co_await run_blocking(disk_, [&] { return store_.get(key, side); });
  if (found) ++counts_.read_from_disk;
  co_return found;
}

void Shelf::start() { group_.spawn(keep_house()); }

task<void> Shelf::stop() {
  stopping_ = true;
  over_limit_.notify();
  stop_asked_.notify();
  co_await group_.join();
}

Statistics Shelf::statistics() const {
  Statistics out = counts_;
  out.bytes = store_.bytes();
  return out;
}

task<void> Shelf::keep_house() {
  while (!stopping_) {
    Ages ages = store_.ages();
    co_await measure(ages);
    if (store_.is_over_limit() && !stopping_) {
      log::info("thumbnails: {} MiB on the disk; removing those unused for longest", store_.bytes() >> 20);
      const std::uint64_t freed = co_await make_room(ages.cut(store_.bytes_to_free()));
      // Without the pause, what cannot be removed would be tried again with every thumbnail.
      if (freed == 0 && !stopping_) co_await stop_asked_.wait_for(kPatience);
    }
    while (!stopping_ && !store_.is_over_limit()) co_await over_limit_.wait();
  }
}

task<void> Shelf::measure(Ages& ages) {
  for (std::size_t shard = 0; shard < kShards && !stopping_; ++shard) {
    co_await run_blocking(disk_, [&] { store_.measure(shard, ages); });
  }
}

task<std::uint64_t> Shelf::make_room(Cut cut) {
  std::uint64_t freed = 0;
  for (std::size_t shard = 0; shard < kShards && !stopping_; ++shard) {
    co_await run_blocking(disk_, [&] { freed += store_.prune(shard, cut); });
  }
  co_return freed;
}

}  // namespace sluice::thumbnails
