#pragma once

// GIF files with empty frames. For tests of any folder.

#include <algorithm>

#include "formats/testing/bytes_builder.h"

namespace sluice::formats::testing {

class GifBuilder {
 public:
  GifBuilder(std::uint16_t width, std::uint16_t height) {
    out_.text("GIF89a").u16le(width).u16le(height).u8(0x80 | 0x02).u8(0).u8(0).zeros(3 * 8);  // a table of 8 colours
  }
  GifBuilder& frame(std::uint16_t delay_cs, bool transparent = false) {
    out_.u8(0x21).u8(0xF9).u8(4).u8(transparent ? 1 : 0).u16le(delay_cs).u8(0).u8(0);
    out_.u8(0x2C).zeros(4).u16le(1).u16le(1).u8(0);
    out_.u8(2).u8(2).u8(0x4C).u8(0x01).u8(0);
    return *this;
  }
  GifBuilder& comment(std::string_view text) {
    out_.u8(0x21).u8(0xFE);
    while (!text.empty()) {
      const std::string_view part = text.substr(0, 255);
      out_.u8(part.size()).text(part);
      text.remove_prefix(part.size());
    }
    out_.u8(0);
    return *this;
  }
  GifBuilder& xmp(std::string_view packet) {
    out_.u8(0x21).u8(0xFF).u8(11).text("XMP DataXMP").text(packet).u8(1);
    for (int i = 255; i >= 0; --i) out_.u8(static_cast<Byte>(i));
    out_.u8(0);
    return *this;
  }
  [[nodiscard]] Bytes build() { return out_.u8(0x3B).build(); }

 private:
  BytesBuilder out_;
};

}  // namespace sluice::formats::testing
