#include "formats/heif.h"

#include "formats/testing/exif_builder.h"
#include "formats/testing/isobmff_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::BytesBuilder;
using testing::ExifBuilder;
using testing::HeifBuilder;
using testing::read_bytes;
using testing::text_of;
using testing::warns;

constexpr std::string_view kXmp = R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>)";

TEST(Heif, NamesTheFormatByItsBrands) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"avif", "avif"}, {"avis", "avif"}, {"heic", "heic"}, {"heix", "heic"}, {"mif1", "heic"}};
  for (const auto& [brand, format] : cases) {
    const auto metadata = read_bytes(HeifBuilder(640, 480, brand).build());
    ASSERT_TRUE(metadata) << brand;
    EXPECT_EQ(metadata->format, format);
    EXPECT_EQ(metadata->file_type, model::FileType::image);
  }
}

TEST(Heif, DescribesThePrimaryItem) {
  const auto metadata = read_bytes(HeifBuilder(640, 480).alpha().build());
  EXPECT_EQ(metadata->technical.width, 640u);
  EXPECT_EQ(metadata->technical.height, 480u);
  EXPECT_EQ(metadata->technical.bit_depth, 10);
  EXPECT_EQ(metadata->technical.color_mode, "RGBA");
  EXPECT_EQ(metadata->technical.has_alpha, true);
  EXPECT_EQ(metadata->technical.frame_count, 1u);
  EXPECT_TRUE(metadata->warnings.empty());
}

TEST(Heif, TurnsByItsOwnPropertyAndNotByExif) {
  const Bytes exif = ExifBuilder().number(0x0112, 6).build();
  const auto metadata = read_bytes(HeifBuilder(640, 480).exif(exif).build());
  EXPECT_EQ(metadata->technical.orientation, 6);
  EXPECT_EQ(metadata->technical.width, 640u);
  EXPECT_EQ(read_bytes(HeifBuilder(640, 480).turned(3).exif(exif).build())->technical.width, 480u);
  EXPECT_EQ(read_bytes(HeifBuilder(640, 480).turned(2).build())->technical.width, 640u);
}

TEST(Heif, ShowsOnlyTheCleanAperture) {
  const Bytes clap = testing::box("clap", BytesBuilder().u32be(600).u32be(1).u32be(800).u32be(2).zeros(16).build());
  const auto metadata = read_bytes(HeifBuilder(640, 480).property(clap).build());
  EXPECT_EQ(metadata->technical.width, 600u);
  EXPECT_EQ(metadata->technical.height, 400u);
}

TEST(Heif, ReadsItemsInEveryFormOfLocation) {
  const Bytes exif = ExifBuilder().ascii(0x0110, R"(prompt:{"3": {}})").build();
  for (const Byte version : {Byte{0}, Byte{1}, Byte{2}}) {
    for (const Byte bytes : {Byte{4}, Byte{8}}) {
      for (const bool in_idat : {false, true}) {
        if (in_idat && version == 0) continue;
        HeifBuilder builder(640, 480);
        builder.exif(exif).xmp(kXmp).location_version(version).offset_bytes(bytes);
        if (in_idat) builder.in_idat();
        const auto metadata = read_bytes(builder.build());
        ASSERT_TRUE(metadata);
        EXPECT_EQ(text_of(*metadata, "exif", "Model"), R"(prompt:{"3": {}})")
            << int{version} << ' ' << int{bytes} << ' ' << in_idat;
        EXPECT_EQ(text_of(*metadata, "xmp", "packet"), kXmp);
        EXPECT_TRUE(metadata->warnings.empty());
      }
    }
  }
}

TEST(Heif, FindsTheTiffHeaderHoweverTheItemBegins) {
  const ExifBuilder exif = ExifBuilder().ascii(0x0131, "GIMP");
  const Bytes items[] = {BytesBuilder().u32be(6).bytes(exif.build_with_prefix()).build(),
                         BytesBuilder().u32be(0).bytes(exif.build_with_prefix()).build(), exif.build_with_prefix(),
                         exif.build()};
  for (const Bytes& item : items)
    EXPECT_EQ(text_of(*read_bytes(HeifBuilder(64, 48).item("Exif", item).build()), "exif", "Software"), "GIMP");
}

TEST(Heif, CountsTheFramesOfASequence) {
  const Bytes still = HeifBuilder(64, 48, "avis").build();
  const Bytes movie = testing::box_of(
      "moov", {testing::movie_header(),
               testing::track_box({.handler = "pict", .codec = "av01", .samples = 25, .sample_duration = 512})});
  const auto metadata = read_bytes(testing::joined({still, movie}));
  EXPECT_EQ(metadata->format, "avif");
  EXPECT_EQ(metadata->technical.frame_count, 25u);
  EXPECT_DOUBLE_EQ(metadata->technical.duration_s, 1.0);
  EXPECT_DOUBLE_EQ(metadata->technical.frame_rate, 25.0);
  const auto without_still = read_bytes(testing::joined({testing::file_type_box("avis"), movie}));
  EXPECT_EQ(without_still->technical.width, 64u);
}

TEST(Heif, KeepsWhatATruncatedFileHolds) {
  Bytes bytes = HeifBuilder(640, 480).exif(ExifBuilder().ascii(0x0131, "a program").build()).build();
  bytes.resize(bytes.size() - 4);
  const auto metadata = read_bytes(bytes);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(text_of(*metadata, "exif", "Software"), "a prog");
  EXPECT_TRUE(warns(*metadata, "cut short"));
  bytes.resize(60);
  EXPECT_EQ(read_bytes(bytes).error().code, Code::corrupt);
}

TEST(Heif, SurvivesEveryCutAndFlip) {
  testing::expect_robust(HeifBuilder(640, 480)
                             .alpha()
                             .turned(1)
                             .exif(ExifBuilder().ascii(0x010F, "Leica").build())
                             .xmp(kXmp)
                             .location_version(1)
                             .build());
}

}  // namespace
}  // namespace sluice::formats
