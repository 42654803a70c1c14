#include "formats/matroska.h"

#include "formats/testing/ebml_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::BytesBuilder;
using testing::element;
using testing::element_of;
using testing::MatroskaFile;
using testing::number_element;
using testing::read_bytes;
using testing::TagsAt;
using testing::text_of;
using testing::warns;

constexpr std::uint32_t kSegment = 0x18538067;
constexpr std::uint32_t kCluster = 0x1F43B675;
constexpr std::uint32_t kTags = 0x1254C367;

TEST(Matroska, DescribesAFilm) {
  const auto metadata = read_bytes(MatroskaFile{}.build());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->format, "webm");
  EXPECT_EQ(metadata->file_type, model::FileType::video);
  EXPECT_EQ(metadata->technical.width, 320u);
  EXPECT_EQ(metadata->technical.height, 240u);
  EXPECT_EQ(metadata->technical.video_codec, "vp9");
  EXPECT_EQ(metadata->technical.audio_codec, "opus");
  EXPECT_DOUBLE_EQ(metadata->technical.duration_s, 3.0);
  EXPECT_DOUBLE_EQ(metadata->technical.frame_rate, 25.0);
  EXPECT_EQ(to_iso8601(*metadata->container_created_at), "2025-01-01T00:00:00.000000Z");
  EXPECT_EQ(text_of(*metadata, "mkv", "writing_app"), "tiny muxer");
  EXPECT_TRUE(metadata->warnings.empty());
}

TEST(Matroska, NamesTheFormatByItsDocumentType) {
  EXPECT_EQ(read_bytes(MatroskaFile{.doc_type = "matroska"}.build())->format, "mkv");
}

TEST(Matroska, NamesCodecs) {
  const std::pair<std::string_view, std::string_view> cases[] = {{"V_MPEG4/ISO/AVC", "h264"},
                                                                 {"V_MPEGH/ISO/HEVC", "hevc"},
                                                                 {"V_VP8", "vp8"},
                                                                 {"V_AV1", "av1"},
                                                                 {"V_NEW", "v_new"}};
  for (const auto& [id, name] : cases)
    EXPECT_EQ(read_bytes(MatroskaFile{.video_codec = std::string(id)}.build())->technical.video_codec, name);
}

TEST(Matroska, FindsTagsWhereverTheyAre) {
  for (const TagsAt where : {TagsAt::front, TagsAt::end_with_seek_head, TagsAt::end}) {
    const auto metadata =
        read_bytes(MatroskaFile{.tags = {{"PROMPT", R"({"3": {}})"}, {"WORKFLOW", "日本"}}, .tags_at = where}.build());
    ASSERT_TRUE(metadata);
    EXPECT_EQ(text_of(*metadata, "mkv", "PROMPT"), R"({"3": {}})");
    EXPECT_EQ(text_of(*metadata, "mkv", "WORKFLOW"), "日本");
    EXPECT_EQ(metadata->texts.size(), 3u);
    EXPECT_TRUE(metadata->warnings.empty());
  }
}

TEST(Matroska, ReadsNestedTags) {
  const MatroskaFile file;
  const Bytes tags =
      element_of(kTags, {element_of(0x7373, {testing::simple_tag("ARTIST", "A", {testing::simple_tag("URL", "B")})})});
  const auto metadata = read_bytes(testing::BytesBuilder()
                                       .bytes(file.header())
                                       .bytes(element_of(kSegment, {file.info(), file.tracks(), tags}))
                                       .build());
  EXPECT_EQ(text_of(*metadata, "mkv", "ARTIST"), "A");
  EXPECT_EQ(text_of(*metadata, "mkv", "ARTIST/URL"), "B");
}

TEST(Matroska, StopsAtTheLimitOfNesting) {
  const MatroskaFile file;
  Bytes tag = testing::simple_tag("X", "deep");
  for (int i = 0; i < 200; ++i) tag = testing::simple_tag("X", "", {tag});
  const auto metadata = read_bytes(
      BytesBuilder()
          .bytes(file.header())
          .bytes(element_of(kSegment, {file.info(), file.tracks(), element_of(kTags, {element_of(0x7373, {tag})})}))
          .build());
  ASSERT_TRUE(metadata);
  EXPECT_TRUE(warns(*metadata, "too deeply nested"));
}

TEST(Matroska, TagsThatAreNestedTooDeeplyCostNoneOfTheFilm) {
  const MatroskaFile file;
  Bytes tag = testing::simple_tag("X", "deep");
  for (int i = 0; i < 200; ++i) tag = testing::simple_tag("X", "", {tag});
  const Bytes tags = element_of(kTags, {element_of(0x7373, {tag, testing::simple_tag("TITLE", "behind")})});
  const auto metadata = read_bytes(
      BytesBuilder().bytes(file.header()).bytes(element_of(kSegment, {tags, file.info(), file.tracks()})).build());
  ASSERT_TRUE(metadata) << metadata.error().message;
  EXPECT_TRUE(warns(*metadata, "too deeply nested"));
  EXPECT_EQ(metadata->technical.width, file.width);
  EXPECT_EQ(text_of(*metadata, "mkv", "TITLE"), "behind");
}

