#include "formats/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>

namespace sluice::formats {
namespace {

constexpr std::size_t kLargestWindow = 64u << 10;
constexpr std::size_t kSmallestWindow = 4u << 10;
constexpr std::size_t kSmallStep = 1u << 10;  // stepping over less than this is reading on

std::uint64_t available(std::uint64_t size, std::uint64_t offset, std::uint64_t count) {
  return offset >= size ? 0 : std::min(count, size - offset);
}

}  // namespace

Result<void> ByteSource::fill(std::uint64_t offset, std::span<Byte> out) const {
  if (available(size(), offset, out.size()) == out.size()) {
    if (SLUICE_TRY(read_at(offset, out)) == out.size()) return {};
  }
  return fail(Code::corrupt, fmt::format("{} bytes wanted at {}, but the file ends at {}", out.size(), offset, size()));
}

Result<Bytes> ByteSource::read_exactly(std::uint64_t offset, std::uint64_t count) const {
  if (available(size(), offset, count) != count) {
    return fail(Code::corrupt, fmt::format("{} bytes wanted at {}, but the file ends at {}", count, offset, size()));
  }
  Bytes out(static_cast<std::size_t>(count));
  SLUICE_TRY(fill(offset, out));
  return out;
}

Result<Bytes> ByteSource::read_up_to(std::uint64_t offset, std::uint64_t count) const {
  Bytes out(static_cast<std::size_t>(available(size(), offset, count)));
  out.resize(SLUICE_TRY(read_at(offset, out)));
  return out;
}

Result<std::size_t> MemorySource::read_at(std::uint64_t offset, std::span<Byte> out) const {
  const auto count = static_cast<std::size_t>(available(bytes_.size(), offset, out.size()));
  if (count > 0) std::ranges::copy(bytes_.subspan(static_cast<std::size_t>(offset), count), out.begin());
  return count;
}

FileSource::FileSource(int fd, std::uint64_t size) : fd_(fd), size_(size), next_window_(kLargestWindow) {}

Result<std::size_t> FileSource::read_at(std::uint64_t offset, std::span<Byte> out) const {
  const auto count = static_cast<std::size_t>(available(size_, offset, out.size()));
  std::size_t done = 0;
  while (done < count) {
    const std::uint64_t at = offset + done;
    if (at >= window_offset_ && at - window_offset_ < window_used_) {
      const auto from = static_cast<std::size_t>(at - window_offset_);
      const std::size_t part = std::min(count - done, window_used_ - from);
      std::memcpy(out.data() + done, window_.data() + from, part);
      done += part;
      continue;
    }
    if (count - done >= kLargestWindow) return done + SLUICE_TRY(read_system(at, out.subspan(done, count - done)));
    SLUICE_TRY(move_window(at));
    if (window_used_ == 0) break;
  }
  return done;
}

Result<void> FileSource::move_window(std::uint64_t offset) const {
  const std::uint64_t end = window_offset_ + window_used_;
  const bool follows = offset >= end && offset - end <= kSmallStep;
  next_window_ = follows ? std::min(next_window_ * 2, kLargestWindow) : kSmallestWindow;
  if (window_.empty()) {
    window_.resize(kLargestWindow);
    next_window_ = kLargestWindow;  // the start of a file is where most texts are
  }
  window_used_ = 0;
  window_offset_ = offset;
  const auto size = static_cast<std::size_t>(available(size_, offset, next_window_));
  window_used_ = SLUICE_TRY(read_system(offset, std::span(window_).first(size)));
  return {};
}

Result<std::size_t> FileSource::read_system(std::uint64_t offset, std::span<Byte> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = ::pread(fd_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error("read", errno));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

}  // namespace sluice::formats
