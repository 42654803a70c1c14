#include "formats/mp4.h"

#include "formats/codecs.h"
#include "formats/testing/isobmff_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::box;
using testing::box_of;
using testing::BytesBuilder;
using testing::film;
using testing::FilmTrack;
using testing::full_box;
using testing::joined;
using testing::movie_header;
using testing::read_bytes;
using testing::text_of;
using testing::track_box;
using testing::warns;

TEST(Mp4, ReadsAFilmWithItsMovieBoxAtEitherEnd) {
  const std::vector<Bytes> movie{movie_header(3'755'289'600u), track_box({.width = 640, .height = 360}),
                                 track_box({.handler = "soun", .codec = "Opus"}, 2)};
  const Bytes at_front =
      joined({testing::file_type_box("isom"), box_of("moov", movie), testing::large_box("mdat", Bytes(100))});
  for (const Bytes& bytes : {film(movie), at_front}) {
    const auto metadata = read_bytes(bytes);
    ASSERT_TRUE(metadata);
    EXPECT_EQ(metadata->format, "mp4");
    EXPECT_EQ(metadata->file_type, model::FileType::video);
    EXPECT_EQ(metadata->technical.width, 640u);
    EXPECT_EQ(metadata->technical.height, 360u);
    EXPECT_DOUBLE_EQ(metadata->technical.duration_s, 2.0);
    EXPECT_DOUBLE_EQ(metadata->technical.frame_rate, 25.0);
    EXPECT_EQ(metadata->technical.video_codec, "h264");
    EXPECT_EQ(metadata->technical.audio_codec, "opus");
    EXPECT_EQ(metadata->technical.color_mode, "");
    ASSERT_TRUE(metadata->container_created_at);
    EXPECT_EQ(to_iso8601(*metadata->container_created_at), "2022-12-31T00:00:00.000000Z");
    EXPECT_TRUE(metadata->warnings.empty());
  }
}

TEST(Mp4, AppliesTheRotation) {
  const std::uint16_t orientations[] = {1, 6, 3, 8};
  for (int turns = 0; turns < 4; ++turns) {
    const auto metadata =
        read_bytes(film({movie_header(), track_box({.width = 640, .height = 360, .quarter_turns = turns})}));
    EXPECT_EQ(metadata->technical.width, turns % 2 == 0 ? 640u : 360u);
    EXPECT_EQ(metadata->technical.orientation, orientations[turns]);
  }
}

TEST(Mp4, ReadsKeyedTagsAsComfyUiWritesThem) {
  const auto metadata = read_bytes(film(
      {movie_header(), track_box({}), testing::keyed_metadata({{"prompt", R"({"3": {}})"}, {"workflow", "日本"}})}));
  EXPECT_EQ(text_of(*metadata, "mp4", "prompt"), R"({"3": {}})");
  EXPECT_EQ(text_of(*metadata, "mp4", "workflow"), "日本");
}

TEST(Mp4, ReadsTunesTagsUnderReadableNames) {
  const auto metadata = read_bytes(film({movie_header(), track_box({}),
                                         testing::itunes_metadata({{"\xA9"
                                                                    "cmt",
                                                                    "{}"},
                                                                   {"\xA9nam", "A title"},
                                                                   {"\xA9too", "Lavf"},
                                                                   {"desc", "words"},
                                                                   {"abcd", "other"}})}));
  EXPECT_EQ(text_of(*metadata, "mp4", "comment"), "{}");
  EXPECT_EQ(text_of(*metadata, "mp4", "title"), "A title");
  EXPECT_EQ(text_of(*metadata, "mp4", "encoder"), "Lavf");
  EXPECT_EQ(text_of(*metadata, "mp4", "description"), "words");
  EXPECT_EQ(text_of(*metadata, "mp4", "abcd"), "other");
}

TEST(Mp4, ReadsFreeFormAndNumericTags) {
  const Bytes free_form =
      box_of("----", {full_box("mean", 0, 0, as_bytes("com.example")), full_box("name", 0, 0, as_bytes("PROMPT")),
                      testing::data_box(1, as_bytes("a cat"))});
  const Bytes number = box("tmpo", testing::data_box(21, BytesBuilder().u16be(0xFFFE).build()));
  const Bytes picture = box("covr", testing::data_box(13, Bytes(10)));
  const Bytes tags = box_of(
      "udta",
      {full_box("meta", 0, 0, joined({testing::handler_box("mdir"), box_of("ilst", {free_form, number, picture})}))});
  const auto metadata = read_bytes(film({movie_header(), track_box({}), tags}));
  EXPECT_EQ(text_of(*metadata, "mp4", "PROMPT"), "a cat");
  EXPECT_EQ(text_of(*metadata, "mp4", "tmpo"), "-2");
  EXPECT_EQ(metadata->texts.size(), 2u);
}

TEST(Mp4, ReadsQuickTimesOwnForms) {
  const auto atom = [](std::string_view type, std::string_view text) {
    return box(type, BytesBuilder().u16be(text.size()).u16be(0x55C4).text(text).build());
  };
  const Bytes tags =
      box_of("udta", {atom("\xA9xyz", "+32.09+034.86/"), atom("\xA9mak", "Apple"), BytesBuilder().u32be(0).build()});
  // QuickTime's "meta" is no full box.
  const Bytes keyed = box_of(
      "meta",
      {testing::handler_box("mdta"),
       box("keys",
           BytesBuilder().u32be(0).u32be(1).u32be(8 + 34).text("mdtacom.apple.quicktime.creationdate  ").build()),
       box("ilst", BytesBuilder()
                       .u32be(8 + 16 + 24)
                       .u32be(1)
                       .bytes(testing::data_box(1, as_bytes("2019-07-24T11:25:40+0300")))
                       .build())});
  const auto metadata = read_bytes(film({movie_header(), track_box({}), tags, keyed}, "qt  "));
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->format, "mov");
  EXPECT_EQ(text_of(*metadata, "mov", "location"), "+32.09+034.86/");
  EXPECT_EQ(metadata->camera.make, "Apple");
  EXPECT_NEAR(*metadata->camera.gps_lat, 32.09, 1e-9);
}

