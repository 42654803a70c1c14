#include "pixels/png.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <spng.h>

#include "formats/testing/png_builder.h"
#include "pixels/testing/pictures.h"

namespace sluice::pixels {
namespace {

using formats::testing::BytesBuilder;
using formats::testing::PngBuilder;
using formats::testing::PngHeader;
using formats::testing::stored_zlib;

Bytes deflated(ByteView data) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(1);
  Bytes out(libdeflate_zlib_compress_bound(compressor, data.size()));
  out.resize(libdeflate_zlib_compress(compressor, data.data(), data.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

Result<Decoded> decoded(ByteView bytes, const Limits& limits = {}) {
  return decode_png(formats::MemorySource(bytes), {}, limits);
}

// What libspng makes of a whole file by itself.
Bytes reference(ByteView bytes, int format) {
  spng_ctx* codec = spng_ctx_new(0);
  spng_set_png_buffer(codec, bytes.data(), bytes.size());
  std::size_t size = 0;
  EXPECT_EQ(spng_decoded_image_size(codec, format, &size), 0);
  Bytes out(size);
  EXPECT_EQ(spng_decode_image(codec, out.data(), out.size(), format, SPNG_DECODE_TRNS), 0);
  spng_ctx_free(codec);
  return out;
}

void expect_as_reference(ByteView bytes) {
  const auto found = decoded(bytes);
  ASSERT_TRUE(found) << found.error().message;
  const Bytes expected = reference(bytes, found->image.has_alpha() ? SPNG_FMT_RGBA8 : SPNG_FMT_RGB8);
  ASSERT_EQ(found->image.byte_count(), expected.size());
  ASSERT_TRUE(std::ranges::equal(found->image.samples(), expected));
}

std::size_t row_bytes(const PngHeader& header) {
  const std::size_t samples = header.colour == 2 ? 3 : header.colour == 4 ? 2 : header.colour == 6 ? 4 : 1;
  return (header.width * samples * header.depth + 7) / 8;
}

// Random bytes are valid filtered rows as soon as each begins with a filter.
Bytes filtered_rows(const PngHeader& header, std::optional<Byte> filter, std::uint32_t seed) {
  testing::Noise random(seed);
  Bytes rows;
  for (std::uint32_t y = 0; y < header.height; ++y) {
    rows.push_back(filter.value_or(static_cast<Byte>(random.next() % 5)));
    for (std::size_t i = 0; i < row_bytes(header); ++i) rows.push_back(random.byte());
  }
  return rows;
}

TEST(DecodePng, EqualsLibspngForEveryFilterAndWidth) {
  for (const Byte colour : {Byte{0}, Byte{2}, Byte{6}})
    for (const std::uint32_t width : {1u, 2u, 3u, 4u, 5u, 7u, 16u, 33u, 100u})
      for (int filter = 0; filter <= 5; ++filter) {
        const PngHeader header{.width = width, .height = 9, .colour = colour};
        const std::optional<Byte> fixed = filter == 5 ? std::nullopt : std::optional(static_cast<Byte>(filter));
        const Bytes rows = filtered_rows(header, fixed, width + colour);
        SCOPED_TRACE(::testing::Message() << "colour " << int{colour} << ", width " << width << ", filter " << filter);
        expect_as_reference(PngBuilder(header).chunk("IDAT", deflated(rows)).build());
      }
}

// Random bytes seldom have neighbours that are equally near.
TEST(DecodePng, EqualsLibspngWherePredictorsTie) {
  for (const Byte colour : {Byte{0}, Byte{2}, Byte{6}}) {
    const PngHeader header{.width = 300, .height = 100, .colour = colour};
    Bytes rows = filtered_rows(header, std::nullopt, colour);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (i % (row_bytes(header) + 1) != 0) rows[i] = static_cast<Byte>(rows[i] % 3 - 1);
    expect_as_reference(PngBuilder(header).chunk("IDAT", deflated(rows)).build());
  }
}

TEST(DecodePng, EqualsLibspngOverManyChunksOfData) {
  const PngHeader header{.width = 200, .height = 150, .colour = 2};
  const Bytes data = deflated(filtered_rows(header, std::nullopt, 5));
  for (const std::size_t part : {1u, 7u, 1'000u, 60'000u}) {
    PngBuilder png(header);
    if (part == 1) png.chunk("IDAT", std::string_view());
    for (ByteView rest = data; !rest.empty();) {
      const ByteView now = rest.first(std::min<std::size_t>(rest.size(), part == 1 ? 40'000 : part));
      png.chunk("IDAT", now);
      rest = rest.subspan(now.size());
    }
    expect_as_reference(png.build());
  }
}

TEST(DecodePng, EqualsLibspngForTheUnusualKinds) {
  struct Kind {
    Byte colour, depth;
  };
  for (const Kind& kind : {Kind{0, 1}, Kind{0, 2}, Kind{0, 4}, Kind{0, 16}, Kind{2, 16}, Kind{3, 1}, Kind{4, 8},
                           Kind{4, 16}, Kind{6, 16}}) {
    const PngHeader header{.width = 13, .height = 9, .depth = kind.depth, .colour = kind.colour};
    for (const bool has_transparency : {false, true}) {
      if (has_transparency && kind.colour >= 4) continue;
      SCOPED_TRACE(::testing::Message() << "colour " << int{kind.colour} << ", depth " << int{kind.depth});
      PngBuilder png(header);
      if (has_transparency) png.chunk("tRNS", kind.colour == 3 ? Bytes{0x40, 0x80} : Bytes(kind.colour == 2 ? 6 : 2));
      png.chunk("IDAT", deflated(filtered_rows(header, 0, 3)));
      const Bytes bytes = png.build();
      expect_as_reference(bytes);
      EXPECT_EQ(decoded(bytes)->image.has_alpha(), has_transparency || kind.colour >= 4);
    }
  }
}

TEST(DecodePng, GivesEveryPixelAsItIs) {
  const PngHeader header{.width = 40, .height = 30, .colour = 6};
  const Image picture = testing::noise(40, 30, Channels::rgba);
  BytesBuilder rows;
  for (std::uint32_t y = 0; y < picture.height(); ++y) rows.u8(0).bytes(picture.row(y));
  Request request;
  request.orientation = 3;
  const Bytes bytes = PngBuilder(header).text("parameters", "a cat").chunk("IDAT", deflated(rows.build())).build();
  const auto found = decode_png(formats::MemorySource(bytes), request, {});
  ASSERT_TRUE(found);
  EXPECT_TRUE(std::ranges::equal(found->image.samples(), picture.samples()));
  EXPECT_TRUE(found->is_lossless);
  EXPECT_TRUE(found->is_every_pixel);
  EXPECT_TRUE(found->warnings.empty());
  EXPECT_EQ(found->orientation, 3);
}

TEST(DecodePng, SaysThatAPictureEndsEarly) {
  const PngHeader header{.width = 50, .height = 40, .colour = 2};
  const Bytes rows = filtered_rows(header, std::nullopt, 5);
  const Bytes cut_rows(rows.begin(), rows.begin() + 10 * 151);
  // The compressed data are whole but too few, or the file ends.
  const Bytes short_data = PngBuilder(header).chunk("IDAT", stored_zlib(cut_rows)).build();
  const Bytes whole = PngBuilder(header).chunk("IDAT", stored_zlib(rows)).build();
  const Bytes cut(whole.begin(), whole.begin() + 33 + 8 + 7 + 10 * 151);
  const Bytes only_data_begun(whole.begin(), whole.begin() + 33 + 8);
  for (const Bytes& bytes : {short_data, cut, only_data_begun}) {
    const auto found = decoded(bytes);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Code::corrupt);
    EXPECT_EQ(found.error().message, "the picture ends early");
  }
}

TEST(DecodePng, NeedsNoEndBehindThePixels) {
  const PngHeader header{.width = 50, .height = 40, .colour = 2};
  Bytes bytes = PngBuilder(header).chunk("IDAT", deflated(filtered_rows(header, 4, 5))).build();
  bytes.resize(bytes.size() - 12);
  EXPECT_TRUE(decoded(bytes));
}

TEST(PngPixels, BehindTooManyChunksIsTooLarge) {
  PngBuilder builder({.width = 4, .height = 4});
  for (int i = 0; i < 1'000'000; ++i) builder.chunk("aaAa", std::string_view());
  const auto refused = decoded(builder.pixels().build());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::too_large);
  EXPECT_EQ(refused.error().message, "more than 1000000 chunks");
}

TEST(DecodePng, RefusesDamagedPixels) {
  const PngHeader header{.width = 50, .height = 40, .colour = 2};
  Bytes bytes = PngBuilder(header).chunk("IDAT", deflated(filtered_rows(header, 4, 5))).build();
  bytes[bytes.size() / 2] ^= 0x10;
  EXPECT_EQ(decoded(bytes).error().code, Code::corrupt);
  Bytes wrong_checksum = deflated(filtered_rows(header, 4, 5));
  wrong_checksum.back() ^= 1;
  EXPECT_EQ(decoded(PngBuilder(header).chunk("IDAT", wrong_checksum).build()).error().code, Code::corrupt);
  Bytes rows = filtered_rows(header, 0, 5);
  rows[151] = 9;  // no such filter
  EXPECT_EQ(decoded(PngBuilder(header).chunk("IDAT", deflated(rows)).build()).error().code, Code::corrupt);
  EXPECT_EQ(decoded(PngBuilder(header).build()).error().message, "no picture data (IDAT)");
  EXPECT_EQ(decoded(PngBuilder({.colour = 5}).pixels().build()).error().code, Code::corrupt);
  EXPECT_EQ(decoded(as_bytes("\x89PNG\r\n\x1A\n")).error().code, Code::corrupt);
  EXPECT_EQ(decoded({}).error().code, Code::corrupt);
}

TEST(DecodePng, WarnsOfDataBeyondTheLastRow) {
  const PngHeader header{.width = 50, .height = 40, .colour = 2};
  Bytes rows = filtered_rows(header, 4, 5);
  rows.resize(rows.size() + 100);
  const Bytes bytes = PngBuilder(header).chunk("IDAT", deflated(rows)).build();
  expect_as_reference(bytes);
  EXPECT_EQ(decoded(bytes)->warnings,
            std::vector<std::string>{"the compressed pixels do not end where the picture does"});
}

TEST(DecodePng, ChecksTheClaimedSizeFirst) {
  const Bytes bytes = PngBuilder({.width = 0x7FFFFFFF, .height = 0x7FFFFFFF}).chunk("IDAT", "x").build();
  EXPECT_EQ(decoded(bytes).error().code, Code::too_large);
  Limits limits;
  limits.picture_bytes = 10;
  EXPECT_EQ(decoded(PngBuilder().pixels().build(), limits).error().code, Code::too_large);
}

TEST(DecodePng, HandsOutTheColourProfileIfItIsWhole) {
  Bytes profile(5'000);
  testing::Noise random(3);
  for (Byte& byte : profile) byte = random.byte();
  const auto with = [](ByteView compressed) {
    const Bytes chunk = BytesBuilder().text("name").u8(0).u8(0).bytes(compressed).build();
    return decoded(PngBuilder().chunk("iCCP", chunk).pixels().build())->icc;
  };
  EXPECT_EQ(with(deflated(profile)), profile);
  EXPECT_TRUE(with(ByteView(deflated(profile)).first(1'000)).empty());
  EXPECT_TRUE(with(deflated(Bytes(5u << 20))).empty()) << "larger than a profile may be";
}

TEST(DecodePng, SurvivesDamageAnywhere) {
  for (const Byte colour : {Byte{2}, Byte{3}}) {
    const PngHeader header{.width = 20, .height = 20, .colour = colour};
    const Bytes bytes = PngBuilder(header).chunk("IDAT", deflated(filtered_rows(header, 0, 5))).build();
    testing::Noise random(7);
    Limits limits;
    limits.pixels = 1u << 20;
    for (int round = 0; round < 2'000; ++round) {
      Bytes damaged = bytes;
      for (int i = 0; i < 2; ++i) damaged[random.next() % damaged.size()] = random.byte();
      const auto found = decoded(damaged, limits);
      if (found) EXPECT_FALSE(found->image.is_empty());
    }
  }
}

}  // namespace
}  // namespace sluice::pixels
