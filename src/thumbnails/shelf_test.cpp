#include "thumbnails/shelf.h"

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include "async/loop.h"
#include "thumbnails/temporary_folder_test.h"

namespace sluice::thumbnails {
namespace {

struct ShelfTest : testing::Test {
  // Runs `body` with a shelf that keeps house, then stops it.
  void run(std::uint64_t limit, const std::function<task<void>(Shelf&, ThumbnailStore&)>& body) {
    ThumbnailStore store(clock, {.folder = (folder.path / "t").string(), .limit_bytes = limit});
    loop.run_until_complete(all(store, body));
  }
  task<void> all(ThumbnailStore& store, const std::function<task<void>(Shelf&, ThumbnailStore&)>& body) {
    Shelf shelf(loop.executor(), disk, store);
    shelf.start();
    co_await body(shelf, store);
    co_await shelf.stop();
  }
  static task<void> until(const std::function<bool()>& condition) {
    for (int round = 0; round < 50'000 && !condition(); ++round) co_await sleep_for(Duration(0));
    EXPECT_TRUE(condition());
  }
  TemporaryFolder folder;
  FakeClock clock;
  EventLoop loop;
  boost::asio::executor_work_guard<Executor> between_runs{loop.executor()};
  BlockingThreads disk{"disk", 2};
};

TEST_F(ShelfTest, PutsGetsAndCounts) {
  run(1u << 30, [](Shelf& shelf, ThumbnailStore&) -> task<void> {
    co_await shelf.put(key(1), 256, jpeg(), Origin::run);
    co_await shelf.put(key(2), 256, jpeg(), Origin::demand);
    EXPECT_EQ(co_await shelf.get(key(1), 256), jpeg());
    EXPECT_EQ(co_await shelf.get(key(3), 256), std::nullopt);
    const Statistics s = shelf.statistics();
    EXPECT_EQ(s.made_in_runs, 1u);
    EXPECT_EQ(s.made_on_demand, 1u);
    EXPECT_EQ(s.read_from_disk, 1u);
    EXPECT_EQ(s.bytes, 2 * 4096u);
  });
}

TEST_F(ShelfTest, CountsInTheBackgroundWhatAnEarlierLifeLeft) {
  run(1u << 30, [](Shelf& shelf, ThumbnailStore&) -> task<void> {
    for (int i = 0; i < 20; ++i) co_await shelf.put(key(i), 256, jpeg(), Origin::run);
  });
  run(1u << 30, [](Shelf& shelf, ThumbnailStore&) -> task<void> {
    co_await until([&] { return shelf.statistics().bytes == 20 * 4096u; });
  });
}

TEST_F(ShelfTest, MakesRoomWheneverThereIsTooMuch) {
  run(20 * 4096, [this](Shelf& shelf, ThumbnailStore& store) -> task<void> {
    for (int i = 0; i < 60; ++i) {
      co_await shelf.put(key(i), 256, jpeg(), Origin::run);
      clock.advance(std::chrono::hours(24));
      co_await until([&] { return !store.is_over_limit(); });
    }
    EXPECT_TRUE(co_await shelf.get(key(59), 256));
    EXPECT_FALSE(co_await shelf.get(key(0), 256));
  });
}

TEST_F(ShelfTest, EmptiesTheFolderWhenNothingIsToBeKept) {
  run(1u << 30,
      [](Shelf& shelf, ThumbnailStore&) -> task<void> { co_await shelf.put(key(1), 256, jpeg(), Origin::run); });
  run(0, [this](Shelf&, ThumbnailStore&) -> task<void> {
    co_await until([&] { return bytes_used((folder.path / "t").string()) == 0; });
  });
}

}  // namespace
}  // namespace sluice::thumbnails
