#include "thumbnails/shard.h"

#include <cerrno>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace sluice::thumbnails {
namespace {

constexpr std::string_view kFirst = "0123456789abcdefs";

WallTime time_of(const timespec& time) {
  return WallTime(std::chrono::floor<std::chrono::microseconds>(std::chrono::seconds(time.tv_sec) +
                                                                std::chrono::nanoseconds(time.tv_nsec)));
}

}  // namespace

std::string shard_name(std::size_t shard) { return fmt::format("{}{}", kFirst[shard / 16], kFirst[shard % 16]); }

std::size_t shard_of(std::string_view key) { return kFirst.find(key[0]) * 16 + kFirst.find(key[1]); }

Result<void> for_each_entry(const std::string& folder, const std::function<void(const Entry&)>& visit) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder.c_str()), ::closedir);
  if (!stream) {
    if (errno == ENOENT) return {};
    return fail(system_error("list", errno));
  }
  const int descriptor = ::dirfd(stream.get());
  if (descriptor < 0) return fail(system_error("list", errno));
  for (;;) {
    errno = 0;
    const dirent* const found = ::readdir(stream.get());
    if (!found) break;
    struct stat status{};
    if (::fstatat(descriptor, found->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;  // just gone
    if (!S_ISREG(status.st_mode)) continue;
    visit({.name = found->d_name,
           .bytes = on_disk(static_cast<std::uint64_t>(status.st_size)),
           .used = time_of(status.st_mtim),
           .temporary = std::string_view(found->d_name).starts_with(kTemporaryPrefix)});
  }
  if (errno != 0) return fail(system_error("list", errno));
  return {};
}

std::uint64_t bytes_used(const std::string& folder) {
  std::uint64_t bytes = 0;
  for (std::size_t shard = 0; shard < kShards; ++shard) {
    (void)for_each_entry(fmt::format("{}/{}", folder, shard_name(shard)),
                         [&](const Entry& entry) { bytes += entry.bytes; });
  }
  return bytes;
}

}  // namespace sluice::thumbnails
