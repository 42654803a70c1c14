#pragma once

// Writes the numbers and texts that small test files are made of. For tests of any folder; no library needed.

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace sluice::formats::testing {

class BytesBuilder {
 public:
  BytesBuilder& u8(std::uint64_t value) { return big_endian(value, 1); }
  BytesBuilder& u16be(std::uint64_t value) { return big_endian(value, 2); }
  BytesBuilder& u24be(std::uint64_t value) { return big_endian(value, 3); }
  BytesBuilder& u32be(std::uint64_t value) { return big_endian(value, 4); }
  BytesBuilder& u64be(std::uint64_t value) { return big_endian(value, 8); }
  BytesBuilder& u16le(std::uint64_t value) { return little_endian(value, 2); }
  BytesBuilder& u24le(std::uint64_t value) { return little_endian(value, 3); }
  BytesBuilder& u32le(std::uint64_t value) { return little_endian(value, 4); }
  BytesBuilder& text(std::string_view value) { return bytes(as_bytes(value)); }
  BytesBuilder& zeros(std::size_t count) {
    bytes_.insert(bytes_.end(), count, Byte{0});
    return *this;
  }
  BytesBuilder& bytes(ByteView value) {
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] Bytes build() const { return bytes_; }

 private:
  BytesBuilder& big_endian(std::uint64_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bytes_.push_back(static_cast<Byte>(value >> (8 * i)));
    return *this;
  }
  BytesBuilder& little_endian(std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes_.push_back(static_cast<Byte>(value >> (8 * i)));
    return *this;
  }

  Bytes bytes_;
};

// UTF-16 of ASCII and Latin-1 text.
inline Bytes utf16le(std::string_view text) {
  BytesBuilder out;
  for (const char c : text) out.u16le(static_cast<Byte>(c));
  return out.build();
}
inline Bytes utf16be(std::string_view text) {
  BytesBuilder out;
  for (const char c : text) out.u16be(static_cast<Byte>(c));
  return out.build();
}

}  // namespace sluice::formats::testing
