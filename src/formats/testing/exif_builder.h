#pragma once

// EXIF blobs in either byte order. For tests of any folder.

#include <string>
#include <vector>

#include "formats/testing/bytes_builder.h"

namespace sluice::formats::testing {

class ExifBuilder {
 public:
  enum class Order { little_endian, big_endian };
  enum class Ifd { primary, exif, gps };
  using Rational = std::pair<std::uint32_t, std::uint32_t>;

  explicit ExifBuilder(Order order = Order::little_endian) : order_(order) {}

  ExifBuilder& ascii(std::uint16_t tag, std::string_view text, Ifd ifd = Ifd::primary) {
    return value(ifd, tag, 2, text.size() + 1, BytesBuilder().text(text).u8(0).build());
  }
  ExifBuilder& undefined(std::uint16_t tag, ByteView bytes, Ifd ifd = Ifd::exif) {
    return value(ifd, tag, 7, bytes.size(), Bytes(bytes.begin(), bytes.end()));
  }
  ExifBuilder& bytes(std::uint16_t tag, ByteView content, Ifd ifd = Ifd::primary) {
    return value(ifd, tag, 1, content.size(), Bytes(content.begin(), content.end()));
  }
  ExifBuilder& number(std::uint16_t tag, std::uint16_t number, Ifd ifd = Ifd::primary) {
    return value(ifd, tag, 3, 1, u16(number));
  }
  ExifBuilder& rationals(std::uint16_t tag, const std::vector<Rational>& values, Ifd ifd) {
    BytesBuilder out;
    for (const auto& [numerator, denominator] : values) out.bytes(u32(numerator)).bytes(u32(denominator));
    return value(ifd, tag, 5, values.size(), out.build());
  }
  // What the "Exif" (0x9286) UserComment holds: an eight-byte code, then the text.
  ExifBuilder& user_comment(std::string_view code, ByteView text) {
    return undefined(0x9286, BytesBuilder().text(code).zeros(8 - code.size()).bytes(text).build());
  }

  [[nodiscard]] Bytes build() const {
    BytesBuilder out;
    out.text(order_ == Order::little_endian ? "II" : "MM").bytes(u16(42)).bytes(u32(8));
    std::vector<Entry> primary = primary_;
    const std::size_t count = primary.size() + (exif_.empty() ? 0 : 1) + (gps_.empty() ? 0 : 1);
    const std::size_t after_primary = 8 + directory_size(primary, count);
    const std::size_t after_exif = after_primary + (exif_.empty() ? 0 : directory_size(exif_, exif_.size()));
    if (!exif_.empty()) primary.push_back({0x8769, 4, 1, u32(static_cast<std::uint32_t>(after_primary))});
    if (!gps_.empty()) primary.push_back({0x8825, 4, 1, u32(static_cast<std::uint32_t>(after_exif))});
    write(out, primary);
    if (!exif_.empty()) write(out, exif_);
    if (!gps_.empty()) write(out, gps_);
    return out.build();
  }
  [[nodiscard]] Bytes build_with_prefix() const { return BytesBuilder().text("Exif").zeros(2).bytes(build()).build(); }

 private:
  struct Entry {
    std::uint16_t tag;
    std::uint16_t type;
    std::uint32_t count;
    Bytes value;
  };

  ExifBuilder& value(Ifd ifd, std::uint16_t tag, std::uint16_t type, std::size_t count, Bytes content) {
    auto& entries = ifd == Ifd::primary ? primary_ : ifd == Ifd::exif ? exif_ : gps_;
    entries.push_back({tag, type, static_cast<std::uint32_t>(count), std::move(content)});
    return *this;
  }
  [[nodiscard]] Bytes u16(std::uint16_t value) const {
    return order_ == Order::little_endian ? BytesBuilder().u16le(value).build() : BytesBuilder().u16be(value).build();
  }
  [[nodiscard]] Bytes u32(std::uint32_t value) const {
    return order_ == Order::little_endian ? BytesBuilder().u32le(value).build() : BytesBuilder().u32be(value).build();
  }
  static std::size_t padded(std::size_t size) { return size + size % 2; }
  static std::size_t directory_size(const std::vector<Entry>& entries, std::size_t count) {
    std::size_t size = 2 + 12 * count + 4;
    for (const Entry& entry : entries) size += entry.value.size() > 4 ? padded(entry.value.size()) : 0;
    return size;
  }
  void write(BytesBuilder& out, const std::vector<Entry>& entries) const {
    std::size_t at = out.size() + 2 + 12 * entries.size() + 4;
    out.bytes(u16(static_cast<std::uint16_t>(entries.size())));
    for (const Entry& entry : entries) {
      out.bytes(u16(entry.tag)).bytes(u16(entry.type)).bytes(u32(entry.count));
      if (entry.value.size() <= 4) {
        out.bytes(entry.value).zeros(4 - entry.value.size());
      } else {
        out.bytes(u32(static_cast<std::uint32_t>(at)));
        at += padded(entry.value.size());
      }
    }
    out.zeros(4);
    for (const Entry& entry : entries) {
      if (entry.value.size() > 4) out.bytes(entry.value).zeros(entry.value.size() % 2);
    }
  }

  Order order_;
  std::vector<Entry> primary_;
  std::vector<Entry> exif_;
  std::vector<Entry> gps_;
};

}  // namespace sluice::formats::testing
