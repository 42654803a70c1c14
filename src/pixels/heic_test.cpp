#include "pixels/heic.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <libheif/heif.h>

#include "formats/read.h"
#include "formats/testing/isobmff_builder.h"
#include "pixels/heic_references.h"
#include "pixels/testing/leaks_of_others.h"
#include "pixels/testing/quarters.h"

namespace sluice::pixels {
namespace {

using namespace testing;

struct Options {
  heif_chroma chroma = heif_chroma_444;
  bool profile = false;
  int orientation = 1;
};

heif_image* to_heif(const Image& image) {
  heif_image* picture = nullptr;
  const auto width = static_cast<int>(image.width());
  const auto height = static_cast<int>(image.height());
  heif_image_create(width, height, heif_colorspace_RGB,
                    image.has_alpha() ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, &picture);
  heif_image_add_plane(picture, heif_channel_interleaved, width, height, 8);
  int stride = 0;
  Byte* rows = heif_image_get_plane(picture, heif_channel_interleaved, &stride);
  for (std::uint32_t y = 0; y < image.height(); ++y)
    std::ranges::copy(image.row(y), rows + static_cast<std::ptrdiff_t>(y) * stride);
  return picture;
}

heif_error append(heif_context*, const void* data, std::size_t size, void* out) {
  const auto* bytes = static_cast<const Byte*>(data);
  static_cast<Bytes*>(out)->assign(bytes, bytes + size);
  return {heif_error_Ok, heif_suberror_Unspecified, ""};
}

Bytes encoded(const Image& image, const Options& options = {}) {
  const LeaksOfOthers ignored;
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  EXPECT_EQ(heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder).code, heif_error_Ok);
  heif_encoder_set_lossy_quality(encoder, 95);
  heif_encoder_set_parameter_string(encoder, "chroma", options.chroma == heif_chroma_444 ? "444" : "420");
  heif_image* picture = to_heif(image);
  const Bytes profile = color_profile();
  if (options.profile) heif_image_set_raw_color_profile(picture, "prof", profile.data(), profile.size());
  heif_encoding_options* encoding = heif_encoding_options_alloc();
  encoding->image_orientation = static_cast<heif_orientation>(options.orientation);
  heif_image_handle* handle = nullptr;
  EXPECT_EQ(heif_context_encode_image(context, picture, encoder, encoding, &handle).code, heif_error_Ok);
  Bytes out;
  heif_writer writer{1, &append};
  EXPECT_EQ(heif_context_write(context, &writer, &out).code, heif_error_Ok);
  heif_image_handle_release(handle);
  heif_encoding_options_free(encoding);
  heif_image_release(picture);
  heif_encoder_release(encoder);
  heif_context_free(context);
  return out;
}

// libheif 1.15 writes the turned size where the standard wants the stored one (ISO/IEC 23008-12, 6.5.3.1).
void correct_stored_size(Bytes& bytes) {
  const Bytes turned = formats::testing::BytesBuilder().text("ispe").u32be(0).u32be(kHeight).u32be(kWidth).build();
  const Bytes stored = formats::testing::BytesBuilder().text("ispe").u32be(0).u32be(kWidth).u32be(kHeight).build();
  const auto found = std::ranges::search(bytes, turned);
  ASSERT_FALSE(found.empty());
  std::ranges::copy(stored, found.begin());
}

TEST(HeicPixels, DecodesEveryChroma) {
  for (const heif_chroma chroma : {heif_chroma_444, heif_chroma_420}) {
    const auto decoded = decode_bytes(&decode_heic, encoded(quarters(), {.chroma = chroma}));
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(decoded->image.width(), kWidth);
    EXPECT_EQ(decoded->image.height(), kHeight);
    expect_quarters(decoded->image, 8);
    EXPECT_FALSE(decoded->image.has_alpha());
    EXPECT_FALSE(decoded->is_lossless);
  }
}

TEST(HeicPixels, DecodesOddSizes) {
  const auto decoded = decode_bytes(&decode_heic, encoded(quarters(63, 47), {.chroma = heif_chroma_420}));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->image.width(), 63u);
  EXPECT_EQ(decoded->image.height(), 47u);
  expect_quarters(decoded->image, 8);
}

TEST(HeicPixels, KeepsAlphaUnmultiplied) {
  const auto decoded = decode_bytes(&decode_heic, encoded(quarters(kWidth, kHeight, Channels::rgba, 90)));
  ASSERT_TRUE(decoded) << decoded.error().message;
  expect_quarters(decoded->image, 8);
  EXPECT_NEAR(alpha_at(decoded->image, 10, 10), 90, 4);
}

