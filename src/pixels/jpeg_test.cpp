#include "pixels/jpeg.h"

#include <cstdio>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <jpeglib.h>

#include "pixels/testing/pictures.h"

namespace sluice::pixels {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Encoding {
  J_COLOR_SPACE stored = JCS_YCbCr;
  bool is_progressive = false;
  bool one_scan_each = false;  // a sequential scan for each component
  unsigned int restart_rows = 0;
  Bytes icc;
};

// Samples of any kind, as many a pixel as `in` has.
Bytes encode(ByteView samples, JDIMENSION width, J_COLOR_SPACE in, int components, const Encoding& how) {
  jpeg_compress_struct codec{};
  jpeg_error_mgr errors{};
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&codec, &buffer, &size);
  const std::size_t row_bytes = width * static_cast<std::size_t>(components);
  codec.image_width = width;
  codec.image_height = static_cast<JDIMENSION>(samples.size() / row_bytes);
  codec.input_components = components;
  codec.in_color_space = in;
  jpeg_set_defaults(&codec);
  jpeg_set_colorspace(&codec, how.stored);
  jpeg_set_quality(&codec, 90, TRUE);
  codec.restart_in_rows = static_cast<int>(how.restart_rows);
  if (how.is_progressive) jpeg_simple_progression(&codec);
  std::array<jpeg_scan_info, 3> scans{};
  for (int i = 0; i < 3; ++i) scans[static_cast<std::size_t>(i)] = {1, {i, 0, 0, 0}, 0, DCTSIZE2 - 1, 0, 0};
  if (how.one_scan_each) {
    codec.scan_info = scans.data();
    codec.num_scans = 3;
  }
  jpeg_start_compress(&codec, TRUE);
  if (!how.icc.empty()) jpeg_write_icc_profile(&codec, how.icc.data(), static_cast<unsigned int>(how.icc.size()));
  while (codec.next_scanline < codec.image_height) {
    JSAMPROW row = const_cast<Byte*>(samples.subspan(codec.next_scanline * row_bytes, row_bytes).data());
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  jpeg_destroy_compress(&codec);
  const ByteView view(buffer, size);
  Bytes out(view.begin(), view.end());
  std::free(buffer);
  return out;
}

Bytes encode(const Image& image, const Encoding& how = {}) {
  return encode(image.samples(), image.width(), JCS_RGB, 3, how);
}

Result<Decoded> decoded(ByteView bytes, const Request& request = {}, const Limits& limits = {}) {
  return decode_jpeg(formats::MemorySource(bytes), request, limits);
}

TEST(DecodeJpeg, GivesThePictureBack) {
  const Image picture = testing::scene(300, 200);
  Request request;
  request.orientation = 6;
  const auto found = decoded(encode(picture), request);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_LT(testing::mean_difference(found->image, picture), 2);
  EXPECT_EQ(found->orientation, 6);
  EXPECT_TRUE(found->is_every_pixel);
  EXPECT_FALSE(found->is_lossless);
  EXPECT_TRUE(found->warnings.empty());
}

TEST(DecodeJpeg, TakesTheSmallestScaleThatServes) {
  struct Case {
    std::uint32_t width, height, expected_width, expected_height;
  };
  for (const Case& c :
       {Case{3584, 3590, 448, 449}, Case{3583, 3600, 448, 450}, Case{3576, 3600, 894, 900}, Case{900, 2000, 450, 1000},
        Case{894, 2000, 894, 2000}, Case{300, 2000, 300, 2000}, Case{1, 1, 1, 1}, Case{448, 448, 448, 448}}) {
    const Image picture = testing::solid(c.width, c.height, 200, 100, 50);
    const Bytes bytes = encode(picture);
    const auto found = decoded(bytes);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->image.width(), c.expected_width);
    EXPECT_EQ(found->image.height(), c.expected_height);
    EXPECT_EQ(found->is_every_pixel, c.width == c.expected_width && c.width > 1);
    EXPECT_NEAR(found->image.samples().back(), 50, 3);
    Request every;
    every.every_pixel = true;
    const auto whole = decoded(bytes, every);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->image.width(), c.width);
    EXPECT_TRUE(whole->is_every_pixel);
  }
}

