#include "thumbnails/thumbnail_store.h"

#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "thumbnails/temporary_folder_test.h"

namespace sluice::thumbnails {
namespace {
namespace fs = std::filesystem;

constexpr std::uint64_t kBlock = 4096;

struct ThumbnailStoreTest : testing::Test {
  std::string file(const std::string& of, int side = 256) const {
    return (folder.path / "t" / of.substr(0, 2) / (of + "-" + std::to_string(side) + ".jpg")).string();
  }
  std::size_t files() const {
    std::size_t count = 0;
    if (!fs::exists(folder.path / "t")) return 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path / "t")) count += entry.is_regular_file();
    return count;
  }
  static void measure_all(ThumbnailStore& of, Ages& ages) {
    for (std::size_t shard = 0; shard < kShards; ++shard) of.measure(shard, ages);
  }
  static void keep_house(ThumbnailStore& of) {
    Ages ages = of.ages();
    measure_all(of, ages);
    if (!of.is_over_limit()) return;
    Cut cut = ages.cut(of.bytes_to_free());
    for (std::size_t shard = 0; shard < kShards; ++shard) of.prune(shard, cut);
  }
  TemporaryFolder folder;
  FakeClock clock;
  ThumbnailStore store{clock, {.folder = (folder.path / "t").string()}};
};

TEST_F(ThumbnailStoreTest, GivesBackWhatWasPut) {
  EXPECT_EQ(store.get(key(1), 256), std::nullopt);
  store.put(key(1), 256, jpeg(100, 'a'));
  store.put(key(1), 512, jpeg(300, 'b'));
  EXPECT_EQ(store.get(key(1), 256), jpeg(100, 'a'));
  EXPECT_EQ(store.get(key(1), 512), jpeg(300, 'b'));
  EXPECT_EQ(store.get(key(2), 256), std::nullopt);
}

