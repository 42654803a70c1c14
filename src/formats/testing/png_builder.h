#pragma once

// Small PNG files that decoders accept: one colour throughout, deflated without compression. For tests of any folder.

#include <algorithm>

#include "formats/testing/bytes_builder.h"

namespace sluice::formats::testing {

inline std::uint32_t png_checksum(ByteView bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const Byte b : bytes) {
    crc ^= b;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
  }
  return ~crc;
}

// A zlib stream of stored blocks (RFC 1950, RFC 1951 3.2.4).
inline Bytes stored_zlib(ByteView data) {
  BytesBuilder out;
  out.u8(0x78).u8(0x01);
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const Byte byte : data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  do {
    const ByteView part = data.first(std::min<std::size_t>(data.size(), 0xFFFF));
    data = data.subspan(part.size());
    out.u8(data.empty() ? 1 : 0).u16le(part.size()).u16le(~part.size()).bytes(part);
  } while (!data.empty());
  return out.u32be(b << 16 | a).build();
}

struct PngHeader {
  std::uint32_t width = 4;
  std::uint32_t height = 3;
  Byte depth = 8;
  Byte colour = 2;  // 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
};

class PngBuilder {
 public:
  explicit PngBuilder(PngHeader header = {}) : header_(header) {
    out_.text("\x89PNG\r\n\x1A\n");
    chunk("IHDR",
          BytesBuilder().u32be(header.width).u32be(header.height).u8(header.depth).u8(header.colour).zeros(3).build());
    if (header.colour == 3) chunk("PLTE", BytesBuilder().u24be(0xFF8000).u24be(0x0080FF).build());
  }

  PngBuilder& chunk(std::string_view type, ByteView data) {
    const Bytes checked = BytesBuilder().text(type).bytes(data).build();
    out_.u32be(data.size()).bytes(checked).u32be(png_checksum(checked));
    return *this;
  }
  PngBuilder& chunk(std::string_view type, std::string_view data) { return chunk(type, as_bytes(data)); }

  PngBuilder& text(std::string_view key, std::string_view value) {
    return chunk("tEXt", BytesBuilder().text(key).u8(0).text(value).build());
  }
  PngBuilder& compressed_text(std::string_view key, ByteView zlib_stream) {
    return chunk("zTXt", BytesBuilder().text(key).u8(0).u8(0).bytes(zlib_stream).build());
  }
  PngBuilder& compressed_text(std::string_view key, std::string_view value) {
    return compressed_text(key, stored_zlib(as_bytes(value)));
  }
  PngBuilder& international_text(std::string_view key, std::string_view value, bool compressed = false) {
    BytesBuilder data;
    data.text(key).u8(0).u8(compressed ? 1 : 0).u8(0).text("en").u8(0).text(key).u8(0);
    if (compressed)
      data.bytes(stored_zlib(as_bytes(value)));
    else
      data.text(value);
    return chunk("iTXt", data.build());
  }

  // The picture data, all zero.
  PngBuilder& pixels() {
    const std::size_t channels = header_.colour == 2 ? 3 : header_.colour == 4 ? 2 : header_.colour == 6 ? 4 : 1;
    const std::size_t row = 1 + (header_.width * channels * header_.depth + 7) / 8;
    return chunk("IDAT", stored_zlib(Bytes(row * header_.height)));
  }
  PngBuilder& raw(ByteView bytes) {
    out_.bytes(bytes);
    return *this;
  }

  [[nodiscard]] Bytes build_without_end() const { return out_.build(); }
  [[nodiscard]] Bytes build() { return chunk("IEND", std::string_view()).build_without_end(); }

 private:
  PngHeader header_;
  BytesBuilder out_;
};

}  // namespace sluice::formats::testing