TEST(HeicPixels, HandsOnTheColorProfile) {
  EXPECT_EQ(decode_bytes(&decode_heic, encoded(quarters(), {.profile = true}))->icc, color_profile());
}

TEST(HeicPixels, ComesUprightWhateverTheExifSays) {
  Bytes bytes = encoded(quarters(), {.orientation = 6});
  correct_stored_size(bytes);
  const auto decoded = decode_bytes(&decode_heic, bytes, {.orientation = 6});
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->orientation, 1);
  const auto metadata = formats::read(formats::MemorySource(bytes), {});
  ASSERT_TRUE(metadata);
  EXPECT_EQ(decoded->image.width(), metadata->technical.width);
  EXPECT_EQ(decoded->image.height(), metadata->technical.height);
  EXPECT_EQ(decoded->image.width(), kHeight);
  EXPECT_TRUE(is_color(decoded->image, 5, 5, kBlue, 8)) << "what was at the lower left";
  EXPECT_TRUE(is_color(decoded->image, 40, 5, kRed, 8));
}

struct Reference {
  std::string_view type;
  std::uint16_t from = 0;
  std::uint16_t to = 0;
};

Bytes file_of(const std::vector<Reference>& references) {
  using formats::testing::box;
  using formats::testing::BytesBuilder;
  BytesBuilder boxes;
  for (const auto& [type, from, to] : references)
    boxes.bytes(box(type, BytesBuilder().u16be(from).u16be(1).u16be(to).build()));
  return formats::testing::joined(
      {formats::testing::file_type_box("heic"),
       formats::testing::full_box("meta", 0, 0, formats::testing::full_box("iref", 0, 0, boxes.build()))});
}

std::string verdict_on(const std::vector<Reference>& references) {
  const auto checked = check_references(formats::MemorySource(file_of(references)));
  return checked ? "" : checked.error().message;
}

TEST(HeicPixels, IsNotLedRoundInCircles) {
  const std::string circle = "a HEIF item that is made of itself";
  for (const std::string_view type : {"dimg", "auxl"}) {
    EXPECT_EQ(verdict_on({{type, 7, 7}}), circle);
    EXPECT_EQ(verdict_on({{type, 7, 8}}), "");
    EXPECT_EQ(verdict_on({{type, 1, 3}, {type, 3, 1}}), circle) << "two that hold each other";
    EXPECT_EQ(verdict_on({{type, 9, 1}, {type, 1, 2}, {type, 2, 3}, {type, 3, 2}}), circle) << "behind a way in";
  }
  EXPECT_EQ(verdict_on({{"dimg", 1, 2}, {"auxl", 1, 2}}), circle) << "the alpha of its own tile";
  EXPECT_EQ(verdict_on({{"dimg", 1, 2}, {"auxl", 3, 2}, {"cdsc", 2, 1}, {"thmb", 2, 1}}), "");
}

TEST(HeicPixels, IsNotLedDownWithoutEnd) {
  std::vector<Reference> chain;
  for (std::uint16_t id = 1; id <= 60'000; ++id) chain.push_back({"dimg", id, static_cast<std::uint16_t>(id + 1)});
  EXPECT_NE(verdict_on(chain), "");
  chain.resize(5);
  EXPECT_EQ(verdict_on(chain), "");
}

TEST(HeicPixels, DoesNotTrustReferencesThatItDidNotSee) {
  std::vector<Reference> many(200'000, {"cdsc", 1, 2});
  many.push_back({"dimg", 7, 7});
  EXPECT_EQ(check_references(formats::MemorySource(file_of(many))).error().code, Code::too_large);
}

TEST(HeicPixels, KeepsToTheLimits) {
  const Bytes bytes = encoded(quarters());
  expect_size_limit(&decode_heic, bytes);
  expect_byte_limit(&decode_heic, bytes);
}

TEST(HeicPixels, RefusesHalfAPicture) {
  expect_whole_or_nothing_at_every_cut(&decode_heic, encoded(quarters()), 3);
  expect_whole_or_nothing_at_every_cut(&decode_heic, encoded(quarters(kWidth, kHeight, Channels::rgba, 90)), 11);
}

TEST(HeicPixels, SurvivesFlippedBits) {
  expect_no_harm_by_flips(&decode_heic,
                          encoded(quarters(kWidth, kHeight, Channels::rgba, 90), {.chroma = heif_chroma_420}));
}

}  // namespace
}  // namespace sluice::pixels