TEST(Mp4, ReadsXmpInItsOwnBox) {
  const Bytes uuid{0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC};
  const std::string_view packet = R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>)";
  const Bytes xmp = box("uuid", BytesBuilder().bytes(uuid).text(packet).build());
  EXPECT_EQ(text_of(*read_bytes(joined({film({movie_header(), track_box({})}), xmp})), "xmp", "packet"), packet);
}

TEST(Mp4, FindsTheDurationOfFragmentedFilms) {
  const Bytes track = track_box({.time_scale = 1000, .samples = 0, .sample_duration = 40});
  const Bytes trex = full_box("trex", 0, 0, BytesBuilder().u32be(1).u32be(1).u32be(40).zeros(8).build());
  const Bytes mehd = full_box("mehd", 0, 0, BytesBuilder().u32be(7000).build());
  const Bytes with_mehd = film({movie_header(0, 0), track, box_of("mvex", {mehd, trex})});
  EXPECT_DOUBLE_EQ(read_bytes(with_mehd)->technical.duration_s, 7.0);
  EXPECT_DOUBLE_EQ(read_bytes(with_mehd)->technical.frame_rate, 25.0);

  const Bytes without = film({movie_header(0, 0), track, box_of("mvex", {trex})});
  const Bytes sidx = full_box("sidx", 0, 0,
                              BytesBuilder()
                                  .u32be(1)
                                  .u32be(1000)
                                  .zeros(8)
                                  .u16be(0)
                                  .u16be(2)
                                  .zeros(4)
                                  .u32be(2000)
                                  .zeros(8)
                                  .u32be(3000)
                                  .zeros(4)
                                  .build());
  EXPECT_DOUBLE_EQ(read_bytes(joined({without, sidx}))->technical.duration_s, 5.0);

  const auto fragment = [](std::uint32_t start) {
    const Bytes tfhd = full_box("tfhd", 0, 0x020000, BytesBuilder().u32be(1).build());
    const Bytes tfdt = full_box("tfdt", 0, 0, BytesBuilder().u32be(start).build());
    const Bytes trun =
        full_box("trun", 0, 0x300, BytesBuilder().u32be(2).u32be(40).u32be(9).u32be(60).u32be(9).build());
    return box_of("moof", {full_box("mfhd", 0, 0, Bytes(4)), box_of("traf", {tfhd, tfdt, trun})});
  };
  EXPECT_DOUBLE_EQ(read_bytes(joined({without, fragment(0), fragment(100)}))->technical.duration_s, 0.2);
}

