#pragma once

// ThumbnailStore: small JPEGs in a folder, `ab/<key>-<side>.jpg`. Blocks on the disk: call it on the disk threads. Any
// thread; one process (the data folder's lock).
//
// Nothing here fails anybody. What cannot be written or read is as if it were not there, and the log says why, once for
// each cause. A file appears whole (written under another name, then renamed); one that a power loss or somebody else
// has left torn is removed when it is met.
//
// A file's time of modification is when it was last used, to within a day, so that reading costs no write.

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "thumbnails/ages.h"
#include "thumbnails/shard.h"

namespace sluice::thumbnails {

class ThumbnailStore {
 public:
  struct Options {
    std::string folder;                      // made at first need, 0700
    std::uint64_t limit_bytes = 4ull << 30;  // 0: keep none
  };
  static constexpr std::size_t kMostBytes = 4u << 20;  // of one thumbnail

  // `clock` outlives the store.
  ThumbnailStore(const Clock& clock, Options options);

  // Keeps a thumbnail, in place of an earlier one. What is no key (model/thumbnail_name.h) or no JPEG is not kept.
  void put(std::string_view key, std::uint16_t side, ByteView jpeg);
  std::optional<Bytes> get(std::string_view key, std::uint16_t side);

  // --- keeping house: one shard (0 to kShards - 1) at a time
  [[nodiscard]] Ages ages() const { return Ages(clock_.wall()); }
  // Counts a shard anew, adds it to `ages`, and removes what a kill has left half written.
  void measure(std::size_t shard, Ages& ages);
  // Removes what the cut takes. Answers the bytes freed.
  std::uint64_t prune(std::size_t shard, Cut& cut);

  // What all of it takes up; of shards not yet measured, only what has been put since.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] bool is_over_limit() const { return bytes_ > options_.limit_bytes; }
  // Down to 90 % of the limit, so that it is a while until the next time.
  [[nodiscard]] std::uint64_t bytes_to_free() const;

 private:
  struct Shard {
    std::mutex changing;
    std::uint64_t bytes = 0;
  };
  [[nodiscard]] std::string path_of(std::size_t shard) const;
  bool write(const std::string& path, ByteView bytes);
  void take_up(Shard& shard, std::uint64_t bytes);
  void give_back(Shard& shard, std::uint64_t bytes);
  void remove(std::size_t shard, const std::string& path);
  void complain(const Error& cause);

  const Clock& clock_;
  Options options_;
  std::array<Shard, kShards> shards_;
  std::atomic<std::uint64_t> bytes_ = 0;  // of all shards
  std::atomic<std::uint64_t> temporaries_ = 0;
  std::mutex complaining_;
  std::set<std::string> complained_;  // as many as there are things to do and errors of the system
};

}  // namespace sluice::thumbnails