TEST_F(ThumbnailStoreTest, FilesByKeyAndSideForTheOwnerAlone) {
  store.put(key(1), 256, jpeg());
  struct stat status{};
  ASSERT_EQ(::stat(file(key(1)).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((folder.path / "t" / "ab").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  EXPECT_EQ(files(), 1u) << "nothing temporary is left";
}

TEST_F(ThumbnailStoreTest, ReplacesAnEarlierOne) {
  store.put(key(1), 256, jpeg(5000));
  EXPECT_EQ(store.bytes(), 2 * kBlock);
  store.put(key(1), 256, jpeg(50));
  EXPECT_EQ(store.get(key(1), 256), jpeg(50));
  EXPECT_EQ(store.bytes(), kBlock);
}

TEST_F(ThumbnailStoreTest, KeepsNothingUnderWhatIsNoKey) {
  for (const std::string& bad :
       {std::string("../../outside0123456789"), std::string(), std::string("ab"),
        std::string("AB112233445566778899aabbccddeeff"), std::string("/etc/passwd000000000")}) {
    store.put(bad, 256, jpeg());
    EXPECT_EQ(store.get(bad, 256), std::nullopt);
  }
  EXPECT_FALSE(fs::exists(folder.path / "t"));
  EXPECT_TRUE(fs::is_empty(folder.path));
}

TEST_F(ThumbnailStoreTest, KeepsNothingThatIsNoWholeJpeg) {
  Bytes cut_off = jpeg();
  cut_off.pop_back();
  for (const Bytes& bad :
       {Bytes{}, Bytes{0xFF, 0xD8}, Bytes(100, 'x'), cut_off, jpeg(ThumbnailStore::kMostBytes + 1)}) {
    store.put(key(1), 256, bad);
  }
  EXPECT_EQ(files(), 0u);
  store.put(key(1), 256, jpeg(4));
  EXPECT_EQ(store.get(key(1), 256), jpeg(4));
}

TEST_F(ThumbnailStoreTest, RemovesATornOrForeignFileWhenItMeetsIt) {
  for (const char* content : {"", "\xFF\xD8 torn", "not a picture at all"}) {
    store.put(key(1), 256, jpeg());
    std::ofstream(file(key(1))) << content;
    EXPECT_EQ(store.get(key(1), 256), std::nullopt) << content;
    EXPECT_FALSE(fs::exists(file(key(1)))) << content;
  }
  store.put(key(1), 256, jpeg());
  EXPECT_EQ(store.get(key(1), 256), jpeg()) << "another takes its place";
}

TEST_F(ThumbnailStoreTest, FollowsNoLink) {
  folder.plant("secret", std::string("\xFF\xD8 secret \xFF\xD9"));
  store.put(key(1), 256, jpeg());
  fs::remove(file(key(1)));
  fs::create_symlink(folder.path / "secret", file(key(1)));
  EXPECT_EQ(store.get(key(1), 256), std::nullopt);
  store.put(key(1), 256, jpeg());
  EXPECT_EQ(store.get(key(1), 256), jpeg());
  EXPECT_EQ(fs::file_size(folder.path / "secret"), 12u);
}

TEST_F(ThumbnailStoreTest, MarksUseAtMostOnceADay) {
  const auto used = [&] {
    struct stat status{};
    EXPECT_EQ(::stat(file(key(1)).c_str(), &status), 0);
    return WallTime(std::chrono::seconds(status.st_mtim.tv_sec));
  };
  store.put(key(1), 256, jpeg());
  const WallTime made = used();
  EXPECT_EQ(made, std::chrono::floor<std::chrono::seconds>(clock.wall()));
  clock.advance(std::chrono::hours(23));
  EXPECT_TRUE(store.get(key(1), 256));
  EXPECT_EQ(used(), made);
  clock.advance(std::chrono::hours(1));
  EXPECT_TRUE(store.get(key(1), 256));
  EXPECT_EQ(used(), made + std::chrono::hours(24));
}

TEST_F(ThumbnailStoreTest, FailsNobodyWhenItCannotWrite) {
  folder.plant("t", "a file where the folder should be");
  testing::internal::CaptureStderr();
  store.put(key(1), 256, jpeg());
  store.put(key(2), 256, jpeg());
  EXPECT_EQ(store.get(key(1), 256), std::nullopt);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("thumbnails in"), std::string::npos);
  EXPECT_EQ(log.find("write: "), log.rfind("write: ")) << "said once: " << log;
  EXPECT_EQ(store.bytes(), 0u);
}

TEST_F(ThumbnailStoreTest, CountsWhatAnEarlierLifeLeft) {
  for (int i = 0; i < 10; ++i) store.put(key(i, i % 2 ? "0f" : "s0"), 256, jpeg(5000));
  ThumbnailStore next{clock, {.folder = (folder.path / "t").string()}};
  EXPECT_EQ(next.bytes(), 0u);
  next.put(key(3, "0f"), 256, jpeg(5000));  // before its shard is measured
  Ages ages = next.ages();
  measure_all(next, ages);
  EXPECT_EQ(next.bytes(), 10 * 2 * kBlock);
  measure_all(next, ages);
  EXPECT_EQ(next.bytes(), 10 * 2 * kBlock);
  EXPECT_EQ(bytes_used((folder.path / "t").string()), 10 * 2 * kBlock);
}

TEST_F(ThumbnailStoreTest, RemovesWhatAKillLeftHalfWritten) {
  store.put(key(1), 256, jpeg());
  folder.plant("t/ab/.new-77", "half");
  const auto left = fs::file_time_type::clock::now() - std::chrono::hours(24);
  Ages ages = store.ages();
  clock.advance(std::chrono::duration_cast<Duration>(std::chrono::system_clock::now() - clock.wall()));
  store.measure(shard_of("ab"), ages);
  EXPECT_TRUE(fs::exists(folder.path / "t/ab/.new-77")) << "it may be being written";
  fs::last_write_time(folder.path / "t/ab/.new-77", left);
  store.measure(shard_of("ab"), ages);
  EXPECT_FALSE(fs::exists(folder.path / "t/ab/.new-77"));
  EXPECT_EQ(store.bytes(), kBlock);
}

TEST_F(ThumbnailStoreTest, MakesRoomByRemovingTheLongestUnused) {
  ThumbnailStore small{clock, {.folder = (folder.path / "t").string(), .limit_bytes = 100 * kBlock}};
  for (int i = 0; i < 100; ++i) {
    small.put(key(i, i % 3 ? "ab" : "cd"), 256, jpeg());
    clock.advance(std::chrono::hours(12));
  }
  keep_house(small);
  EXPECT_EQ(small.bytes(), 100 * kBlock) << "at the limit nothing goes";
  EXPECT_TRUE(small.get(key(0, "cd"), 256)) << "used again";
  small.put(key(100, "ef"), 256, jpeg());
  EXPECT_TRUE(small.is_over_limit());
  keep_house(small);
  EXPECT_EQ(small.bytes(), 90 * kBlock);
  EXPECT_EQ(files(), 90u);
  EXPECT_TRUE(small.get(key(0, "cd"), 256));
  EXPECT_TRUE(small.get(key(100, "ef"), 256));
  for (int i = 1; i < 8; ++i) EXPECT_FALSE(small.get(key(i, i % 3 ? "ab" : "cd"), 256)) << i;
  for (int i = 30; i < 100; ++i) EXPECT_TRUE(small.get(key(i, i % 3 ? "ab" : "cd"), 256)) << i;
}

TEST_F(ThumbnailStoreTest, KeepsNoneWhenTheLimitIsNothing) {
  store.put(key(1), 256, jpeg());
  ThumbnailStore none{clock, {.folder = (folder.path / "t").string(), .limit_bytes = 0}};
  none.put(key(2), 256, jpeg());
  EXPECT_EQ(none.get(key(1), 256), std::nullopt);
  EXPECT_EQ(files(), 1u);
  keep_house(none);
  EXPECT_EQ(files(), 0u);
  EXPECT_EQ(none.bytes(), 0u);
}

TEST_F(ThumbnailStoreTest, CountsRightWhileManyThreadsWriteAndHouseIsKept) {
  ThumbnailStore small{clock, {.folder = (folder.path / "t").string(), .limit_bytes = 50 * kBlock}};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 100; ++i) {
          small.put(key(i % 40, t % 2 ? "ab" : "cd"), 256, jpeg(100 + static_cast<std::size_t>(i) * 100));
          (void)small.get(key(i % 40, "ab"), 256);
        }
      });
    }
    for (int round = 0; round < 5; ++round) keep_house(small);
  }
  EXPECT_EQ(small.bytes(), bytes_used((folder.path / "t").string()));
  keep_house(small);
  EXPECT_FALSE(small.is_over_limit());
}

}  // namespace
}  // namespace sluice::thumbnails
