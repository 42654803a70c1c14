#include "formats/jxl.h"

#include "formats/inflate.h"
#include "formats/testing/exif_builder.h"
#include "formats/testing/isobmff_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::box;
using testing::box_of;
using testing::BytesBuilder;
using testing::ExifBuilder;
using testing::joined;
using testing::read_bytes;
using testing::text_of;
using testing::warns;

// Writes the header's bits, least significant first.
class BitBuilder {
 public:
  BitBuilder& bits(std::uint32_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i, ++used_) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      bytes_.back() = static_cast<Byte>(bytes_.back() | (value >> i & 1) << (used_ % 8));
    }
    return *this;
  }
  [[nodiscard]] Bytes codestream() const { return BytesBuilder().u16be(0xFF0A).bytes(bytes_).zeros(16).build(); }

 private:
  Bytes bytes_;
  unsigned used_ = 0;
};

// 800 by 600, written as height of 13 bits and the ratio 4:3.
BitBuilder size_800_by_600() { return BitBuilder().bits(0, 1).bits(1, 2).bits(599, 13).bits(3, 3); }

Bytes plain() { return size_800_by_600().bits(1, 1).codestream(); }

// Orientation 6, no animation, 10 bits, one default extra channel (alpha), grey.
Bytes detailed() {
  return size_800_by_600()
      .bits(0, 1)
      .bits(1, 1)
      .bits(5, 3)
      .bits(0, 3)
      .bits(0, 1)
      .bits(1, 2)
      .bits(1, 1)
      .bits(1, 2)
      .bits(1, 1)
      .bits(0, 1)
      .bits(0, 1)
      .bits(0, 1)
      .bits(1, 2)
      .codestream();
}

Bytes signature() { return box("JXL ", BytesBuilder().u32be(0x0D0A870A).build()); }

TEST(Jxl, ReadsABareCodestream) {
  const auto metadata = read_bytes(plain());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->format, "jxl");
  EXPECT_EQ(metadata->technical.width, 800u);
  EXPECT_EQ(metadata->technical.height, 600u);
  EXPECT_EQ(metadata->technical.color_mode, "RGB");
  EXPECT_EQ(metadata->technical.bit_depth, 8);
  EXPECT_EQ(metadata->technical.has_alpha, false);
  EXPECT_EQ(
      read_bytes(BitBuilder().bits(1, 1).bits(7, 5).bits(0, 3).bits(15, 5).bits(1, 1).codestream())->technical.width,
      128u);
}

TEST(Jxl, ReadsOrientationDepthAlphaAndGrey) {
  const auto metadata = read_bytes(detailed());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->technical.orientation, 6);
  EXPECT_EQ(metadata->technical.width, 600u);
  EXPECT_EQ(metadata->technical.height, 800u);
  EXPECT_EQ(metadata->technical.bit_depth, 10);
  EXPECT_EQ(metadata->technical.color_mode, "LA");
}

TEST(Jxl, ReadsTheBoxesOfAContainer) {
  const Bytes exif =
      box("Exif", BytesBuilder().u32be(0).bytes(ExifBuilder().ascii(0x0131, "GIMP").number(0x0112, 6).build()).build());
  const Bytes xmp = box("xml ", as_bytes("<a/>"));
  const Bytes whole = joined({signature(), testing::file_type_box("jxl "), exif, box("jxlc", plain()), xmp});
  const Bytes in_parts = joined({signature(), exif, box("jxlp", BytesBuilder().u32be(0).bytes(plain()).build()), xmp,
                                 box("jxlp", BytesBuilder().u32be(0x80000001).build())});
  for (const Bytes& bytes : {whole, in_parts}) {
    const auto metadata = read_bytes(bytes);
    ASSERT_TRUE(metadata);
    EXPECT_EQ(metadata->technical.width, 800u);
    EXPECT_EQ(metadata->technical.orientation, 1);  // the codestream's
    EXPECT_EQ(text_of(*metadata, "exif", "Software"), "GIMP");
    EXPECT_EQ(text_of(*metadata, "xmp", "packet"), "<a/>");
  }
}

TEST(Jxl, ReadsBrotliBoxesOrSaysThatItCannot) {
  // "<a/>" in one uncompressed meta-block (RFC 7932, 9.2), then the empty last one.
  const Bytes brotli{0x30, 0x00, 0x10, '<', 'a', '/', '>', 0x03};
  const auto metadata = read_bytes(
      joined({signature(), box("brob", BytesBuilder().text("xml ").bytes(brotli).build()), box("jxlc", plain())}));
  ASSERT_TRUE(metadata);
  if (can_inflate_brotli())
    EXPECT_EQ(text_of(*metadata, "xmp", "packet"), "<a/>");
  else
    EXPECT_TRUE(warns(*metadata, "Brotli"));
}

TEST(Jxl, IsCorruptWithoutACodestream) {
  EXPECT_EQ(read_bytes(joined({signature(), box("xml ", as_bytes("<a/>"))})).error().code, Code::corrupt);
  EXPECT_EQ(read_bytes(Bytes{0xFF, 0x0A}).error().code, Code::corrupt);
}

TEST(Jxl, SurvivesEveryCutAndFlip) {
  testing::expect_robust(detailed());
  testing::expect_robust(joined(
      {signature(), box("Exif", BytesBuilder().u32be(0).bytes(ExifBuilder().ascii(0x0131, "GIMP").build()).build()),
       box("jxlc", detailed()), box("brob", Bytes(9))}));
}

}  // namespace
}  // namespace sluice::formats
