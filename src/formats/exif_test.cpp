#include "formats/exif.h"

#include <gtest/gtest.h>

#include "formats/testing/exif_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::BytesBuilder;
using testing::ExifBuilder;
using testing::text_of;
using testing::utf16be;
using testing::utf16le;
using testing::warns;
using Ifd = ExifBuilder::Ifd;

model::RawMetadata read_blob(ByteView blob, const Limits& limits = {}) {
  Collector collector(limits, model::FileType::image, "jpeg");
  read_exif(blob, collector);
  return collector.metadata();
}

constexpr ExifBuilder::Order kOrders[] = {ExifBuilder::Order::little_endian, ExifBuilder::Order::big_endian};

TEST(Exif, ReadsCameraTimeAndPosition) {
  for (const auto order : kOrders) {
    const Bytes blob = ExifBuilder(order)
                           .ascii(0x010F, "Canon ")
                           .ascii(0x0110, "EOS R5")
                           .number(0x0112, 8)
                           .ascii(0xA434, "RF 50mm", Ifd::exif)
                           .ascii(0x9003, "2024:06:01 12:30:15", Ifd::exif)
                           .ascii(0x9011, "+02:00", Ifd::exif)
                           .ascii(0x9291, "25", Ifd::exif)
                           .ascii(1, "S", Ifd::gps)
                           .rationals(2, {{51, 1}, {30, 1}, {36, 1}}, Ifd::gps)
                           .ascii(3, "E", Ifd::gps)
                           .rationals(4, {{7, 1}, {3030, 100}, {0, 0}}, Ifd::gps)
                           .build();
    const model::RawMetadata metadata = read_blob(blob);
    EXPECT_EQ(metadata.camera.make, "Canon");
    EXPECT_EQ(metadata.camera.model, "EOS R5");
    EXPECT_EQ(metadata.camera.lens, "RF 50mm");
    EXPECT_EQ(metadata.technical.orientation, 8);
    ASSERT_TRUE(metadata.camera.taken_at);
    EXPECT_EQ(to_iso8601(*metadata.camera.taken_at), "2024-06-01T10:30:15.250000Z");
    ASSERT_TRUE(metadata.camera.gps_lat);
    EXPECT_NEAR(*metadata.camera.gps_lat, -51.51, 1e-9);
    EXPECT_NEAR(*metadata.camera.gps_lon, 7.505, 1e-9);
    EXPECT_EQ(text_of(metadata, "exif", "Make"), "Canon ");
    EXPECT_EQ(text_of(metadata, "exif", "DateTimeOriginal"), "2024:06:01 12:30:15");
    EXPECT_TRUE(metadata.warnings.empty());
  }
}

TEST(Exif, TakesABlobWithOrWithoutItsPrefix) {
  const ExifBuilder builder = ExifBuilder().ascii(0x0131, "GIMP");
  EXPECT_EQ(text_of(read_blob(builder.build()), "exif", "Software"), "GIMP");
  EXPECT_EQ(text_of(read_blob(builder.build_with_prefix()), "exif", "Software"), "GIMP");
}

TEST(Exif, DecodesUserCommentsHoweverTheyWereWritten) {
  const std::string_view kText = "a cat, Steps: 20";
  struct Case {
    std::string_view code;
    Bytes text;
  };
  const Bytes ascii(as_bytes(kText).begin(), as_bytes(kText).end());
  const Case cases[] = {{"UNICODE", utf16be(kText)},
                        {"UNICODE", utf16le(kText)},
                        {"UNICODE", BytesBuilder().u16be(0xFEFF).bytes(utf16be(kText)).build()},
                        {"UNICODE", BytesBuilder().u16le(0xFEFF).bytes(utf16le(kText)).build()},
                        {"UNICODE", ascii},
                        {"ASCII", ascii},
                        {"", ascii},
                        {"", utf16le(kText)},
                        {"ASCII", BytesBuilder().bytes(ascii).zeros(9).build()}};
  for (const auto order : kOrders) {
    for (const Case& c : cases) {
      EXPECT_EQ(text_of(read_blob(ExifBuilder(order).user_comment(c.code, c.text).build()), "exif", "UserComment"),
                kText)
          << c.code;
    }
  }
  EXPECT_EQ(
      text_of(read_blob(ExifBuilder().undefined(0x9286, as_bytes("no code at all")).build()), "exif", "UserComment"),
      "no code at all");
  EXPECT_EQ(text_of(read_blob(ExifBuilder().user_comment("ASCII", as_bytes("日本語")).build()), "exif", "UserComment"),
            "日本語");
  EXPECT_EQ(text_of(read_blob(ExifBuilder().ascii(0x9286, "as text", Ifd::exif).build()), "exif", "UserComment"),
            "as text");
}

