#include "thumbnails/thumbnail_store.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/unique_fd.h"
#include "model/thumbnail_name.h"

namespace sluice::thumbnails {
namespace {

constexpr Duration kUseIsTold = std::chrono::hours(24);
constexpr Duration kLeftBehind = std::chrono::hours(1);  // a temporary file this old has nobody who writes it

timespec to_timespec(WallTime time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  return {.tv_sec = second.time_since_epoch().count(), .tv_nsec = std::chrono::nanoseconds(time - second).count()};
}

void mark_used(int fd, WallTime now) {
  const std::array<timespec, 2> times{to_timespec(now), to_timespec(now)};
  ::futimens(fd, times.data());
}

// From its first marker to its last: neither torn nor something else.
bool is_whole_jpeg(ByteView bytes) {
  return bytes.size() >= 4 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[bytes.size() - 2] == 0xFF &&
         bytes[bytes.size() - 1] == 0xD9;
}

bool write_all(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

// Fewer bytes than asked for when the file ends early.
std::optional<Bytes> read_all(int fd, std::size_t size) {
  Bytes out(size);
  std::size_t at = 0;
  while (at < size) {
    const ssize_t n = ::read(fd, out.data() + at, size - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::nullopt;
    if (n == 0) break;
    at += static_cast<std::size_t>(n);
  }
  out.resize(at);
  return out;
}

int open_new(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
}

}  // namespace

ThumbnailStore::ThumbnailStore(const Clock& clock, Options options) : clock_(clock), options_(std::move(options)) {}

void ThumbnailStore::put(std::string_view key, std::uint16_t side, ByteView jpeg) {
  if (options_.limit_bytes == 0 || !model::is_thumbnail_key(key)) return;
  if (jpeg.size() > kMostBytes || !is_whole_jpeg(jpeg)) return;
  const std::size_t index = shard_of(key);
  const std::string path = fmt::format("{}/{}", options_.folder, model::thumbnail_file(key, side));
  const std::string temporary = fmt::format("{}/{}{}", path_of(index), kTemporaryPrefix, ++temporaries_);
  if (!write(temporary, jpeg)) {
    complain(system_error("write", errno));
    ::unlink(temporary.c_str());
    return;
  }
  Shard& shard = shards_[index];
  const std::scoped_lock lock(shard.changing);
  struct stat earlier{};
  const bool replaces = ::lstat(path.c_str(), &earlier) == 0;
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    complain(system_error("write", errno));
    ::unlink(temporary.c_str());
    return;
  }
  if (replaces) give_back(shard, on_disk(static_cast<std::uint64_t>(earlier.st_size)));
  take_up(shard, on_disk(jpeg.size()));
}

// False: errno says why.
bool ThumbnailStore::write(const std::string& path, ByteView bytes) {
  UniqueFd fd(open_new(path));
  if (!fd && errno == ENOENT) {  // the first of its shard
    const std::string shard = path.substr(0, path.rfind('/'));
    for (const std::string& folder : {options_.folder, shard}) {
      if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return false;
    }
    fd.reset(open_new(path));
  }
  if (!fd || !write_all(fd.get(), bytes)) return false;
  mark_used(fd.get(), clock_.wall());
  return ::close(fd.release()) == 0;  // where some file systems say that the disk is full
}

std::optional<Bytes> ThumbnailStore::get(std::string_view key, std::uint16_t side) {
  if (options_.limit_bytes == 0 || !model::is_thumbnail_key(key)) return std::nullopt;
  const std::string path = fmt::format("{}/{}", options_.folder, model::thumbnail_file(key, side));
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status{};
  if (!fd || ::fstat(fd.get(), &status) != 0) {
    if (errno != ENOENT) complain(system_error("read", errno));
    return std::nullopt;
  }
  const auto size = static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0));
  std::optional<Bytes> bytes;
  if (S_ISREG(status.st_mode) && size <= kMostBytes) {
    bytes = read_all(fd.get(), static_cast<std::size_t>(size));
    if (!bytes) {
      complain(system_error("read", errno));
      return std::nullopt;
    }
  }
  if (!bytes || !is_whole_jpeg(*bytes)) {
    remove(shard_of(key), path);
    return std::nullopt;
  }
  const WallTime used(std::chrono::seconds(status.st_mtim.tv_sec));
  if (const WallTime now = clock_.wall(); now - used >= kUseIsTold) mark_used(fd.get(), now);
  return bytes;
}

void ThumbnailStore::measure(std::size_t shard, Ages& ages) {
  Shard& place = shards_[shard];
  const std::string folder = path_of(shard);
  const WallTime now = clock_.wall();
  const std::scoped_lock lock(place.changing);
  std::uint64_t bytes = 0;
  const auto listed = for_each_entry(folder, [&](const Entry& entry) {
    if (entry.temporary) {
      if (now - entry.used >= kLeftBehind) ::unlink(fmt::format("{}/{}", folder, entry.name).c_str());
      return;
    }
    bytes += entry.bytes;
    ages.add(entry.used, entry.bytes);
  });
  if (!listed) complain(listed.error());
  give_back(place, place.bytes);
  take_up(place, bytes);
}

std::uint64_t ThumbnailStore::prune(std::size_t shard, Cut& cut) {
  Shard& place = shards_[shard];
  const std::string folder = path_of(shard);
  const std::scoped_lock lock(place.changing);
  std::uint64_t freed = 0;
  (void)for_each_entry(folder, [&](const Entry& entry) {  // what cannot be listed was told of by measure()
    if (entry.temporary || !cut.takes(entry.used, entry.bytes)) return;
    if (::unlink(fmt::format("{}/{}", folder, entry.name).c_str()) == 0) {
      give_back(place, entry.bytes);
      freed += entry.bytes;
    } else {
      complain(system_error("remove", errno));
    }
  });
  return freed;
}

std::uint64_t ThumbnailStore::bytes_to_free() const {
  const std::uint64_t wanted = options_.limit_bytes / 10 * 9;
  const std::uint64_t now = bytes_;
  return now > wanted ? now - wanted : 0;
}

std::string ThumbnailStore::path_of(std::size_t shard) const {
  return fmt::format("{}/{}", options_.folder, shard_name(shard));
}

void ThumbnailStore::take_up(Shard& shard, std::uint64_t bytes) {
  shard.bytes += bytes;
  bytes_ += bytes;
}

// Never below nothing: a file may go that was there before its shard was measured.
void ThumbnailStore::give_back(Shard& shard, std::uint64_t bytes) {
  bytes = std::min(bytes, shard.bytes);
  shard.bytes -= bytes;
  bytes_ -= bytes;
}

void ThumbnailStore::remove(std::size_t shard, const std::string& path) {
  Shard& place = shards_[shard];
  const std::scoped_lock lock(place.changing);
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (::unlink(path.c_str()) != 0) return complain(system_error("remove", errno));
  give_back(place, on_disk(static_cast<std::uint64_t>(status.st_size)));
}

void ThumbnailStore::complain(const Error& cause) {
  const std::scoped_lock lock(complaining_);
  if (!complained_.insert(cause.message).second) return;
  log::warn("thumbnails in {}: {}; they are made when asked for, and this is not said again", options_.folder,
            cause.message);
}

}  // namespace sluice::thumbnails