TEST(DecodeJpeg, MakesRgbOfGrey) {
  const Bytes grey(100 * 100, 77);
  const auto found = decoded(encode(grey, 100, JCS_GRAYSCALE, 1, {.stored = JCS_GRAYSCALE}));
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->image.has_alpha());
  for (const Byte sample : found->image.samples()) ASSERT_EQ(sample, 77);
}

// Adobe stores CMYK inverted and says so by its marker, which libjpeg writes for CMYK and YCCK.
TEST(DecodeJpeg, MakesRgbOfInvertedCmyk) {
  for (const J_COLOR_SPACE stored : {JCS_CMYK, JCS_YCCK}) {
    Bytes samples;
    for (int i = 0; i < 64 * 64; ++i) samples.insert(samples.end(), {250, 130, 5, 200});  // inverted: light, not ink
    const auto found = decoded(encode(samples, 64, JCS_CMYK, 4, {.stored = stored, .icc = Bytes(200)}));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_NEAR(found->image.samples()[0], 250 * 200 / 255, 3);
    EXPECT_NEAR(found->image.samples()[1], 130 * 200 / 255, 3);
    EXPECT_NEAR(found->image.samples()[2], 5 * 200 / 255, 3);
    EXPECT_TRUE(found->icc.empty()) << "a profile for CMYK says nothing about RGB";
  }
}

TEST(DecodeJpeg, MakesRgbOfCmykWithoutAdobesMarker) {
  Bytes samples;
  for (int i = 0; i < 64 * 64; ++i) samples.insert(samples.end(), {5, 125, 250, 55});  // ink
  Bytes bytes = encode(samples, 64, JCS_CMYK, 4, {.stored = JCS_CMYK});
  const auto marker = std::ranges::search(bytes, as_bytes("Adobe"));
  ASSERT_FALSE(marker.empty());
  *marker.begin() = 'a';
  const auto found = decoded(bytes);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_NEAR(found->image.samples()[0], 250 * 200 / 255, 3);
  EXPECT_NEAR(found->image.samples()[2], 5 * 200 / 255, 3);
}

TEST(DecodeJpeg, HandsOutTheColourProfile) {
  Bytes profile(100'000);  // two segments
  testing::Noise random(3);
  for (Byte& byte : profile) byte = random.byte();
  const auto found = decoded(encode(testing::scene(50, 50), {.icc = profile}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->icc, profile);
}

TEST(DecodeJpeg, SaysWhereAPictureEndsEarly) {
  Bytes bytes = encode(testing::noise(320, 320, Channels::rgb));
  for (const bool has_end_marker : {false, true}) {
    Bytes half(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2));
    if (has_end_marker) half.insert(half.end(), {0xFF, 0xD9});
    const auto found = decoded(half);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Code::corrupt);
    EXPECT_EQ(found.error().message, "the picture ends early (after 144 of 320 rows)");
  }
}

TEST(DecodeJpeg, FindsScansMissing) {
  const Image picture = testing::noise(320, 320, Channels::rgb);
  for (const Encoding& how : {Encoding{.is_progressive = true}, Encoding{.one_scan_each = true}}) {
    const Bytes bytes = encode(picture, how);
    ASSERT_TRUE(decoded(bytes));
    // With 2 bytes less only the end marker is missing, and every pixel is there.
    ASSERT_TRUE(decoded(ByteView(bytes).first(bytes.size() - 2)));
    int failures = 0;
    for (std::size_t keep = bytes.size() - 1000; keep > 0; keep -= std::min<std::size_t>(keep, 7919)) {
      const auto found = decoded(ByteView(bytes).first(keep));
      ASSERT_FALSE(found) << keep << " of " << bytes.size();
      EXPECT_EQ(found.error().code, Code::corrupt);
      failures += found.error().message.starts_with("the picture ends early") ? 1 : 0;
    }
    EXPECT_GT(failures, 5);
    // Cut exactly between two scans, nothing complains but the count of what is known.
    const auto last_scan = std::ranges::find_end(bytes, std::to_array<Byte>({0xFF, 0xDA}));
    const auto found = decoded(ByteView(bytes.data(), static_cast<std::size_t>(last_scan.begin() - bytes.begin())));
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().message, StartsWith("the picture ends early"));
  }
}

