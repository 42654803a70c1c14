#pragma once

// Where a reader gets its bytes: random access, never the whole file in memory, never mmap (a file truncated by
// somebody else would kill the process). Sources are not thread-safe; a reader uses one at a time.

#include <array>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"

namespace sluice::formats {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  // Fills `out` from `offset`. Answers fewer bytes than asked only at the end of the source; Code::io when the system
  // says no.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<Byte> out) const = 0;

  // Exactly `count` bytes or Code::corrupt ("ends at …"). A count beyond the end costs no memory.
  [[nodiscard]] Result<Bytes> read_exactly(std::uint64_t offset, std::uint64_t count) const;
  // Up to `count` bytes: what there is from `offset` on.
  [[nodiscard]] Result<Bytes> read_up_to(std::uint64_t offset, std::uint64_t count) const;
  // Fills all of `out` or Code::corrupt.
  [[nodiscard]] Result<void> fill(std::uint64_t offset, std::span<Byte> out) const;

  template <std::size_t N>
  [[nodiscard]] Result<std::array<Byte, N>> read_array(std::uint64_t offset) const {
    std::array<Byte, N> out;
    SLUICE_TRY(fill(offset, out));
    return out;
  }
};

// Bytes in memory that outlive the source.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(ByteView bytes) : bytes_(bytes) {}
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<Byte> out) const override;

 private:
  ByteView bytes_;
};

// An open descriptor (not owned) read with pread, through one read-ahead window, so that small reads cost no system
// call each. The window is 64 KiB while reads follow one another and starts small again after a jump, so that seeking
// over pixel data reads little of it.
class FileSource final : public ByteSource {
 public:
  FileSource(int fd, std::uint64_t size);
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<Byte> out) const override;

 private:
  Result<std::size_t> read_system(std::uint64_t offset, std::span<Byte> out) const;
  Result<void> move_window(std::uint64_t offset) const;

  int fd_;
  std::uint64_t size_;
  mutable Bytes window_;
  mutable std::size_t window_used_ = 0;
  mutable std::uint64_t window_offset_ = 0;
  mutable std::size_t next_window_;
};

}  // namespace sluice::formats
