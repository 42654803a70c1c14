#include "formats/webp.h"

#include "formats/testing/exif_builder.h"
#include "formats/testing/reading.h"
#include "formats/testing/riff_builder.h"

namespace sluice::formats {
namespace {

using testing::ExifBuilder;
using testing::read_bytes;
using testing::text_of;
using testing::warns;
using testing::WebpBuilder;

constexpr Byte kAnimation = 0x02;
constexpr Byte kAlpha = 0x10;

TEST(Webp, ReadsTheThreeKindsOfHeader) {
  const auto lossy = read_bytes(WebpBuilder().chunk("VP8 ", WebpBuilder::lossy(1000, 600)).build());
  ASSERT_TRUE(lossy);
  EXPECT_EQ(lossy->format, "webp");
  EXPECT_EQ(lossy->technical.width, 1000u);
  EXPECT_EQ(lossy->technical.height, 600u);
  EXPECT_EQ(lossy->technical.color_mode, "RGB");
  EXPECT_EQ(lossy->technical.has_alpha, false);
  EXPECT_EQ(lossy->technical.frame_count, 1u);
  EXPECT_TRUE(lossy->warnings.empty());

  const auto lossless = read_bytes(WebpBuilder().chunk("VP8L", WebpBuilder::lossless(16384, 1, true)).build());
  EXPECT_EQ(lossless->technical.width, 16384u);
  EXPECT_EQ(lossless->technical.height, 1u);
  EXPECT_EQ(lossless->technical.color_mode, "RGBA");

  const auto extended = read_bytes(WebpBuilder()
                                       .extended(70000, 500, kAlpha)
                                       .chunk("ALPH", Bytes(3))
                                       .chunk("VP8 ", WebpBuilder::lossy(100, 500))
                                       .build());
  EXPECT_EQ(extended->technical.width, 70000u);
  EXPECT_EQ(extended->technical.has_alpha, true);
}

TEST(Webp, MeasuresAnimations) {
  const auto metadata = read_bytes(
      WebpBuilder().extended(64, 48, kAnimation).chunk("ANIM", Bytes(6)).frame(100).frame(300).frame(100).build());
  EXPECT_EQ(metadata->technical.frame_count, 3u);
  EXPECT_DOUBLE_EQ(metadata->technical.duration_s, 0.5);
  EXPECT_DOUBLE_EQ(metadata->technical.frame_rate, 6.0);
  EXPECT_EQ(metadata->file_type, model::FileType::image);
}

TEST(Webp, ReadsExifWithAndWithoutItsPrefix) {
  const ExifBuilder exif =
      ExifBuilder().ascii(0x0110, R"(prompt:{"3": {}})").ascii(0x010F, "workflow:{}").number(0x0112, 6);
  for (const Bytes& blob : {exif.build(), exif.build_with_prefix()}) {
    const auto metadata = read_bytes(
        WebpBuilder().extended(64, 48, 8).chunk("VP8 ", WebpBuilder::lossy(64, 48)).chunk("EXIF", blob).build());
    EXPECT_EQ(text_of(*metadata, "exif", "Model"), R"(prompt:{"3": {}})");
    EXPECT_EQ(text_of(*metadata, "exif", "Make"), "workflow:{}");
    EXPECT_EQ(metadata->camera.model, "");
    EXPECT_EQ(metadata->technical.width, 48u);
  }
}

TEST(Webp, StepsOverOddChunksAndReadsXmpBehindThem) {
  const std::string_view packet = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"></x:xmpmeta>";
  const auto metadata = read_bytes(WebpBuilder()
                                       .chunk("VP8 ", WebpBuilder::lossy(64, 48))
                                       .chunk("ODD ", Bytes(7))
                                       .chunk("XMP ", as_bytes(packet))
                                       .build());
  EXPECT_EQ(text_of(*metadata, "xmp", "packet"), packet);
  EXPECT_TRUE(metadata->warnings.empty());
}

TEST(Webp, KeepsWhatATruncatedFileHolds) {
  Bytes bytes = WebpBuilder()
                    .extended(64, 48, 0)
                    .chunk("EXIF", ExifBuilder().ascii(0x0131, "GIMP").build())
                    .chunk("VP8 ", WebpBuilder::lossy(64, 48))
                    .build();
  bytes.resize(bytes.size() - 4);
  const auto metadata = read_bytes(bytes);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(text_of(*metadata, "exif", "Software"), "GIMP");
  EXPECT_TRUE(warns(*metadata, "cut short"));
  EXPECT_TRUE(warns(*read_bytes(WebpBuilder().extended(64, 48, 0).build()), "no picture data"));
}

TEST(Webp, IsCorruptWithoutDimensions) {
  EXPECT_EQ(read_bytes(WebpBuilder().build()).error().code, Code::corrupt);
  EXPECT_EQ(read_bytes(WebpBuilder().chunk("VP8 ", Bytes(10)).build()).error().code, Code::corrupt);
  EXPECT_EQ(read_bytes(WebpBuilder().chunk("VP8L", Bytes(5)).build()).error().code, Code::corrupt);
}

TEST(Webp, SurvivesEveryCutAndFlip) {
  testing::expect_robust(WebpBuilder()
                             .extended(64, 48, kAnimation)
                             .frame(100)
                             .frame(50)
                             .chunk("EXIF", ExifBuilder().ascii(0x010F, "workflow:{}").build_with_prefix())
                             .chunk("XMP ", as_bytes("<a>&amp;</a>"))
                             .build());
}

}  // namespace
}  // namespace sluice::formats
