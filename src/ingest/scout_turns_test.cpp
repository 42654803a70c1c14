// Questions of several kinds at once, about real folders.

#include <filesystem>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "async/loop.h"
#include "ingest/scout.h"
#include "store/sqlite/sqlite_store.h"
#include "thumbnails/thumbnail_store.h"

namespace sluice::ingest {
namespace {
namespace fs = std::filesystem;

constexpr int kFiles = 2500;  // several pieces of a walk

struct ScoutTest : testing::Test {
  ScoutTest() {
    std::string name = (fs::temp_directory_path() / "sluice-scout-XXXXXX").string();
    top = fs::canonical(::mkdtemp(name.data()));
    fs::create_directories(top / "root" / "holidays");
    for (int i = 0; i < kFiles; ++i) std::ofstream(top / "root" / "holidays" / fmt::format("{}.png", i)) << "x";
    roots = std::move(*Roots::open({(top / "root").string()}));
    store = std::move(*store::open_sqlite((top / "sluice.db").string()));
  }
  ~ScoutTest() override {
    store.reset();
    fs::remove_all(top);
  }

  task<void> estimate(Scout& scout, std::string asker, std::optional<Result<Estimate>>& out) {
    out.emplace(co_await scout.estimate(std::move(asker), {.directories = {(top / "root").string()}}));
  }
  task<void> find_folders(Scout& scout, std::string asker, std::optional<Result<FoundFolders>>& out) {
    out.emplace(co_await scout.find_folders(std::move(asker), "holiday", 10));
  }
  // Both kinds of question under way at once, the estimates first.
  task<void> ask(std::vector<std::string> estimating, std::string finding) {
    pool::Pool workers(loop.executor(), clock, {.worker_binary = SLUICE_TEST_WORKER, .workers = 1});
    thumbnails::ThumbnailStore kept(clock, {.folder = (top / "thumbnails").string()});
    thumbnails::Shelf shelf(loop.executor(), disk, kept);
    Scout scout({loop.executor(), clock, *store, workers, roots, disk, shelf});
    TaskGroup group(loop.executor(), "questions");
    estimates.resize(estimating.size());
    for (std::size_t i = 0; i < estimating.size(); ++i) group.spawn(estimate(scout, estimating[i], estimates[i]));
    group.spawn(find_folders(scout, std::move(finding), folders));
    co_await group.join();
    co_await shelf.stop();
  }

  fs::path top;
  FakeClock clock;  // no time passes: nothing ends for want of it
  EventLoop loop;
  Roots roots;
  BlockingThreads disk{"disk", 2};
  std::unique_ptr<store::Store> store;
  std::vector<std::optional<Result<Estimate>>> estimates;
  std::optional<Result<FoundFolders>> folders;
};

TEST_F(ScoutTest, AnEstimateAndASearchOfOneAskerDoNotEndEachOther) {
  loop.run_until_complete(ask({"a"}, "a"));
  ASSERT_TRUE(estimates[0]->has_value() && folders->has_value());
  EXPECT_TRUE((*estimates[0])->is_complete);
  EXPECT_EQ((*estimates[0])->found, static_cast<std::uint64_t>(kFiles));
  EXPECT_TRUE((*folders)->is_complete);
  ASSERT_EQ((*folders)->folders.size(), 1u);
  EXPECT_EQ((*folders)->folders[0].total_files, static_cast<std::uint64_t>(kFiles));
}

TEST_F(ScoutTest, ManyEstimatesLeaveRoomForASearch) {
  std::vector<std::string> askers;
  for (int i = 0; i < 40; ++i) askers.push_back(fmt::format("asker {}", i));  // many more than may walk at once
  loop.run_until_complete(ask(std::move(askers), "another"));
  ASSERT_TRUE(estimates[0]->has_value());
  EXPECT_TRUE((*estimates[0])->is_complete);
  EXPECT_TRUE(folders->has_value());
}

}  // namespace
}  // namespace sluice::ingest
