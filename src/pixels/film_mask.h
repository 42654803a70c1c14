#pragma once

// Parts of a film that libavformat need not see: its dictionaries of metadata take time with the square of their
// entries, and nothing in them says how pixels are decoded. In what it reads, user data of MP4 look like free space,
// tags and chapters of Matroska like void elements.
//
// Found by one bounded walk over the boxes or elements; what the walk does not reach is shown as it is.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "formats/byte_source.h"
#include "formats/sniff.h"

namespace sluice::pixels {

// Some bytes to be read in place of those that are there.
struct Patch {
  std::uint64_t begin = 0;
  std::size_t size = 0;
  std::array<Byte, 12> bytes{};  // the head of a Matroska element at most
};

class FilmMask {
 public:
  FilmMask(const formats::ByteSource& source, formats::Format format);

  // To what was read from `position` on.
  void apply(std::uint64_t position, std::span<Byte> bytes) const;

  // Seen on the walk, of any kind.
  [[nodiscard]] std::uint32_t tracks() const { return tracks_; }

 private:
  std::vector<Patch> patches_;  // in order
  std::uint32_t tracks_ = 0;
};

}  // namespace sluice::pixels
