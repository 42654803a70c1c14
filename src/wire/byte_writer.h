#pragma once

// The counterpart of ByteReader for this folder's messages: little-endian numbers, texts with a u32 length before them.

#include <bit>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace sluice::wire {

class ByteWriter {
 public:
  void u8(std::uint8_t value) { out_.push_back(value); }
  void u16(std::uint16_t value) { number(value); }
  void u32(std::uint32_t value) { number(value); }
  void u64(std::uint64_t value) { number(value); }
  void i64(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }
  void f64(double value) { number(std::bit_cast<std::uint64_t>(value)); }
  void flag(bool value) { u8(value ? 1 : 0); }
  void bytes(ByteView view) { out_.insert(out_.end(), view.begin(), view.end()); }
  void text(std::string_view text) {
    u32(static_cast<std::uint32_t>(text.size()));
    bytes(as_bytes(text));
  }

  [[nodiscard]] Bytes take() && { return std::move(out_); }

 private:
  template <class T>
  void number(T value) {
    for (std::size_t i = 0; i < sizeof value; ++i) out_.push_back(static_cast<Byte>(value >> (8 * i)));
  }

  Bytes out_;
};

}  // namespace sluice::wire