TEST(DecodeJpeg, GetsOverDamageInTheMiddleByRestartMarkersOnly) {
  for (const unsigned int restart_rows : {0u, 1u})
    for (const Byte code : {Byte{0x41}, Byte{0xC4}, Byte{0xD9}}) {
      Bytes bytes = encode(testing::noise(320, 320, Channels::rgb), {.restart_rows = restart_rows});
      bytes[bytes.size() / 2] = 0xFF;
      bytes[bytes.size() / 2 + 1] = code;
      const auto found = decoded(bytes);
      if (restart_rows == 0 || code != 0x41) {
        ASSERT_FALSE(found) << int{code};
        EXPECT_THAT(found.error().message, StartsWith("the picture ends early (after 1"));
      } else {
        ASSERT_TRUE(found) << found.error().message;
        ASSERT_EQ(found->warnings.size(), 1u);
        EXPECT_THAT(found->warnings.front(), HasSubstr("Corrupt JPEG data"));
      }
    }
}

TEST(DecodeJpeg, BoundsTheScans) {
  const Bytes bytes = encode(testing::solid(64, 64, 1, 2, 3), {.is_progressive = true});
  // The last scan again and again: each costs a pass over all coefficients.
  const auto scan = std::ranges::find_end(bytes, std::to_array<Byte>({0xFF, 0xDA}));
  Bytes bomb(bytes.begin(), bytes.end() - 2);
  for (int i = 0; i < 600; ++i) bomb.insert(bomb.end(), scan.begin(), bytes.end() - 2);
  bomb.insert(bomb.end(), {0xFF, 0xD9});
  const auto found = decoded(bomb);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::too_large);
  EXPECT_EQ(found.error().message, "more than 500 scans");
}

TEST(DecodeJpeg, ChecksTheClaimedSizeFirst) {
  const Bytes bytes = encode(testing::solid(200, 100, 1, 2, 3));
  Limits limits;
  limits.pixels = 19'999;
  EXPECT_EQ(decoded(bytes, {}, limits).error().code, Code::too_large);
  limits.pixels = 20'000;
  EXPECT_TRUE(decoded(bytes, {}, limits));
}

TEST(DecodeJpeg, RefusesWhatIsNone) {
  EXPECT_EQ(decoded({}).error().code, Code::corrupt);
  EXPECT_EQ(decoded(as_bytes("GIF89a")).error().code, Code::corrupt);
  Bytes bytes = encode(testing::solid(64, 64, 1, 2, 3));
  const auto frame = std::ranges::search(bytes, std::to_array<Byte>({0xFF, 0xC0}));
  frame[4] = 12;  // bits a sample
  EXPECT_EQ(decoded(bytes).error().code, Code::unsupported);
}

class BrokenSource final : public formats::ByteSource {
 public:
  explicit BrokenSource(ByteView bytes) : bytes_(bytes) {}
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<Byte> out) const override {
    if (offset > 0) return fail(Code::io, "the disk is gone");
    return formats::MemorySource(bytes_).read_at(offset, out);
  }

 private:
  ByteView bytes_;
};

TEST(DecodeJpeg, TellsAReadErrorFromDamage) {
  const Bytes bytes = encode(testing::noise(400, 400, Channels::rgb));
  const auto found = decode_jpeg(BrokenSource(bytes), {}, {});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::io);
  EXPECT_EQ(found.error().message, "the disk is gone");
}

TEST(DecodeJpeg, SurvivesDamageAnywhere) {
  for (const Encoding& how : {Encoding{}, Encoding{.is_progressive = true}}) {
    const Bytes bytes = encode(testing::scene(64, 64), how);
    testing::Noise random(7);
    for (int round = 0; round < 2'000; ++round) {
      Bytes damaged = bytes;
      for (int i = 0; i < 3; ++i) damaged[random.next() % damaged.size()] = random.byte();
      Limits limits;
      limits.pixels = 1u << 20;
      const auto found = decoded(damaged, {}, limits);
      if (found) EXPECT_FALSE(found->image.is_empty());
    }
  }
}

}  // namespace
}  // namespace sluice::pixels
