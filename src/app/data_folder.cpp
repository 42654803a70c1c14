#include "app/data_folder.h"

#include <array>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/utf8.h"
#include "model/thumbnail_name.h"

namespace sluice::app {
namespace {

std::string read_all(int fd) {
  std::array<char, 512> buffer;
  const ssize_t n = ::pread(fd, buffer.data(), buffer.size(), 0);
  return n > 0 ? std::string(trimmed({buffer.data(), static_cast<std::size_t>(n)})) : std::string();
}

bool write_all(int fd, const std::string& text) {
  return ::ftruncate(fd, 0) == 0 && ::pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

}  // namespace

Result<DataFolder> DataFolder::open(const std::string& path) {
  DataFolder folder;
  folder.path_ = path;
  std::error_code ec;
  std::filesystem::create_directories(path, ec);
  if (ec) return fail(Code::io, fmt::format("data folder {}: {}", path, ec.message()));
  ::chmod(path.c_str(), 0700);
  folder.lock_.reset(::open((path + "/sluice.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!folder.lock_) return fail(system_error(fmt::format("data folder {}: lock", path), errno));
  if (::flock(folder.lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    const std::string owner = read_all(folder.lock_.get());
    return fail(
        Code::conflict,
        fmt::format(
            "data folder {} is in use by the Sluice {}; use that one, stop it, or choose another folder with --data",
            path, owner.empty() ? "that is just starting" : "at " + owner));
  }
  write_all(folder.lock_.get(), "");
  return folder;
}

std::string DataFolder::thumbnails() const { return fmt::format("{}/{}", path_, model::kThumbnailFolder); }

Result<std::string> DataFolder::token() const {
  const std::string path = path_ + "/token";
  const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return fail(system_error(path, errno));
  std::string token = read_all(fd.get());
  if (token.size() >= 32) return token;
  token = random_hex(24);
  if (!write_all(fd.get(), token + "\n")) return fail(system_error(path, errno));
  return token;
}

Result<std::string> DataFolder::owner(const std::string& path) {
  const UniqueFd fd(::open((path + "/sluice.lock").c_str(), O_RDONLY | O_CLOEXEC));
  std::string address = fd ? read_all(fd.get()) : std::string();
  if (address.empty())
    return fail(
        Code::unavailable,
        fmt::format("data folder {} is in use by a Sluice that does not listen; try again when it has ended", path));
  return address;
}

std::string DataFolder::known_token(const std::string& path) {
  const UniqueFd fd(::open((path + "/token").c_str(), O_RDONLY | O_CLOEXEC));
  return fd ? read_all(fd.get()) : std::string();
}

void DataFolder::announce(const std::string& address) const { write_all(lock_.get(), address + "\n"); }

}  // namespace sluice::app
