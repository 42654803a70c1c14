#pragma once

// WebP files: RIFF chunks with headers that readers understand and pixel data that no decoder needs to accept. For
// tests of any folder.

#include "formats/testing/bytes_builder.h"

namespace sluice::formats::testing {

class WebpBuilder {
 public:
  WebpBuilder& chunk(std::string_view type, ByteView data) {
    chunks_.text(type).u32le(data.size()).bytes(data).zeros(data.size() % 2);
    return *this;
  }
  WebpBuilder& extended(std::uint32_t width, std::uint32_t height, Byte flags) {
    return chunk("VP8X", BytesBuilder().u8(flags).zeros(3).u24le(width - 1).u24le(height - 1).build());
  }
  static Bytes lossy(std::uint32_t width, std::uint32_t height) {
    return BytesBuilder().u24le(0x10).u8(0x9D).u8(0x01).u8(0x2A).u16le(width).u16le(height).zeros(8).build();
  }
  static Bytes lossless(std::uint32_t width, std::uint32_t height, bool alpha) {
    return BytesBuilder().u8(0x2F).u32le((width - 1) | (height - 1) << 14 | (alpha ? 1u << 28 : 0)).zeros(8).build();
  }
  WebpBuilder& frame(std::uint32_t duration_ms) {
    const Bytes picture = lossy(16, 16);
    return chunk(
        "ANMF",
        BytesBuilder().zeros(12).u24le(duration_ms).u8(0).text("VP8 ").u32le(picture.size()).bytes(picture).build());
  }
  [[nodiscard]] Bytes build() const {
    return BytesBuilder().text("RIFF").u32le(chunks_.size() + 4).text("WEBP").bytes(chunks_.build()).build();
  }

 private:
  BytesBuilder chunks_;
};

}  // namespace sluice::formats::testing
