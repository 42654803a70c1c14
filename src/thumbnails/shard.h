#pragma once

// Shards: the sub-folders by the first two characters of a key, so that no folder has to hold everything and house is
// kept a slice at a time. Blocks; any thread.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sluice::thumbnails {

inline constexpr std::size_t kShards = 17 * 16;  // [0-9a-fs][0-9a-f]

std::string shard_name(std::size_t shard);
std::size_t shard_of(std::string_view key);  // `key` is one

struct Entry {
  std::string name;
  std::uint64_t bytes = 0;  // on the disk, in whole blocks
  WallTime used{};
  bool temporary = false;  // being written, or left by a kill
};

// What a file of this size takes up: most file systems give space in blocks of 4 KiB.
constexpr std::uint64_t on_disk(std::uint64_t size) { return (size + 4095) / 4096 * 4096; }
inline constexpr std::string_view kTemporaryPrefix = ".new-";

// Every regular file of the folder, in any order. A folder that is not there is empty.
Result<void> for_each_entry(const std::string& folder, const std::function<void(const Entry&)>& visit);

// What a folder of thumbnails takes up, whoever works in it.
std::uint64_t bytes_used(const std::string& folder);

}  // namespace sluice::thumbnails
