#include "formats/tiff.h"

#include "formats/sniff.h"
#include "formats/testing/exif_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::BytesBuilder;
using testing::ExifBuilder;
using testing::read_bytes;
using testing::text_of;
using testing::warns;

ExifBuilder picture(ExifBuilder::Order order = ExifBuilder::Order::little_endian) {
  return ExifBuilder(order).number(256, 64).number(257, 48).number(258, 8).number(262, 2).number(277, 3);
}

// A directory of short numbers, and where the next one is.
Bytes directory(const std::vector<std::pair<std::uint16_t, std::uint16_t>>& entries, std::uint32_t next) {
  BytesBuilder out;
  out.u16le(entries.size());
  for (const auto& [tag, value] : entries) out.u16le(tag).u16le(3).u32le(1).u32le(value);
  return out.u32le(next).build();
}

TEST(Tiff, ReadsTechnicalDataInEitherByteOrder) {
  for (const auto order : {ExifBuilder::Order::little_endian, ExifBuilder::Order::big_endian}) {
    const auto metadata = read_bytes(picture(order).build());
    ASSERT_TRUE(metadata) << metadata.error().message;
    EXPECT_EQ(metadata->format, "tiff");
    EXPECT_EQ(metadata->file_type, model::FileType::image);
    EXPECT_EQ(metadata->technical.width, 64u);
    EXPECT_EQ(metadata->technical.height, 48u);
    EXPECT_EQ(metadata->technical.bit_depth, 8);
    EXPECT_EQ(metadata->technical.color_mode, "RGB");
    EXPECT_EQ(metadata->technical.has_alpha, false);
    EXPECT_EQ(metadata->technical.frame_count, 1u);
    EXPECT_TRUE(metadata->warnings.empty());
  }
}

TEST(Tiff, NamesColorsAsPillowDoes) {
  struct Case {
    std::uint16_t photometric, bits, samples, extra;
    std::string_view mode;
  };
  const Case cases[] = {{1, 8, 1, 0, "L"},   {0, 1, 1, 0, "1"},    {1, 16, 1, 0, "I;16"}, {1, 8, 2, 2, "LA"},
                        {3, 8, 1, 0, "P"},   {5, 8, 4, 0, "CMYK"}, {6, 8, 3, 0, "RGB"},   {2, 8, 4, 1, "RGBA"},
                        {2, 8, 4, 0, "RGB"}, {8, 8, 3, 0, "LAB"},  {32803, 14, 1, 0, ""}};
  for (const Case& c : cases) {
    const auto metadata = read_bytes(ExifBuilder()
                                         .number(256, 8)
                                         .number(257, 8)
                                         .number(258, c.bits)
                                         .number(262, c.photometric)
                                         .number(277, c.samples)
                                         .number(338, c.extra)
                                         .build());
    ASSERT_TRUE(metadata);
    EXPECT_EQ(metadata->technical.color_mode, c.mode);
    EXPECT_EQ(metadata->technical.bit_depth, c.bits);
    EXPECT_EQ(metadata->technical.has_alpha, c.mode.ends_with("A"));
  }
}