TEST(Matroska, MoreElementsThanAreReadBeforeTheTracksAreTooLarge) {
  const MatroskaFile file{.tags = {{"A", "a"}, {"B", "b"}}, .tags_at = testing::TagsAt::front};
  Limits limits;
  limits.chunks = 2;
  const auto metadata = read(MemorySource(file.build()), limits);
  ASSERT_FALSE(metadata);
  EXPECT_EQ(metadata.error().code, Code::too_large);
  EXPECT_EQ(metadata.error().message, "more than 2 chunks before the dimensions");
}

TEST(Matroska, ReadsStreamsOfUnknownSize) {
  const MatroskaFile file{.duration_ms = 0};
  const auto cluster = [](std::uint64_t time) {
    return testing::unknown_size_element(
        kCluster, BytesBuilder()
                      .bytes(number_element(0xE7, time))
                      .bytes(element(0xA3, BytesBuilder().u8(0x81).u16be(500).u8(0).zeros(20).build()))
                      .build());
  };
  const Bytes tags = element_of(kTags, {element_of(0x7373, {testing::simple_tag("PROMPT", "{}")})});
  const Bytes body =
      BytesBuilder().bytes(file.info()).bytes(file.tracks()).bytes(cluster(0)).bytes(cluster(2000)).bytes(tags).build();
  const auto metadata =
      read_bytes(BytesBuilder().bytes(file.header()).bytes(testing::unknown_size_element(kSegment, body)).build());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(text_of(*metadata, "mkv", "PROMPT"), "{}");
  EXPECT_DOUBLE_EQ(metadata->technical.duration_s, 2.5);
  EXPECT_TRUE(metadata->warnings.empty());
}

TEST(Matroska, TakesTheDurationOfUnfinishedRecordingsFromTheirLastCluster) {
  const MatroskaFile file{.duration_ms = 0};
  const Bytes block = BytesBuilder().u8(0x81).u16be(750).u8(0).zeros(20).build();
  const Bytes first = element_of(kCluster, {number_element(0xE7, 0), element(0xA3, block)});
  const Bytes last = element_of(kCluster, {number_element(0xE7, 5000), element_of(0xA0, {element(0xA1, block)})});
  const auto metadata = read_bytes(BytesBuilder()
                                       .bytes(file.header())
                                       .bytes(element_of(kSegment, {file.info(), file.tracks(), first, last}))
                                       .build());
  EXPECT_DOUBLE_EQ(metadata->technical.duration_s, 5.75);
}

TEST(Matroska, KeepsWhatATruncatedFileHolds) {
  Bytes bytes = MatroskaFile{.tags = {{"PROMPT", "{}"}}}.build();
  bytes.resize(bytes.size() - 40);
  const auto metadata = read_bytes(bytes);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(text_of(*metadata, "mkv", "PROMPT"), "{}");
  EXPECT_TRUE(warns(*metadata, "cut short"));
}

TEST(Matroska, IsCorruptWithoutTracksAndUnsupportedWithoutPictures) {
  const MatroskaFile file;
  EXPECT_EQ(read_bytes(file.header()).error().code, Code::corrupt);
  EXPECT_EQ(
      read_bytes(BytesBuilder().bytes(file.header()).bytes(element_of(kSegment, {file.info()})).build()).error().code,
      Code::corrupt);
  const Bytes sound = element_of(0x1654AE6B, {element_of(0xAE, {number_element(0x83, 2), element(0x86, "A_OPUS")})});
  EXPECT_EQ(read_bytes(BytesBuilder().bytes(file.header()).bytes(element_of(kSegment, {file.info(), sound})).build())
                .error()
                .code,
            Code::unsupported);
}

TEST(Matroska, EndsSeekHeadsThatReferToThemselves) {
  const MatroskaFile file;
  const Bytes seek_head = element_of(
      0x114D9B74,
      {element_of(0x4DBB, {element(0x53AB, BytesBuilder().u32be(0x114D9B74).build()), number_element(0x53AC, 0)}),
       element_of(0x4DBB, {element(0x53AB, BytesBuilder().u32be(kTags).build()), number_element(0x53AC, 1ull << 60)}),
       element_of(0x4DBB, {element(0x53AB, BytesBuilder().u32be(kTags).build()), number_element(0x53AC, 1)})});
  const auto metadata = read_bytes(
      BytesBuilder().bytes(file.header()).bytes(element_of(kSegment, {seek_head, file.info(), file.tracks()})).build());
  ASSERT_TRUE(metadata);
  EXPECT_TRUE(warns(*metadata, "lies outside the file"));
  EXPECT_TRUE(warns(*metadata, "points at something else"));
}

TEST(Matroska, SurvivesEveryCutAndFlip) {
  testing::expect_robust(MatroskaFile{.tags = {{"PROMPT", "{}"}}, .tags_at = TagsAt::end_with_seek_head}.build());
}

}  // namespace
}  // namespace sluice::formats
