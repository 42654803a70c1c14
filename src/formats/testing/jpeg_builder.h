#pragma once

// JPEG files: real segments, a picture that is none. For tests of any folder.

#include "formats/testing/bytes_builder.h"

namespace sluice::formats::testing {

class JpegBuilder {
 public:
  JpegBuilder() { out_.u16be(0xFFD8); }

  JpegBuilder& segment(Byte code, ByteView data) {
    out_.u8(0xFF).u8(code).u16be(data.size() + 2).bytes(data);
    return *this;
  }
  JpegBuilder& exif(ByteView tiff) { return segment(0xE1, BytesBuilder().text("Exif").zeros(2).bytes(tiff).build()); }
  JpegBuilder& xmp(std::string_view packet) {
    return segment(0xE1, BytesBuilder().text("http://ns.adobe.com/xap/1.0/").u8(0).text(packet).build());
  }
  JpegBuilder& comment(std::string_view text) { return segment(0xFE, as_bytes(text)); }
  JpegBuilder& frame(std::uint16_t width, std::uint16_t height, Byte components = 3, Byte code = 0xC0, Byte depth = 8) {
    BytesBuilder data;
    data.u8(depth).u16be(height).u16be(width).u8(components);
    for (Byte i = 1; i <= components; ++i) data.u8(i).u8(0x11).u8(0);
    return segment(code, data.build());
  }
  JpegBuilder& scan() {
    segment(0xDA, BytesBuilder().u8(1).u8(1).u8(0).u8(0).u8(63).u8(0).build());
    out_.u32be(0x12345678).u16be(0xFF00).u32be(0x9ABCDEF0);
    return *this;
  }
  JpegBuilder& raw(ByteView bytes) {
    out_.bytes(bytes);
    return *this;
  }
  [[nodiscard]] Bytes build_without_end() const { return out_.build(); }
  [[nodiscard]] Bytes build() { return out_.u16be(0xFFD9).build(); }

 private:
  BytesBuilder out_;
};

// IPTC-IIM data set of record 2.
inline Bytes iptc_data_set(Byte number, std::string_view text) {
  return BytesBuilder().u8(0x1C).u8(2).u8(number).u16be(text.size()).text(text).build();
}

// The payload of an APP13 segment.
inline Bytes photoshop_segment(ByteView iptc) {
  return BytesBuilder()
      .text("Photoshop 3.0")
      .u8(0)
      .text("8BIM")
      .u16be(0x0404)
      .u16be(0)
      .u32be(iptc.size())
      .bytes(iptc)
      .zeros(iptc.size() % 2)
      .build();
}

}  // namespace sluice::formats::testing