TEST(Tiff, ReadsTextsOfAllItsDirectories) {
  for (const auto order : {ExifBuilder::Order::little_endian, ExifBuilder::Order::big_endian}) {
    const auto metadata =
        read_bytes(picture(order)
                       .ascii(0x010E, "a cat on a mat")
                       .ascii(0x010F, "Nikon")
                       .number(0x0112, 6)
                       .bytes(700, as_bytes(R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>)"))
                       .bytes(33723, BytesBuilder().u8(0x1C).u8(2).u8(25).u16be(3).text("sea").build())
                       .user_comment("ASCII", as_bytes("Steps: 20"))
                       .ascii(0x9003, "2024:06:01 12:30:15", ExifBuilder::Ifd::exif)
                       .ascii(1, "N", ExifBuilder::Ifd::gps)
                       .rationals(2, {{51, 1}, {30, 1}, {36, 1}}, ExifBuilder::Ifd::gps)
                       .ascii(3, "W", ExifBuilder::Ifd::gps)
                       .rationals(4, {{1, 1}, {30, 1}, {0, 1}}, ExifBuilder::Ifd::gps)
                       .build());
    ASSERT_TRUE(metadata);
    EXPECT_EQ(text_of(*metadata, "exif", "ImageDescription"), "a cat on a mat");
    EXPECT_EQ(text_of(*metadata, "exif", "UserComment"), "Steps: 20");
    EXPECT_TRUE(text_of(*metadata, "xmp", "packet").starts_with("<x:xmpmeta"));
    EXPECT_EQ(metadata->subjects, std::vector<std::string>{"sea"});
    EXPECT_EQ(metadata->camera.make, "Nikon");
    EXPECT_TRUE(metadata->camera.taken_at);
    EXPECT_NEAR(metadata->camera.gps_lat.value_or(0), 51.51, 1e-9);
    EXPECT_NEAR(metadata->camera.gps_lon.value_or(0), -1.5, 1e-9);
    EXPECT_EQ(metadata->technical.orientation, 6);
    EXPECT_EQ(metadata->technical.width, 48u) << "as shown";
    EXPECT_EQ(metadata->technical.height, 64u);
    EXPECT_TRUE(metadata->warnings.empty());
  }
}

TEST(Tiff, CountsPagesButNoSmallerCopies) {
  const Bytes pages[] = {directory({{256, 8}, {257, 8}}, 38), directory({{256, 8}}, 56), directory({{254, 1}}, 74),
                         directory({{254, 2}}, 0)};
  BytesBuilder bytes;
  bytes.text("II").u16le(42).u32le(8);
  for (const Bytes& page : pages) bytes.bytes(page);
  const auto metadata = read_bytes(bytes.build());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->technical.frame_count, 3u);
  EXPECT_TRUE(metadata->warnings.empty());
}

TEST(Tiff, IsNotLedRoundInCircles) {
  const auto metadata =
      read_bytes(BytesBuilder().text("II").u16le(42).u32le(8).bytes(directory({{256, 8}, {257, 8}}, 8)).build());
  ASSERT_TRUE(metadata);
  EXPECT_TRUE(warns(*metadata, "leads back"));
}

TEST(Tiff, ReadsBigTiff) {
  const auto entry = [](std::uint16_t tag, std::uint16_t type, std::uint64_t count, std::uint64_t value) {
    return BytesBuilder().u16be(tag).u16be(type).u64be(count).u64be(value).build();
  };
  const Bytes bytes = BytesBuilder()
                          .text("MM")
                          .u16be(43)
                          .u16be(8)
                          .u16be(0)
                          .u64be(16)
                          .u64be(3)
                          .bytes(entry(256, 16, 1, 70'000))
                          .bytes(entry(257, 4, 1, std::uint64_t{9} << 32))
                          .bytes(entry(270, 2, 12, 16 + 8 + 3 * 20 + 8))
                          .u64be(0)
                          .text("hello world")
                          .u8(0)
                          .build();
  const auto metadata = read_bytes(bytes);
  ASSERT_TRUE(metadata) << metadata.error().message;
  EXPECT_EQ(metadata->technical.width, 70'000u);
  EXPECT_EQ(metadata->technical.height, 9u);
  EXPECT_EQ(text_of(*metadata, "exif", "ImageDescription"), "hello world");
}

TEST(Tiff, LeavesOutWhatIsTooMuch) {
  Limits limits;
  limits.exif_bytes = 1000;
  const auto metadata = read_bytes(
      picture().ascii(0x010E, std::string(2000, 'x')).ascii(0x013B, "Ada").undefined(0x927C, Bytes(5000)).build(),
      limits);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(text_of(*metadata, "exif", "Artist"), "Ada");
  EXPECT_EQ(text_of(*metadata, "exif", "ImageDescription"), "(none)");
  EXPECT_TRUE(warns(*metadata, "left out"));
}

TEST(Tiff, SaysCorruptWithoutDimensions) {
  EXPECT_EQ(read_bytes(ExifBuilder().ascii(0x010E, "text").build()).error().code, Code::corrupt);
  EXPECT_EQ(read_bytes(BytesBuilder().text("II").u16le(42).u32le(500).build()).error().code, Code::corrupt);
}

TEST(Tiff, SurvivesEveryCutAndFlip) {
  testing::expect_robust(picture()
                             .ascii(0x010E, "a cat on a mat")
                             .number(0x0112, 6)
                             .user_comment("ASCII", as_bytes("Steps: 20"))
                             .rationals(2, {{51, 1}, {30, 1}, {36, 1}}, ExifBuilder::Ifd::gps)
                             .build());
}

}  // namespace
}  // namespace sluice::formats
