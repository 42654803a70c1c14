#include "formats/jpeg.h"

#include "formats/testing/exif_builder.h"
#include "formats/testing/jpeg_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::BytesBuilder;
using testing::ExifBuilder;
using testing::JpegBuilder;
using testing::read_bytes;
using testing::text_of;
using testing::warns;

TEST(Jpeg, ReadsDimensionsFromEveryKindOfFrame) {
  for (const int code : {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}) {
    const auto metadata = read_bytes(JpegBuilder().frame(640, 480, 3, static_cast<Byte>(code)).scan().build());
    ASSERT_TRUE(metadata);
    EXPECT_EQ(metadata->format, "jpeg");
    EXPECT_EQ(metadata->technical.width, 640u);
    EXPECT_EQ(metadata->technical.height, 480u);
    EXPECT_TRUE(metadata->warnings.empty());
  }
  // Huffman tables, JPEG extensions and arithmetic conditioning only look like frames.
  for (const int code : {0xC4, 0xC8, 0xCC})
    EXPECT_FALSE(read_bytes(JpegBuilder().frame(640, 480, 3, static_cast<Byte>(code)).scan().build()));
}

TEST(Jpeg, TellsColourModesInPillowsWords) {
  const std::pair<Byte, std::string_view> cases[] = {{1, "L"}, {3, "RGB"}, {4, "CMYK"}};
  for (const auto& [components, mode] : cases) {
    const auto metadata = read_bytes(JpegBuilder().frame(8, 8, components, 0xC1, 12).scan().build());
    EXPECT_EQ(metadata->technical.color_mode, mode);
    EXPECT_EQ(metadata->technical.bit_depth, 12);
    EXPECT_EQ(metadata->technical.has_alpha, false);
  }
}

TEST(Jpeg, AppliesTheOrientationToItsDimensions) {
  const auto metadata =
      read_bytes(JpegBuilder().exif(ExifBuilder().number(0x0112, 6).build()).frame(640, 480).scan().build());
  EXPECT_EQ(metadata->technical.orientation, 6);
  EXPECT_EQ(metadata->technical.width, 480u);
  EXPECT_EQ(metadata->technical.height, 640u);
}

TEST(Jpeg, ReadsExifXmpIptcAndComments) {
  const Bytes iptc =
      BytesBuilder().bytes(testing::iptc_data_set(25, "sea")).bytes(testing::iptc_data_set(120, "a caption")).build();
  const auto metadata = read_bytes(
      JpegBuilder()
          .exif(ExifBuilder().user_comment("UNICODE", testing::utf16be("Steps: 20")).build())
          .xmp(
              R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/">)"
              R"(<rdf:Description xmp:Rating="3"/></rdf:RDF>)")
          .segment(0xED, testing::photoshop_segment(iptc))
          .comment("gr\xFCn")
          .frame(640, 480)
          .scan()
          .build());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(text_of(*metadata, "exif", "UserComment"), "Steps: 20");
  EXPECT_EQ(text_of(*metadata, "jpeg", "comment"), "grün");
  EXPECT_EQ(text_of(*metadata, "iptc", "Caption-Abstract"), "a caption");
  EXPECT_EQ(metadata->subjects, std::vector<std::string>{"sea"});
  EXPECT_EQ(metadata->rating, 3.0);
  EXPECT_TRUE(metadata->warnings.empty());
}

