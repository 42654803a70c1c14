#include "formats/gif.h"

#include "formats/testing/gif_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::GifBuilder;
using testing::read_bytes;
using testing::text_of;
using testing::warns;

TEST(Gif, ReadsAStillPicture) {
  const auto metadata = read_bytes(GifBuilder(320, 200).frame(50).build());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->format, "gif");
  EXPECT_EQ(metadata->technical.width, 320u);
  EXPECT_EQ(metadata->technical.height, 200u);
  EXPECT_EQ(metadata->technical.color_mode, "P");
  EXPECT_EQ(metadata->technical.bit_depth, 3);
  EXPECT_EQ(metadata->technical.has_alpha, false);
  EXPECT_EQ(metadata->technical.frame_count, 1u);
  EXPECT_EQ(metadata->technical.duration_s, 0);
  EXPECT_TRUE(metadata->warnings.empty());
}

TEST(Gif, CountsFramesAndTheirTime) {
  const auto metadata = read_bytes(GifBuilder(320, 200).frame(10).frame(30, true).frame(10).build());
  EXPECT_EQ(metadata->technical.frame_count, 3u);
  EXPECT_DOUBLE_EQ(metadata->technical.duration_s, 0.5);
  EXPECT_DOUBLE_EQ(metadata->technical.frame_rate, 6.0);
  EXPECT_EQ(metadata->technical.has_alpha, true);
}

TEST(Gif, ReadsCommentsAndXmp) {
  const std::string long_comment(1000, 'c');
  const std::string_view packet = R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>)";
  const auto metadata =
      read_bytes(GifBuilder(4, 4).comment(long_comment).xmp(packet).frame(0).comment("behind").build());
  ASSERT_EQ(metadata->texts.size(), 3u);
  EXPECT_EQ(text_of(*metadata, "gif", "comment"), long_comment);
  EXPECT_EQ(text_of(*metadata, "xmp", "packet"), packet);
  EXPECT_EQ(metadata->texts.back().text, "behind");
}

TEST(Gif, KeepsWhatATruncatedFileHolds) {
  Bytes bytes = GifBuilder(4, 4).frame(10).comment("hello world").build();
  bytes.resize(bytes.size() - 1);
  EXPECT_TRUE(warns(*read_bytes(bytes), "cut short"));
  bytes.resize(bytes.size() - 4);
  EXPECT_FALSE(read_bytes(bytes)->warnings.empty());
  EXPECT_TRUE(warns(*read_bytes(GifBuilder(4, 4).build()), "no picture data"));
  EXPECT_EQ(read_bytes(GifBuilder(0, 0).build()).error().code, Code::corrupt);
}

TEST(Gif, SurvivesEveryCutAndFlip) {
  testing::expect_robust(GifBuilder(4, 4).comment("hello").xmp("<a/>").frame(10).frame(10, true).build());
}

}  // namespace
}  // namespace sluice::formats
