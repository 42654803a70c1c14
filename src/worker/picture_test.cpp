#include "worker/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/testing/isobmff_builder.h"
#include "formats/testing/png_builder.h"
#include "model/record_json.h"
#include "worker/decode.h"

namespace sluice::worker {
namespace {

using formats::testing::PngBuilder;
using formats::testing::PngHeader;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr PngHeader kOpaque{.width = 40, .height = 30, .depth = 8, .colour = 2};
constexpr PngHeader kWithAlpha{.width = 40, .height = 30, .depth = 8, .colour = 6};
constexpr std::string_view kInfotext = "a hidden cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 40x30";

// Rows of RGBA, each behind the byte of its filter; the alpha of every pixel holds one bit of `text`, column by column.
Bytes png_hiding(std::string_view text, std::string_view magic = "stealth_pnginfo",
                 const PngHeader& header = kWithAlpha) {
  std::vector<bool> bits;
  const auto add = [&bits](Byte byte) {
    for (int bit = 7; bit >= 0; --bit) bits.push_back((byte >> bit & 1) != 0);
  };
  for (const Byte byte : as_bytes(magic)) add(byte);
  for (const int shift : {24, 16, 8, 0}) add(static_cast<Byte>(text.size() * 8 >> shift));
  for (const Byte byte : as_bytes(text)) add(byte);
  const std::size_t row = 1 + header.width * 4;
  Bytes rows(row * header.height);
  for (std::size_t i = 0; i < std::size_t{header.width} * header.height; ++i) {
    const std::size_t x = i / header.height;
    const std::size_t y = i % header.height;
    const bool bit = i < bits.size() && bits[i];
    rows[y * row + 1 + x * 4 + 3] = bit ? 0xFF : 0xFE;
  }
  return PngBuilder(header).chunk("IDAT", formats::testing::stored_zlib(rows)).build();
}

struct Outcome {
  DecodeResult result;
  model::Record record;
};

Outcome decode_picture(const Bytes& bytes, const PictureWishes& wishes, const DecodeOptions& options = {}) {
  DecodeOptions all = options;
  all.picture = wishes;
  PictureReader pictures;
  Outcome out{decode(formats::MemorySource(bytes), {}, all, {}, pictures), {}};
  out.record = model::record_from_json(out.result.record_json).value();
  return out;
}

TEST(Picture, IsDecodedOnlyWhenAsked) {
  const Bytes broken = PngBuilder(kOpaque).text("parameters", kInfotext).build();  // not a pixel in it
  EXPECT_FALSE(decode_picture(broken, {}).result.failure);
  EXPECT_TRUE(decode_picture(broken, {.perceptual_hash = true}).result.failure);
}

TEST(Picture, GivesHashAndThumbnail) {
  const auto [result, record] =
      decode_picture(PngBuilder(kOpaque).pixels().build(), {.perceptual_hash = true, .thumbnail_side = 256});
  EXPECT_FALSE(result.failure);
  EXPECT_THAT(record.phash, SizeIs(16));
  EXPECT_EQ(record.media_file_id, "");
  ASSERT_GT(result.thumbnail.size(), 4u);
  EXPECT_EQ(result.thumbnail[0], 0xFF);
  EXPECT_EQ(result.thumbnail[1], 0xD8);
}

TEST(Picture, GivesTheHashOfItsPixels) {
  // SHA-256 of 3 600 zero bytes.
  const auto [result, record] = decode_picture(PngBuilder(kOpaque).pixels().build(), {.pixel_hash = true});
  EXPECT_EQ(record.media_file_id, "967eedb2dc77a95e6270119ece23d9f47ca97c3b18ffa7d391d34e461b284f4c");
  EXPECT_EQ(record.phash, "");
}

TEST(Picture, HiddenTextIsReadLikeAnyOther) {
  const auto [result, record] = decode_picture(png_hiding(kInfotext), {.perceptual_hash = true});
  EXPECT_FALSE(result.failure);
  EXPECT_EQ(record.prompt.prompt, "a hidden cat");
  EXPECT_EQ(record.prompt.steps, 20);
  EXPECT_EQ(record.raw.at("stealth").at("parameters"), kInfotext);
  EXPECT_EQ(record.provenance.at("prompt"), "stealth:parameters / a1111@1");
}

TEST(Picture, SaysThatHiddenTextIsTooLarge) {
  Bytes bomb(20'000);  // its gzip says that it is of 17 MiB
  bomb[0] = 0x1F;
  bomb[1] = 0x8B;
  bomb[bomb.size() - 2] = 0x10;
  bomb[bomb.size() - 1] = 0x01;
  PngHeader large = kWithAlpha;
  large.width = large.height = 410;
  const auto [result, record] =
      decode_picture(png_hiding(as_text(bomb), "stealth_pngcomp", large), {.perceptual_hash = true});
  EXPECT_FALSE(result.failure);
  EXPECT_THAT(record.warnings, ElementsAre("hidden text larger than 16 MiB left unread"));
}

TEST(Picture, HiddenTextsOfAnObjectKeepTheirNames) {
  const auto [result, record] =
      decode_picture(png_hiding(R"({"parameters": "a dog, on a log", "Software": "x"})"), {.perceptual_hash = true});
  EXPECT_EQ(record.raw.at("stealth").at("parameters"), "a dog, on a log");
  EXPECT_EQ(record.raw.at("stealth").at("Software"), "x");
}

TEST(Picture, ThatEndsEarlyFailsButKeepsWhatWasRead) {
  Bytes bytes = PngBuilder(kOpaque).text("parameters", kInfotext).pixels().build();
  bytes.resize(bytes.size() - 200);
  const auto [result, record] = decode_picture(bytes, {.perceptual_hash = true});
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->reason, model::Reason::corrupt);
  EXPECT_EQ(record.prompt.prompt, "a hidden cat");
  EXPECT_EQ(record.phash, "");
}

TEST(Picture, BeyondTheLimitsFailsAsTooLarge) {
  const Bytes bytes = PngBuilder({.width = 60'000, .height = 60'000}).chunk("IDAT", std::string_view("x")).build();
  const auto [result, record] = decode_picture(bytes, {.perceptual_hash = true});
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->reason, model::Reason::too_large);
}

Result<PictureFindings> look_at_film(const formats::testing::FilmTrack& track) {
  using namespace formats::testing;
  const Bytes bytes = film({movie_header(), track_box(track)});
  model::RawMetadata raw;
  raw.file_type = model::FileType::video;
  return PictureReader().look_at(formats::MemorySource(bytes), raw, {.perceptual_hash = true});
}

TEST(Picture, OfAFilmWithoutVideoIsMissedInAWarning) {
  const auto found = look_at_film({.handler = "soun", .codec = "mp4a"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(found->warnings, ElementsAre(HasSubstr("no video track")));
}

TEST(Picture, OfAFilmWhoseCodecHasNoNameIsNoFilmWithoutVideo) {
  const auto found = look_at_film({.codec = "zzzz"});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::unsupported);
}

TEST(ContentKey, IsTheContentHashOrASampleOfTheBytes) {
  const Bytes bytes = PngBuilder(kOpaque).pixels().build();
  const auto hashed = decode_picture(bytes, {});
  EXPECT_EQ(hashed.result.summary.content_key, hashed.record.content_hash);
  const auto sampled = decode_picture(bytes, {}, {.content_hash = false});
  EXPECT_THAT(sampled.result.summary.content_key, SizeIs(33));
  EXPECT_EQ(sampled.result.summary.content_key[0], 's');
  Bytes other = bytes;
  other.back() ^= 1;
  EXPECT_NE(decode_picture(other, {}, {.content_hash = false}).result.summary.content_key,
            sampled.result.summary.content_key);
}

}  // namespace
}  // namespace sluice::worker
