#include "pixels/film_mask.h"

#include <algorithm>
#include <ranges>
#include <string>

#include <gtest/gtest.h>

#include "formats/testing/ebml_builder.h"
#include "formats/testing/isobmff_builder.h"
#include "pixels/film.h"
#include "pixels/testing/film_maker.h"
#include "pixels/testing/quarters.h"

namespace sluice::pixels {
namespace {

using formats::Format;
using formats::MemorySource;
using formats::testing::box_of;
using formats::testing::element;
using formats::testing::element_of;
using formats::testing::film;
using formats::testing::keyed_metadata;
using formats::testing::movie_header;
using formats::testing::track_box;

constexpr std::uint32_t kSegment = 0x18538067;
constexpr std::uint32_t kTags = 0x1254C367;
constexpr std::uint32_t kTracks = 0x1654AE6B;
constexpr std::uint32_t kTrackEntry = 0xAE;

Bytes seen_through(const FilmMask& mask, Bytes bytes) {
  mask.apply(0, bytes);
  return bytes;
}

std::size_t count(const Bytes& bytes, std::string_view text) {
  std::size_t found = 0;
  for (std::size_t at = as_text(bytes).find(text); at != std::string_view::npos; at = as_text(bytes).find(text, at + 1))
    ++found;
  return found;
}

TEST(FilmMask, ShowsUserDataOfFilmsAndTracksAsFreeSpace) {
  Bytes track = track_box({});
  const Bytes user_data = keyed_metadata({{"prompt", "a cat"}});
  const Bytes with_both = box_of("trak", {Bytes(track.begin() + 8, track.end()), user_data});
  const Bytes bytes = film({movie_header(), with_both, user_data, box_of("meta", {})});
  const FilmMask mask(MemorySource(bytes), Format::mp4);
  const Bytes seen = seen_through(mask, bytes);
  EXPECT_EQ(count(bytes, "udta"), 2u);
  EXPECT_EQ(count(seen, "udta"), 0u);
  EXPECT_EQ(count(seen, "free"), 3u);
  EXPECT_EQ(count(seen, "stsd"), 1u);
  EXPECT_EQ(mask.tracks(), 1u);
}

TEST(FilmMask, ShowsTagsAsVoidOfTheSameLength) {
  const Bytes tags = element(kTags, "some tags");
  const Bytes bytes = formats::testing::joined(
      {element(0x1A45DFA3, ""),
       element_of(kSegment, {tags, element_of(kTracks, {element(kTrackEntry, ""), element(kTrackEntry, "")})})});
  const FilmMask mask(MemorySource(bytes), Format::matroska);
  const Bytes seen = seen_through(mask, bytes);
  const std::size_t at = as_text(bytes).find("some tags") - 12;
  const Bytes head(seen.begin() + static_cast<std::ptrdiff_t>(at), seen.begin() + static_cast<std::ptrdiff_t>(at + 12));
  EXPECT_EQ(head, (Bytes{0xEC, 0x80, 0xEC, 0x80, 0xEC, 0x02, 0, 0, 0, 0, 0, 9}));
  EXPECT_EQ(
      std::ranges::count_if(std::views::iota(0uz, bytes.size()), [&](std::size_t i) { return bytes[i] != seen[i]; }),
      6);
  EXPECT_EQ(mask.tracks(), 2u);
}

TEST(FilmMask, ShowsTheSameHoweverItIsRead) {
  const Bytes bytes = film({movie_header(), keyed_metadata({{"a", "b"}}), keyed_metadata({{"a", "b"}})});
  const FilmMask mask(MemorySource(bytes), Format::mp4);
  const Bytes whole = seen_through(mask, bytes);
  for (const std::size_t step : {1uz, 3uz, 7uz}) {
    Bytes pieces = bytes;
    for (std::size_t at = 0; at < pieces.size(); at += step)
      mask.apply(at, std::span(pieces).subspan(at, std::min(step, pieces.size() - at)));
    EXPECT_EQ(pieces, whole) << step;
  }
}

// libavformat's dictionary looks through all its entries for each new one: minutes for these, if it saw them.
TEST(FilmMask, KeepsMetadataWithoutNumberFromBeingRead) {
  formats::testing::Tags tags;
  for (int i = 0; i < 200'000; ++i) tags.emplace_back("k" + std::to_string(i), "v");
  const Bytes mp4 = film({keyed_metadata(tags), movie_header(), track_box({.codec = "zzzz"})});
  const Bytes matroska = formats::testing::MatroskaFile{.video_codec = "V_UNKNOWN", .tags = tags}.build();
  for (const Bytes& bytes : {mp4, matroska}) {
    const auto decoded = testing::decode_bytes(&decode_film, bytes);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, Code::unsupported) << decoded.error().message;
  }
}

TEST(FilmMask, LeavesFilmsAsTheyAre) {
  std::vector<Image> pictures;
  pictures.push_back(testing::quarters());
  for (const char* container : {"mp4", "mov", "matroska"}) {
    const Bytes bytes = testing::make_film({.container = container}, pictures);
    const auto decoded = testing::decode_bytes(&decode_film, bytes);
    ASSERT_TRUE(decoded) << decoded.error().message;
    testing::expect_quarters(decoded->image, 24);
  }
}

}  // namespace
}  // namespace sluice::pixels
