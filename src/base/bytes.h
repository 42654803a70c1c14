#pragma once

// Bytes of others, looked at through bounds. ByteView does not own what it shows: it must not outlive it.
// ByteReader walks a ByteView; every read is checked and answers a Result, so that no offset that comes from a file
// can leave the buffer. All integers are unsigned unless named otherwise.

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice {

using Byte = std::uint8_t;
using ByteView = std::span<const Byte>;
using Bytes = std::vector<Byte>;

// The same memory seen as bytes or as text; no copy.
inline ByteView as_bytes(std::string_view text) { return {reinterpret_cast<const Byte*>(text.data()), text.size()}; }
inline std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - position_; }
  [[nodiscard]] bool at_end() const { return remaining() == 0; }

  Result<void> seek(std::size_t position);
  Result<void> skip(std::uint64_t count);
  Result<ByteView> take(std::uint64_t count);
  // Up to (not including) the next zero byte, and steps over it.
  Result<ByteView> take_until_zero();
  ByteView take_rest();

  Result<std::uint8_t> u8() { return number<std::uint8_t>(std::endian::big); }
  Result<std::uint16_t> u16be() { return number<std::uint16_t>(std::endian::big); }
  Result<std::uint32_t> u32be() { return number<std::uint32_t>(std::endian::big); }
  Result<std::uint64_t> u64be() { return number<std::uint64_t>(std::endian::big); }
  Result<std::uint16_t> u16le() { return number<std::uint16_t>(std::endian::little); }
  Result<std::uint32_t> u32le() { return number<std::uint32_t>(std::endian::little); }
  Result<std::uint64_t> u64le() { return number<std::uint64_t>(std::endian::little); }
  Result<std::uint32_t> u24le();
  Result<std::uint16_t> u16(std::endian order) { return number<std::uint16_t>(order); }
  Result<std::uint32_t> u32(std::endian order) { return number<std::uint32_t>(order); }

 private:
  template <class T>
  Result<T> number(std::endian order) {
    const ByteView view = SLUICE_TRY(take(sizeof(T)));
    T value;
    std::memcpy(&value, view.data(), sizeof value);
    if (order != std::endian::native) value = std::byteswap(value);
    return value;
  }

  ByteView bytes_;
  std::size_t position_ = 0;
};

std::string to_hex(ByteView bytes);
std::string to_base64(ByteView bytes);
Result<Bytes> from_base64(std::string_view text);

}  // namespace sluice
