#include "pixels/film.h"

#include <gtest/gtest.h>

#include "formats/read.h"
#include "formats/testing/ebml_builder.h"
#include "formats/testing/isobmff_builder.h"
#include "pixels/testing/film_maker.h"
#include "pixels/testing/quarters.h"

namespace sluice::pixels {
namespace {

using namespace testing;

constexpr Color kGrey{128, 128, 128};

template <class... Pictures>
std::vector<Image> images(Pictures&&... pictures) {
  std::vector<Image> out;
  (out.push_back(std::move(pictures)), ...);
  return out;
}

TEST(FilmPixels, DecodesTheUsualCodecs) {
  struct Case {
    const char* container;
    const char* encoder;
  };
  const Case cases[] = {{"mp4", "mpeg4"},       {"mp4", "libx264"},      {"mov", "libx264"},
                        {"mp4", "libx265"},     {"matroska", "libx264"}, {"webm", "libvpx"},
                        {"webm", "libvpx-vp9"}, {"mp4", "libaom-av1"},   {"mov", "mjpeg"}};
  for (const auto& [container, encoder] : cases) {
    const Bytes bytes =
        make_film({.container = container, .encoder = encoder}, images(quarters(), quarters(), quarters()));
    ASSERT_FALSE(bytes.empty()) << encoder;
    const auto decoded = decode_bytes(&decode_film, bytes);
    ASSERT_TRUE(decoded) << encoder << ": " << decoded.error().message;
    EXPECT_EQ(decoded->image.width(), kWidth);
    EXPECT_EQ(decoded->image.height(), kHeight);
    EXPECT_FALSE(decoded->image.has_alpha());
    EXPECT_FALSE(decoded->is_lossless);
    EXPECT_TRUE(decoded->is_every_pixel);
    EXPECT_EQ(decoded->orientation, 1);
    SCOPED_TRACE(encoder);
    expect_quarters(decoded->image, 24);
  }
}

TEST(FilmPixels, HeedsColorMatrixAndRange) {
  for (const bool full : {false, true}) {
    for (const AVColorSpace matrix : {AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M, AVCOL_SPC_BT2020_NCL}) {
      const Bytes bytes = make_film({.matrix = matrix, .full_range = full}, images(quarters()));
      const auto decoded = decode_bytes(&decode_film, bytes);
      ASSERT_TRUE(decoded) << decoded.error().message;
      expect_quarters(decoded->image, 10);
    }
  }
}

TEST(FilmPixels, TakesFramesEvenlyOverTheLength) {
  std::vector<Image> pictures;
  for (int i = 0; i < 40; ++i) pictures.push_back(plain(i < 10 ? kRed : i < 24 ? kGreen : kBlue));
  for (const int key_distance : {5, 1000}) {
    for (const char* container : {"mp4", "matroska"}) {
      const Bytes bytes = make_film({.container = container, .key_distance = key_distance}, pictures);
      const auto decoded = decode_bytes(&decode_film, bytes, {.frames = 3});
      ASSERT_TRUE(decoded) << decoded.error().message;
      ASSERT_EQ(decoded->more_frames.size(), 2u) << key_distance << container;
      EXPECT_TRUE(is_color(decoded->image, 20, 20, kRed, 10));
      EXPECT_TRUE(is_color(decoded->more_frames[0], 20, 20, kGreen, 10));
      EXPECT_TRUE(is_color(decoded->more_frames[1], 20, 20, kBlue, 10));
      EXPECT_TRUE(decode_bytes(&decode_film, bytes)->more_frames.empty());
    }
  }
}

TEST(FilmPixels, GoesThroughNoMorePacketsThanAllowed) {
  const std::vector<Image> pictures = [] {
    std::vector<Image> same;
    for (int i = 0; i < 30; ++i) same.push_back(plain(kGrey));
    return same;
  }();
  Limits limits;
  limits.frames_passed = 12;
  const auto decoded = decode_bytes(&decode_film, make_film({.key_distance = 1000}, pictures), {.frames = 3}, limits);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->more_frames.size(), 1u);
  limits = {};
  limits.pixels_passed = std::uint64_t{12} * kWidth * kHeight;
  const auto narrow = decode_bytes(&decode_film, make_film({.key_distance = 1000}, pictures), {.frames = 3}, limits);
  ASSERT_TRUE(narrow) << narrow.error().message;
  EXPECT_EQ(narrow->more_frames.size(), 1u);
}

TEST(FilmPixels, ScalesLargeFramesDownToEnough) {
  const Bytes bytes = make_film({}, images(quarters(1920, 1080)));
  const auto scaled = decode_bytes(&decode_film, bytes);
  ASSERT_TRUE(scaled);
  EXPECT_EQ(scaled->image.width(), 960u);
  EXPECT_EQ(scaled->image.height(), 540u);
  EXPECT_FALSE(scaled->is_every_pixel);
  expect_quarters(scaled->image, 10);
  const auto full = decode_bytes(&decode_film, bytes, {.every_pixel = true});
  ASSERT_TRUE(full);
  EXPECT_EQ(full->image.width(), 1920u);
  EXPECT_TRUE(full->is_every_pixel);
  expect_quarters(full->image, 10);
}

TEST(FilmPixels, MakesPixelsSquare) {
  const Bytes bytes = make_film({.aspect = {2, 1}}, images(quarters()));
  const auto shown = decode_bytes(&decode_film, bytes);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->image.width(), 2 * kWidth);
  EXPECT_EQ(shown->image.height(), kHeight);
  EXPECT_FALSE(shown->is_every_pixel);
  EXPECT_EQ(decode_bytes(&decode_film, bytes, {.every_pixel = true})->image.width(), kWidth);
}