TEST(Jpeg, JoinsExifThatGoesOnInASecondSegment) {
  const Bytes blob = ExifBuilder().ascii(0x010E, std::string(100'000, 'x')).build();
  const auto metadata = read_bytes(
      JpegBuilder().exif(ByteView(blob).first(60'000)).exif(ByteView(blob).subspan(60'000)).frame(8, 8).scan().build());
  EXPECT_EQ(text_of(*metadata, "exif", "ImageDescription").size(), 100'000u);
}

TEST(Jpeg, AssemblesExtendedXmp) {
  const std::string packet =
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description "
      "xmlns:o=\"http://example.org/\" o:Big=\"" +
      std::string(1000, 'y') + "\"/></rdf:RDF>";
  const auto part = [&](std::size_t offset, std::size_t size) {
    return BytesBuilder()
        .text("http://ns.adobe.com/xmp/extension/")
        .u8(0)
        .text("0123456789ABCDEF0123456789ABCDEF")
        .u32be(packet.size())
        .u32be(offset)
        .text(std::string_view(packet).substr(offset, size))
        .build();
  };
  const auto metadata =
      read_bytes(JpegBuilder().segment(0xE1, part(600, 9999)).segment(0xE1, part(0, 600)).frame(8, 8).scan().build());
  EXPECT_EQ(text_of(*metadata, "xmp", "o:Big").size(), 1000u);
  const testing::AllocationWatch watch;
  const Bytes lie = BytesBuilder()
                        .text("http://ns.adobe.com/xmp/extension/")
                        .u8(0)
                        .zeros(32)
                        .u32be(0xFFFFFFF0)
                        .u32be(0xFFFFFF00)
                        .text("x")
                        .build();
  EXPECT_TRUE(warns(*read_bytes(JpegBuilder().segment(0xE1, lie).frame(8, 8).scan().build()), "does not fit"));
  EXPECT_LT(watch.peak_bytes(), 100'000u);
}

TEST(Jpeg, FindsTheEndBeforeOtherThingsThatFollow) {
  const Bytes film(200'000, 0x42);
  EXPECT_TRUE(
      read_bytes(BytesBuilder().bytes(JpegBuilder().frame(8, 8).scan().build()).bytes(film).build())->warnings.empty());
  EXPECT_TRUE(
      read_bytes(BytesBuilder().bytes(JpegBuilder().frame(8, 8).scan().build()).zeros(10).build())->warnings.empty());
  EXPECT_TRUE(
      warns(*read_bytes(BytesBuilder().bytes(JpegBuilder().frame(8, 8).scan().build_without_end()).bytes(film).build()),
            "no end marker"));
}

TEST(Jpeg, KeepsWhatATruncatedFileHolds) {
  const auto cut_in_scan = read_bytes(JpegBuilder().comment("hello").frame(8, 8).scan().build_without_end());
  EXPECT_EQ(text_of(*cut_in_scan, "jpeg", "comment"), "hello");
  EXPECT_TRUE(warns(*cut_in_scan, "no end marker"));
  const auto without_scan = read_bytes(JpegBuilder().comment("hello").frame(8, 8).build());
  EXPECT_TRUE(warns(*without_scan, "ends before its picture data"));
  EXPECT_EQ(read_bytes(JpegBuilder().comment("hello").build()).error().code, Code::corrupt);
}

TEST(Jpeg, StepsOverFillBytesAndRubbishBetweenSegments) {
  const auto filled = read_bytes(JpegBuilder().raw(Bytes(3, 0xFF)).comment("hello").frame(8, 8).scan().build());
  EXPECT_EQ(text_of(*filled, "jpeg", "comment"), "hello");
  EXPECT_TRUE(filled->warnings.empty());
  const auto rubbish =
      read_bytes(JpegBuilder().comment("first").raw(Bytes(5, 0x11)).comment("hello").frame(8, 8).scan().build());
  EXPECT_TRUE(warns(*rubbish, "no segment where one should be"));
  EXPECT_EQ(rubbish->texts.size(), 2u);
}

TEST(Jpeg, SurvivesEveryCutAndFlip) {
  testing::expect_robust(
      JpegBuilder()
          .exif(ExifBuilder().ascii(0x010F, "Leica").user_comment("UNICODE", testing::utf16le("hello")).build())
          .segment(0xED, testing::photoshop_segment(testing::iptc_data_set(25, "sea")))
          .comment("hello")
          .frame(640, 480)
          .scan()
          .build());
}

}  // namespace
}  // namespace sluice::formats
