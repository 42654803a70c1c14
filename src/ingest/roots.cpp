#include "ingest/roots.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/utf8.h"

namespace sluice::ingest {
namespace {

int open_at(int directory, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  long fd;
  do {
    fd = ::syscall(SYS_openat2, directory, path, &how, sizeof how);
  } while (fd < 0 && (errno == EAGAIN || errno == EINTR));  // EAGAIN: a rename raced with the look-up
  return static_cast<int>(fd);
}

std::optional<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr), &std::free);
  if (!resolved) return std::nullopt;
  return std::string(resolved.get());
}

// Joins and drops ".", ".." (lexically), doubled and trailing slashes. Nothing when ".." leads above "/".
std::optional<std::string> normalised(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const auto slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == path.npos ? std::string_view{} : path.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (parts.empty()) return std::nullopt;
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string out;
  for (const auto part : parts) out.append("/").append(part);
  return out.empty() ? "/" : out;
}

bool climbs(std::string_view path) {
  return path == ".." || path.starts_with("../") || path.ends_with("/..") || path.find("/../") != path.npos;
}

// "a/b" if `path` is `root`/a/b, "." if it is the root itself.
std::optional<std::string> relative_to(std::string_view root, std::string_view path) {
  if (path == root) return ".";
  if (root == "/") return std::string(path.substr(1));
  if (path.size() > root.size() && path.starts_with(root) && path[root.size()] == '/')
    return std::string(path.substr(root.size() + 1));
  return std::nullopt;
}

Error outside(std::string_view path) {
  return {Code::denied, fmt::format("{} is not in a folder that Sluice may read; start it with that folder as a root",
                                    to_text(path))};
}

}  // namespace

Result<Roots> Roots::open(const std::vector<std::string>& paths) {
  Roots roots;
  for (const std::string& path : paths) {
    const auto real = real_path(path);
    if (!real) return fail(system_error(fmt::format("root {}", to_text(path)), errno));
    UniqueFd fd(::open(real->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return fail(system_error(fmt::format("root {}", to_text(path)), errno));
    if (const UniqueFd probe(open_at(fd.get(), ".", O_PATH)); !probe) {
      return fail(system_error("this kernel cannot confine paths to a folder (openat2, Linux 5.6)", errno));
    }
    if (std::ranges::find(roots.paths_, *real) != roots.paths_.end()) continue;
    std::string given = path;
    if (!given.starts_with('/')) given = fmt::format("{}/{}", real_path(".").value_or("/"), path);
    roots.given_.push_back(normalised(given).value_or(*real));
    roots.paths_.push_back(*real);
    roots.fds_.push_back(std::move(fd));
  }
  return roots;
}

Result<Roots::Place> Roots::locate(std::string_view path) const {
  // The deepest root wins, so that nested roots work whichever way round they were given.
  std::optional<Place> best;
  std::size_t best_length = 0;
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    for (const std::string* root : {&paths_[i], &given_[i]}) {
      auto relative = relative_to(*root, path);
      if (!relative || (best && root->size() <= best_length)) continue;
      best = Place{i, std::move(*relative)};
      best_length = root->size();
    }
  }
  if (!best) return fail(outside(path));
  return *best;
}

Result<std::string> Roots::absolute(std::string_view path) const {
  if (path.find('\0') != path.npos) return fail(Code::invalid_argument, "a path holds no NUL");
  if (path.starts_with('/')) {
    const auto clean = normalised(path);
    if (!clean) return fail(outside(path));
    SLUICE_TRY(locate(*clean));
    if (!climbs(path)) return *clean;
    // ".." behind a link is not what the text says: the kernel knows where it leads.
    const auto real = real_path(std::string(path));
    if (real && !locate(*real)) return fail(outside(path));
    return real.value_or(*clean);
  }
  std::optional<std::string> first;
  for (const std::string& root : paths_) {
    auto clean = normalised(fmt::format("{}/{}", root, path));
    if (!clean || !relative_to(root, *clean)) continue;
    if (climbs(path)) {
      if (auto resolved = absolute(fmt::format("{}/{}", root, path)); resolved || resolved.error().code == Code::denied)
        return resolved;
    }
    if (open_directory(*clean) || open_file(*clean)) return *clean;
    if (!first) first = std::move(clean);
  }
  if (!first) return fail(outside(path));
  return *first;
}

Result<UniqueFd> Roots::open_beneath(const std::string& path, int flags) const {
  const Place place = SLUICE_TRY(locate(path));
  UniqueFd fd(open_at(fds_[place.root].get(), place.relative.c_str(), flags));
  if (fd) return fd;
  int error = errno;
  if (error == EXDEV) {
    // A link that names its target by an absolute path, or one into another root: allowed if its end lies in a root.
    if (const auto real = real_path(path)) {
      if (const auto target = locate(*real)) {
        fd.reset(open_at(fds_[target->root].get(), target->relative.c_str(), flags));
        if (fd) return fd;
        error = errno;
      }
    }
    if (error == EXDEV) return fail(outside(path));
  }
  return fail(system_error("open", error));
}

Result<UniqueFd> Roots::open_file(const std::string& path) const {
  // O_NONBLOCK: a FIFO that carries a picture's name must not hang us; regular files ignore it.
  UniqueFd fd = SLUICE_TRY(open_beneath(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return fail(system_error("stat", errno));
  if (!S_ISREG(status.st_mode)) return fail(Code::denied, "not a regular file");
  return fd;
}

Result<UniqueFd> Roots::open_directory(const std::string& path) const {
  return open_beneath(path, O_RDONLY | O_DIRECTORY);
}

}  // namespace sluice::ingest