TEST(FilmPixels, SaysTurningsAsOrientation) {
  const std::pair<int, std::uint16_t> cases[] = {{0, 1}, {90, 6}, {180, 3}, {270, 8}};
  for (const auto& [clockwise, orientation] : cases) {
    const Bytes bytes = make_film({.container = "mov", .clockwise = clockwise}, images(quarters()));
    const auto decoded = decode_bytes(&decode_film, bytes);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(decoded->orientation, orientation);
    EXPECT_EQ(decoded->image.width(), kWidth) << "as stored";
    EXPECT_EQ(formats::read(formats::MemorySource(bytes), {})->technical.orientation, orientation);
  }
}

TEST(FilmPixels, ReadsFilmsWhoseIndexStandsAtEitherEnd) {
  for (const bool at_front : {false, true}) {
    const auto decoded = decode_bytes(&decode_film, make_film({.index_at_front = at_front}, images(quarters())));
    ASSERT_TRUE(decoded) << decoded.error().message;
    expect_quarters(decoded->image, 24);
  }
}

TEST(FilmPixels, SaysWhereThereIsNoVideo) {
  using namespace formats::testing;
  const Bytes sound = film({movie_header(), track_box({.handler = "soun", .codec = "mp4a"})});
  const auto decoded = decode_bytes(&decode_film, sound);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, Code::not_found);
  EXPECT_EQ(decoded.error().message, "no video track");
}

TEST(FilmPixels, AVideoTrackWithoutADescriptionIsOneStill) {
  using namespace formats::testing;
  Bytes bytes = film({movie_header(), track_box({})});
  const std::size_t entries = as_text(bytes).find("stsd") + 8;
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(entries), 4, Byte{0});
  const auto decoded = decode_bytes(&decode_film, bytes);
  ASSERT_FALSE(decoded);
  EXPECT_NE(decoded.error().code, Code::not_found);
  EXPECT_FALSE(decoded.error().message.contains("no video track"));
}

TEST(FilmPixels, SaysThatThereAreTooManyTracks) {
  using namespace formats::testing;
  std::vector<Bytes> tracks(1001, track_box({}));
  tracks.insert(tracks.begin(), movie_header());
  const auto decoded = decode_bytes(&decode_film, film(tracks));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, Code::too_large);
  EXPECT_EQ(decoded.error().message, "1001 tracks: more than the 1000 that are read");
}