TEST(Exif, DoesNotTakeGraphsForCameras) {
  const model::RawMetadata metadata = read_blob(ExifBuilder()
                                                    .ascii(0x010F, R"(workflow:{"nodes": []})")
                                                    .ascii(0x0110, R"(prompt:{"3": {}})")
                                                    .ascii(0x010E, R"(extra:{"a": 1})")
                                                    .build());
  EXPECT_EQ(metadata.camera.make, "");
  EXPECT_EQ(metadata.camera.model, "");
  EXPECT_EQ(text_of(metadata, "exif", "Make"), R"(workflow:{"nodes": []})");
  EXPECT_EQ(text_of(metadata, "exif", "Model"), R"(prompt:{"3": {}})");
  EXPECT_EQ(text_of(metadata, "exif", "ImageDescription"), R"(extra:{"a": 1})");
}

TEST(Exif, KeepsTextsOfTagsWithoutAName) {
  EXPECT_EQ(text_of(read_blob(ExifBuilder().ascii(0x010C, "workflow:{}").build()), "exif", "0x010C"), "workflow:{}");
}

TEST(Exif, ReadsWindowsTagsAndTheirKeywords) {
  const model::RawMetadata metadata = read_blob(
      ExifBuilder().bytes(0x9C9C, utf16le("a comment")).bytes(0x9C9E, utf16le("sea; sky;")).number(0x4746, 3).build());
  EXPECT_EQ(text_of(metadata, "exif", "XPComment"), "a comment");
  EXPECT_EQ(metadata.subjects, (std::vector<std::string>{"sea", "sky"}));
  EXPECT_EQ(metadata.rating, 3.0);
}

TEST(Exif, KeepsAMakerNoteOnlyIfItIsShortText) {
  EXPECT_EQ(text_of(read_blob(ExifBuilder().undefined(0x927C, as_bytes("fooocus")).build()), "exif", "MakerNote"),
            "fooocus");
  EXPECT_EQ(text_of(read_blob(ExifBuilder().undefined(0x927C, Bytes{1, 2, 3, 4, 5, 6}).build()), "exif", "MakerNote"),
            "(none)");
  EXPECT_EQ(text_of(read_blob(ExifBuilder().undefined(0x927C, Bytes(5000, 'x')).build()), "exif", "MakerNote"),
            "(none)");
}

TEST(Exif, ShowsBothHalvesOfACopyright) {
  EXPECT_EQ(text_of(read_blob(ExifBuilder().ascii(0x8298, std::string_view("A. Adams\0An editor", 18)).build()), "exif",
                    "Copyright"),
            "A. Adams; An editor");
}

TEST(Exif, IgnoresImpossibleValues) {
  const model::RawMetadata metadata = read_blob(ExifBuilder()
                                                    .number(0x0112, 9)
                                                    .ascii(0x9003, "    :  :     :  :  ", Ifd::exif)
                                                    .rationals(2, {{200, 1}, {0, 1}, {0, 1}}, Ifd::gps)
                                                    .rationals(4, {{1, 0}, {0, 1}, {0, 1}}, Ifd::gps)
                                                    .build());
  EXPECT_EQ(metadata.technical.orientation, 1);
  EXPECT_FALSE(metadata.camera.taken_at);
  EXPECT_FALSE(metadata.camera.gps_lat);
}

TEST(Exif, EndsDirectoriesThatReferToThemselves) {
  // IFD0 at 8 names itself as its Exif directory.
  const Bytes loop = BytesBuilder()
                         .text("II")
                         .u16le(42)
                         .u32le(8)
                         .u16le(2)
                         .u16le(0x8769)
                         .u16le(4)
                         .u32le(1)
                         .u32le(8)
                         .u16le(0x8825)
                         .u16le(4)
                         .u32le(1)
                         .u32le(8)
                         .u32le(8)
                         .build();
  EXPECT_TRUE(warns(read_blob(loop), "refers to itself"));
}

TEST(Exif, KeepsTheBeginningOfAValueThatIsCut) {
  Bytes blob = ExifBuilder().ascii(0x010E, "a description that is cut").build();
  blob.resize(blob.size() - 11);
  const model::RawMetadata metadata = read_blob(blob);
  EXPECT_EQ(text_of(metadata, "exif", "ImageDescription"), "a description t");
  EXPECT_TRUE(warns(metadata, "0x010E ends after the data"));
}

TEST(Exif, DoesNotMultiplySharedBytesWithoutBound) {
  // 4000 entries that all show the same megabyte.
  BytesBuilder blob;
  blob.text("II").u16le(42).u32le(8).u16le(4000);
  const std::size_t end = 8 + 2 + 4000 * 12 + 4;
  for (unsigned i = 0; i < 4000; ++i) blob.u16le(i + 1).u16le(2).u32le(1u << 20).u32le(end);
  blob.u32le(0).bytes(Bytes(1u << 20, 'x'));
  const Bytes bytes = blob.build();
  const testing::AllocationWatch watch;
  const model::RawMetadata metadata = read_blob(bytes);
  EXPECT_LT(watch.peak_bytes(), 20u << 20);
  EXPECT_TRUE(warns(metadata, "entries share their values"));
  EXPECT_LE(metadata.texts.size(), 3u);
}

TEST(Exif, WarnsOfWhatIsNoBlob) {
  for (const std::string_view bytes : {"", "II", "not a header at all", "II\x2A"})
    EXPECT_FALSE(read_blob(as_bytes(bytes)).warnings.empty());
}

}  // namespace
}  // namespace sluice::formats