TEST(Mp4, IsCorruptWithoutAMovieBox) {
  Bytes bytes = film({movie_header(), track_box({})});
  bytes.resize(100);
  const auto metadata = read_bytes(bytes);
  ASSERT_FALSE(metadata);
  EXPECT_EQ(metadata.error().code, Code::corrupt);
  EXPECT_TRUE(metadata.error().message.contains("no moov"));
}

TEST(Mp4, IsUnsupportedWithoutPictures) {
  EXPECT_EQ(read_bytes(film({movie_header(), track_box({.handler = "soun", .codec = "mp4a"})}, "M4A ")).error().code,
            Code::unsupported);
  EXPECT_EQ(read_bytes(film({movie_header()})).error().code, Code::corrupt);
}

TEST(Mp4, WarnsWhenMediaDataIsCutShort) {
  Bytes bytes = joined(
      {testing::file_type_box("isom"), box_of("moov", {movie_header(), track_box({})}), box("mdat", Bytes(100))});
  bytes.resize(bytes.size() - 50);
  EXPECT_TRUE(warns(*read_bytes(bytes), "mdat box ends after the file"));
}

constexpr std::uint64_t kHole = 1ull << 40;

// A terabyte of which only the front and the back may be read.
class SparseSource final : public ByteSource {
 public:
  SparseSource(Bytes front, Bytes back) : front_(std::move(front)), back_(std::move(back)) {}
  [[nodiscard]] std::uint64_t size() const override { return kHole + back_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<Byte> out) const override {
    if (offset >= kHole) return MemorySource(back_).read_at(offset - kHole, out);
    if (offset >= front_.size()) return fail(Code::internal, "media data was read");
    return MemorySource(front_).read_at(offset, out);
  }

 private:
  Bytes front_;
  Bytes back_;
};

TEST(Mp4, NeverReadsMediaData) {
  const Bytes type = testing::file_type_box("isom");
  const Bytes front = BytesBuilder().bytes(type).u32be(1).text("mdat").u64be(kHole - type.size()).build();
  const Bytes back = box_of("moov", {movie_header(), track_box({}), testing::keyed_metadata({{"prompt", "{}"}})});
  const auto metadata = read(SparseSource(front, back), {});
  ASSERT_TRUE(metadata) << metadata.error().message;
  EXPECT_EQ(text_of(*metadata, "mp4", "prompt"), "{}");
}

TEST(Mp4, NamesCodecs) {
  const std::pair<FourCC, std::string_view> cases[] = {
      {fourcc("avc1"), "h264"},   {fourcc("hvc1"), "hevc"}, {fourcc("av01"), "av1"}, {fourcc("vp09"), "vp9"},
      {fourcc("apcn"), "prores"}, {fourcc("Opus"), "opus"}, {fourcc("XyZ "), "xyz"}, {0, ""}};
  for (const auto& [entry, name] : cases) EXPECT_EQ(mp4_codec(entry, 0), name);
  EXPECT_EQ(mp4_codec(fourcc("mp4a"), 0x6B), "mp3");
  EXPECT_EQ(mp4_codec(fourcc("mp4v"), 0x6C), "mjpeg");
}

TEST(Mp4, SurvivesEveryCutAndFlip) {
  testing::expect_robust(film({movie_header(3'755'289'600u), track_box({}), testing::keyed_metadata({{"prompt", "{}"}}),
                               testing::itunes_metadata({{"\xA9"
                                                          "cmt",
                                                          "x"}})}));
}

TEST(Mp4, SurvivesEveryCutAndFlipOfAFragmentedFilm) {
  const Bytes trex = full_box("trex", 0, 0, BytesBuilder().u32be(1).u32be(1).u32be(40).zeros(8).build());
  const Bytes trun = full_box("trun", 0, 0x100, BytesBuilder().u32be(1).u32be(40).build());
  const Bytes moof =
      box_of("moof", {box_of("traf", {full_box("tfhd", 0, 8, BytesBuilder().u32be(1).u32be(40).build()), trun})});
  const Bytes sidx =
      full_box("sidx", 0, 0,
               BytesBuilder().u32be(1).u32be(1000).zeros(8).u16be(0).u16be(1).zeros(4).u32be(2000).zeros(4).build());
  testing::expect_robust(
      joined({film({movie_header(0, 0), track_box({.samples = 0}), box_of("mvex", {trex})}), sidx, moof}));
}

}  // namespace
}  // namespace sluice::formats
