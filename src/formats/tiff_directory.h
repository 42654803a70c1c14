#pragma once

// The directories of a TIFF file, classic or BigTIFF, read one at a time through a source: large files are not loaded
// (TIFF 6.0, section 2; BigTIFF: libtiff's "BigTIFF File Format Specification").

#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "formats/byte_source.h"
#include "formats/collector.h"

namespace sluice::formats {

struct TiffHead {
  std::endian order = std::endian::little;
  bool is_big = false;  // 64-bit offsets
  std::uint64_t first_directory = 0;
};

struct TiffEntry {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  std::uint64_t size = 0;    // of the value, in bytes
  std::uint64_t offset = 0;  // of the value, in the file
};

struct TiffDirectory {
  std::vector<TiffEntry> entries;  // in the file's order
  std::uint64_t next = 0;          // 0: the last one
  [[nodiscard]] const TiffEntry* find(std::uint16_t tag) const;
};

class TiffFile {
 public:
  // Code::corrupt if that is no TIFF header.
  static Result<TiffFile> open(const ByteSource& source);

  // Stops at the collector's limit of entries. A directory that ends after the file gives what is there of it.
  [[nodiscard]] Result<TiffDirectory> read_directory(std::uint64_t offset, Collector& collector) const;

  // Where the next directory is, and this one's first entry (entries stand in rising order of tags).
  struct Link {
    std::optional<TiffEntry> first_entry;
    std::uint64_t next = 0;
  };
  [[nodiscard]] Result<Link> read_link(std::uint64_t offset) const;

  // Whole numbers of any width, the first `most` of them.
  [[nodiscard]] Result<std::vector<std::uint64_t>> numbers(const TiffEntry& entry, std::uint64_t most) const;

  [[nodiscard]] const TiffHead& head() const { return head_; }
  [[nodiscard]] const ByteSource& source() const { return *source_; }

 private:
  TiffFile(const ByteSource& source, const TiffHead& head) : source_(&source), head_(head) {}
  [[nodiscard]] std::uint64_t count_bytes() const { return head_.is_big ? 8 : 2; }
  [[nodiscard]] std::uint64_t entry_bytes() const { return head_.is_big ? 20 : 12; }
  [[nodiscard]] std::uint64_t offset_bytes() const { return head_.is_big ? 8 : 4; }
  [[nodiscard]] Result<std::uint64_t> number(ByteReader& reader, std::uint64_t bytes) const;
  [[nodiscard]] Result<std::uint64_t> number_at(std::uint64_t offset, std::uint64_t bytes) const;
  [[nodiscard]] Result<TiffEntry> parse_entry(ByteView bytes, std::uint64_t at) const;

  const ByteSource* source_;
  TiffHead head_;
};

}  // namespace sluice::formats
