#include "pixels/hidden_text.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include "formats/testing/bytes_builder.h"
#include "pixels/testing/pictures.h"

namespace sluice::pixels {
namespace {

using formats::testing::BytesBuilder;

constexpr std::string_view kText = "a cat, très joli\nSteps: 20, Seed: 7";

Bytes gzip(std::string_view text) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
  Bytes out(libdeflate_gzip_compress_bound(compressor, text.size()));
  out.resize(libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

Bytes message(std::string_view magic, std::uint64_t length, ByteView payload) {
  return BytesBuilder().text(magic).u32be(length).bytes(payload).build();
}
Bytes message(std::string_view magic, ByteView payload) { return message(magic, payload.size() * 8, payload); }

// As the tools do: column by column, the highest bit first.
Image with_hidden(ByteView message, Channels channels, std::uint32_t width = 37, std::uint32_t height = 41) {
  Image image = testing::noise(width, height, channels);
  const std::size_t first = channels == Channels::rgba ? 3 : 0;
  const std::size_t samples = channels == Channels::rgba ? 1 : 3;
  std::size_t at = 0;
  for (std::uint32_t x = 0; x < width; ++x)
    for (std::uint32_t y = 0; y < height; ++y)
      for (std::size_t s = 0; s < samples && at < message.size() * 8; ++s, ++at) {
        Byte& sample = image.row(y)[x * image.samples_per_pixel() + first + s];
        const unsigned int bit = message[at / 8] >> (7 - at % 8) & 1u;
        sample = static_cast<Byte>((sample & 0xFE) | bit);
      }
  return image;
}

std::optional<HiddenText> found_in(const Image& image) { return find_hidden_text(image).value(); }

TEST(FindHiddenText, FindsEveryKind) {
  const Bytes packed = gzip(kText);
  struct Case {
    std::string_view magic;
    ByteView payload;
    Channels channels;
  };
  for (const Case& c :
       {Case{"stealth_pnginfo", as_bytes(kText), Channels::rgba}, Case{"stealth_pngcomp", packed, Channels::rgba},
        Case{"stealth_rgbinfo", as_bytes(kText), Channels::rgb}, Case{"stealth_rgbcomp", packed, Channels::rgb}}) {
    const auto found = found_in(with_hidden(message(c.magic, c.payload), c.channels));
    ASSERT_TRUE(found) << c.magic;
    EXPECT_EQ(found->key, c.magic);
    EXPECT_EQ(found->text, kText);
  }
}

TEST(FindHiddenText, FindsColourBitsBehindAnAlphaChannel) {
  const Image rgb = with_hidden(message("stealth_rgbinfo", as_bytes(kText)), Channels::rgb);
  Image rgba(rgb.width(), rgb.height(), Channels::rgba);
  for (std::size_t i = 0; i < rgba.byte_count(); ++i)
    rgba.samples()[i] = i % 4 == 3 ? Byte{255} : rgb.samples()[i / 4 * 3 + i % 4];
  const auto found = found_in(rgba);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, kText);
}

TEST(FindHiddenText, FindsNoneInOrdinaryPictures) {
  EXPECT_FALSE(found_in(testing::noise(64, 64, Channels::rgb)));
  EXPECT_FALSE(found_in(testing::noise(64, 64, Channels::rgba)));
  EXPECT_FALSE(found_in(testing::solid(1, 1, 0, 0, 0)));
  EXPECT_FALSE(found_in(testing::scene(64, 64, Channels::rgba)));
  // Alpha's words mean nothing in colours.
  EXPECT_FALSE(found_in(with_hidden(message("stealth_pnginfo", as_bytes(kText)), Channels::rgb)));
}

TEST(FindHiddenText, FillsAPictureToTheLastBit) {
  // 15 + 4 bytes and the text in 8 columns.
  const std::string text(21, 'x');
  const Image image = with_hidden(message("stealth_pnginfo", as_bytes(text)), Channels::rgba, 8, 40);
  ASSERT_TRUE(found_in(image));
  EXPECT_EQ(found_in(image)->text, text);
  EXPECT_FALSE(found_in(with_hidden(message("stealth_pnginfo", 21 * 8 + 1, as_bytes(text)), Channels::rgba, 8, 40)));
  // Only the word fits, or the word and a part of the length.
  EXPECT_FALSE(found_in(with_hidden(message("stealth_pnginfo", {}), Channels::rgba, 1, 120)));
  EXPECT_FALSE(found_in(with_hidden(message("stealth_pnginfo", {}), Channels::rgba, 1, 151)));
  EXPECT_FALSE(found_in(with_hidden(message("stealth_pnginfo", {}), Channels::rgba, 1, 152))) << "no text";
}

TEST(FindHiddenText, BelievesNoLies) {
  const auto finds = [](ByteView bytes) { return found_in(with_hidden(bytes, Channels::rgba)).has_value(); };
  EXPECT_FALSE(finds(message("stealth_pnginfo", 0xFFFFFFFF, as_bytes(kText))));
  EXPECT_FALSE(finds(message("stealth_pngcomp", 0xFFFFFFFF, gzip(kText))));
  EXPECT_FALSE(finds(message("stealth_pngcomp", as_bytes(kText)))) << "no gzip";
  EXPECT_FALSE(finds(message("stealth_pnginfo", as_bytes("\xFF\xFE\x80 no text")))) << "not UTF-8";
  EXPECT_FALSE(finds(message("stealth_pngcomp", gzip("\xFF\xFE\x80 no text"))));
  Bytes packed = gzip(kText);
  packed[packed.size() - 1] = 0x7F;  // two gigabytes, it says
  EXPECT_FALSE(finds(message("stealth_pngcomp", packed)));
  packed.resize(packed.size() - 5);
  EXPECT_FALSE(finds(message("stealth_pngcomp", packed)));
  EXPECT_FALSE(finds(message("stealth_pngcomp", {})));
}

TEST(FindHiddenText, SaysThatItLeavesABombUnread) {
  const Bytes bomb = gzip(std::string((16u << 20) + 1, 'x'));
  const auto found = find_hidden_text(with_hidden(message("stealth_pngcomp", bomb), Channels::rgba, 700, 700));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::too_large);
  EXPECT_EQ(found.error().message, "hidden text larger than 16 MiB left unread");
  const Bytes large = gzip(std::string(16u << 20, 'x'));
  EXPECT_TRUE(found_in(with_hidden(message("stealth_pngcomp", large), Channels::rgba, 700, 700)));
}

}  // namespace
}  // namespace sluice::pixels