TEST(FilmPixels, SaysInItsOwnWordsWhatIsNotRead) {
  using formats::testing::element;
  using formats::testing::element_of;
  const auto with_longest_id = [](std::uint64_t bytes) {
    return formats::testing::joined({element_of(0x1A45DFA3, {formats::testing::number_element(0x42F2, bytes),
                                                             element(0x4282, std::string_view("webm"))}),
                                     element(0x18538067, Bytes{})});
  };
  const auto unknown = decode_bytes(&decode_film, with_longest_id(255));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::unsupported);
  EXPECT_EQ(unknown.error().message, "a film of a kind that is not read");
  EXPECT_EQ(decode_bytes(&decode_film, with_longest_id(4)).error().code, Code::corrupt);
}

TEST(FilmPixels, NamesACodecThatIsNotKnown) {
  using namespace formats::testing;
  const auto decoded = decode_bytes(&decode_film, film({movie_header(), track_box({.codec = "zzzz"})}));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, Code::unsupported);
  EXPECT_TRUE(decoded.error().message.contains("zzzz")) << decoded.error().message;
}

TEST(FilmPixels, ATruncatedFilmGivesTheFramesThatDecode) {
  std::vector<Image> pictures;
  for (int i = 0; i < 20; ++i) pictures.push_back(quarters());
  Bytes bytes = make_film({.container = "matroska", .key_distance = 1}, pictures);
  bytes.resize(bytes.size() / 2);
  const auto decoded = decode_bytes(&decode_film, bytes, {.frames = 4});
  ASSERT_TRUE(decoded) << decoded.error().message;
  expect_quarters(decoded->image, 24);
  Bytes without_index = make_film({}, pictures);
  without_index.resize(without_index.size() / 2);
  EXPECT_EQ(decode_bytes(&decode_film, without_index).error().code, Code::corrupt);
}

TEST(FilmPixels, PassesOverLeadingDamage) {
  std::vector<Image> pictures;
  for (int i = 0; i < 9; ++i) pictures.push_back(i < 3 ? plain(kGrey) : quarters());
  Bytes bytes = make_film({.key_distance = 3}, pictures);
  constexpr std::size_t kLength = 4;  // of the first packet's first unit: beyond its end
  const std::size_t data = as_text(bytes).find("mdat");
  ASSERT_NE(data, std::string_view::npos);
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(data + 4), kLength, Byte{0xFF});
  const auto decoded = decode_bytes(&decode_film, bytes);
  ASSERT_TRUE(decoded) << decoded.error().message;
  expect_quarters(decoded->image, 24);
}

TEST(FilmPixels, PassesOnThatTheSystemSaysNo) {
  EXPECT_EQ(decode_film(formats::FileSource(-1, 1000), {}, {}).error().code, Code::io);
}

TEST(FilmPixels, KeepsToTheLimits) { expect_size_limit(&decode_film, make_film({}, images(quarters()))); }

TEST(FilmPixels, SurvivesCutsAndFlippedBits) {
  for (const char* encoder : {"mpeg4", "libx264", "libvpx-vp9", "libaom-av1"}) {
    const std::string_view name(encoder);
    const Bytes bytes =
        make_film({.container = name == "libvpx-vp9" ? "webm" : "mp4", .encoder = encoder, .index_at_front = true},
                  images(quarters(), plain(kRed), quarters()));
    for (std::size_t size = 0; size < bytes.size(); size += 29) {
      const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
      const auto decoded = decode_bytes(&decode_film, cut, {.frames = 3});
      if (!decoded) EXPECT_FALSE(decoded.error().message.empty());
    }
    expect_no_harm_by_flips(&decode_film, bytes, {.frames = 3});
  }
}

}  // namespace
}  // namespace sluice::pixels
