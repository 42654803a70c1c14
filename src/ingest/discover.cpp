#include "ingest/discover.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/log.h"

namespace sluice::ingest {
namespace {

std::string joined(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return folder == "/" ? "/" + name : fmt::format("{}/{}", folder, name);
}

model::FoundFile file_of(std::string path, const struct stat& status) {
  return {.path = std::move(path),
          .size = static_cast<std::uint64_t>(status.st_size),
          .mtime_ns = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec,
          .inode = status.st_ino};
}

model::Reason reason_of(Code code) {
  if (code == Code::denied) return model::Reason::denied;
  if (code == Code::not_found) return model::Reason::vanished;
  return model::Reason::unreadable;
}

}  // namespace

Walker::Walker(const Roots& roots, const Clock& clock, std::vector<std::string> directories, Pattern pattern,
               bool recursive)
    : roots_(roots), clock_(clock), pattern_(std::move(pattern)), recursive_(recursive), stream_(nullptr, &::closedir) {
  for (auto it = directories.rbegin(); it != directories.rend(); ++it) todo_.push_back({std::move(*it), ""});
}

Found Walker::next(std::size_t most, Duration patience) {
  Found out;
  const SteadyTime deadline = clock_.steady() + patience;
  while (out.files.size() < most) {
    if (position_ == block_.size() && !read_block() && !open_next_directory(out)) {
      out.finished = todo_.empty();
      if (out.finished) break;
    }
    if (position_ < block_.size()) look_at(block_[position_++], out);
    if (clock_.steady() >= deadline) break;
  }
  return out;
}

bool Walker::read_block() {
  block_.clear();
  position_ = 0;
  if (!stream_) return false;
  errno = 0;
  while (block_.size() < kBlock) {
    const dirent* entry = ::readdir(stream_.get());
    if (!entry) {
      stream_.reset();
      break;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || name.starts_with("._")) continue;
    block_.push_back({std::string(name), entry->d_type});
  }
  std::ranges::sort(block_, {}, &Entry::name);
  return true;
}

// Steps to the next folder. False when there is none, or when it cannot be read (which is then reported).
bool Walker::open_next_directory(Found& out) {
  for (auto it = children_.rbegin(); it != children_.rend(); ++it) todo_.push_back(std::move(*it));
  children_.clear();
  if (todo_.empty()) return false;
  current_ = std::move(todo_.back());
  todo_.pop_back();
  auto fd = roots_.open_directory(current_.path);
  if (!fd) {
    report(out, current_.path, model::Stage::discover, fd.error());
    return false;
  }
  if (!first_visit(fd->get())) return false;
  stream_.reset(::fdopendir(fd->get()));
  if (!stream_) {
    report(out, current_.path, model::Stage::discover, system_error("list", errno));
    return false;
  }
  (void)fd->release();  // the stream closes it
  return true;
}

bool Walker::first_visit(int fd) {
  struct stat status{};
  return ::fstat(fd, &status) == 0 && visited_.emplace(status.st_dev, status.st_ino).second;
}

void Walker::look_at(const Entry& entry, Found& out) {
  std::string path = joined(current_.path, entry.name);
  std::string relative = joined(current_.relative, entry.name);
  unsigned char type = entry.type;
  struct stat status{};
  const bool wanted = type != DT_DIR && pattern_.matches(relative);
  if (type == DT_UNKNOWN || (type == DT_REG && wanted)) {
    // Beneath the root by construction; what is read later is opened through Roots and looked at again.
    if (::fstatat(AT_FDCWD, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;  // gone between the two looks
    type = S_ISDIR(status.st_mode)   ? DT_DIR
           : S_ISREG(status.st_mode) ? DT_REG
           : S_ISLNK(status.st_mode) ? DT_LNK
                                     : DT_FIFO;
  }
  if (type == DT_DIR) {
    if (recursive_ && !entry.name.starts_with('.')) children_.push_back({std::move(path), std::move(relative)});
  } else if (type == DT_LNK) {
    if (recursive_ || wanted) follow_link(path, relative, out);
  } else if (type == DT_REG && wanted) {
    out.files.push_back(file_of(std::move(path), status));
  }
}

void Walker::follow_link(const std::string& path, const std::string& relative, Found& out) {
  const bool hidden = relative.substr(relative.rfind('/') + 1).starts_with('.');
  if (recursive_ && !hidden && roots_.open_directory(path)) {
    children_.push_back({path, relative});
    return;
  }
  if (!pattern_.matches(relative)) {
    // A folder elsewhere is no file of this session: it is left out, and the operator may learn of it.
    log::debug("{}: a link that leads to no folder in a root", path);
    return;
  }
  const auto fd = roots_.open_file(path);
  struct stat status{};
  if (!fd) {
    report(out, path, model::Stage::open, fd.error());
  } else if (::fstat(fd->get(), &status) == 0) {
    out.files.push_back(file_of(path, status));
  }
}

void Walker::report(Found& out, std::string path, model::Stage stage, const Error& error) {
  out.files.push_back(
      {.path = std::move(path), .failure = model::Failure{stage, reason_of(error.code), error.message}});
}

}  // namespace sluice::ingest
