#include "pixels/tiff.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <tiffio.h>

#include "formats/read.h"
#include "pixels/testing/quarters.h"

namespace sluice::pixels {
namespace {

using namespace testing;

// --- libtiff writing into memory.

struct Memory {
  Bytes bytes;
  std::size_t position = 0;
};

Memory& memory(thandle_t handle) { return *static_cast<Memory*>(handle); }

tmsize_t read_memory(thandle_t handle, void* out, tmsize_t size) {
  Memory& file = memory(handle);
  const std::size_t count =
      std::min(static_cast<std::size_t>(size), file.bytes.size() - std::min(file.bytes.size(), file.position));
  std::copy_n(file.bytes.data() + file.position, count, static_cast<Byte*>(out));
  file.position += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t write_memory(thandle_t handle, void* data, tmsize_t size) {
  Memory& file = memory(handle);
  const auto count = static_cast<std::size_t>(size);
  file.bytes.resize(std::max(file.bytes.size(), file.position + count));
  std::copy_n(static_cast<const Byte*>(data), count, file.bytes.data() + file.position);
  file.position += count;
  return size;
}

toff_t seek_memory(thandle_t handle, toff_t offset, int whence) {
  Memory& file = memory(handle);
  file.position = offset + (whence == SEEK_CUR ? file.position : whence == SEEK_END ? file.bytes.size() : 0);
  return file.position;
}

struct Options {
  std::uint16_t photometric = PHOTOMETRIC_RGB;
  std::uint16_t bits = 8;
  std::uint16_t samples = 3;
  std::uint16_t compression = COMPRESSION_NONE;
  std::uint32_t rows_per_strip = 10;
  bool tiled = false;
  int extra = -1;
  std::uint16_t orientation = 0;
  bool profile = false;
  bool planar = false;
  const char* mode = "w";
};

// `row(y)`: one row's samples, packed as the options say.
Bytes tiff(const std::function<Bytes(std::uint32_t y)>& row, const Options& options) {
  Memory out;
  TIFF* file = TIFFClientOpen(
      "memory", options.mode, &out, &read_memory, &write_memory, &seek_memory, [](thandle_t) { return 0; },
      [](thandle_t handle) { return static_cast<toff_t>(memory(handle).bytes.size()); }, nullptr, nullptr);
  TIFFSetField(file, TIFFTAG_IMAGEWIDTH, kWidth);
  TIFFSetField(file, TIFFTAG_IMAGELENGTH, kHeight);
  TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, options.bits);
  TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, options.samples);
  TIFFSetField(file, TIFFTAG_PHOTOMETRIC, options.photometric);
  TIFFSetField(file, TIFFTAG_COMPRESSION, options.compression);
  TIFFSetField(file, TIFFTAG_PLANARCONFIG, options.planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  if (options.orientation != 0) TIFFSetField(file, TIFFTAG_ORIENTATION, options.orientation);
  if (options.extra >= 0) {
    const auto kind = static_cast<std::uint16_t>(options.extra);
    TIFFSetField(file, TIFFTAG_EXTRASAMPLES, 1, &kind);
  }
  const Bytes profile = color_profile();
  if (options.profile)
    TIFFSetField(file, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(profile.size()), profile.data());
  if (options.photometric == PHOTOMETRIC_PALETTE) {
    std::array<std::uint16_t, 256> red{0xFFFF}, green{0, 0xFFFF}, blue{0, 0, 0xFFFF};
    red[3] = green[3] = blue[3] = 0xFFFF;
    TIFFSetField(file, TIFFTAG_COLORMAP, red.data(), green.data(), blue.data());
  }
  if (options.tiled) {
    constexpr std::uint32_t kTile = 16;
    TIFFSetField(file, TIFFTAG_TILEWIDTH, kTile);
    TIFFSetField(file, TIFFTAG_TILELENGTH, kTile);
    for (std::uint32_t y = 0; y < kHeight; y += kTile) {
      for (std::uint32_t x = 0; x < kWidth; x += kTile) {
        Bytes tile;
        for (std::uint32_t k = 0; k < kTile; ++k) {
          const Bytes line = row(y + k);
          const auto bytes = line.size() / kWidth;
          tile.insert(tile.end(), line.begin() + static_cast<std::ptrdiff_t>(x * bytes),
                      line.begin() + static_cast<std::ptrdiff_t>((x + kTile) * bytes));
        }
        TIFFWriteTile(file, tile.data(), x, y, 0, 0);
      }
    }
  } else {
    TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, options.rows_per_strip);
    const std::uint16_t planes = options.planar ? options.samples : 1;
    for (std::uint16_t plane = 0; plane < planes; ++plane) {
      for (std::uint32_t y = 0; y < kHeight; ++y) {
        Bytes line = row(y);
        if (options.planar) {
          Bytes one;
          for (std::size_t i = plane; i < line.size(); i += options.samples) one.push_back(line[i]);
          line = one;
        }
        TIFFWriteScanline(file, line.data(), y, plane);
      }
    }
  }
  TIFFClose(file);
  return out.bytes;
}

Bytes tiff(const Image& image, Options options = {}) {
  options.samples = static_cast<std::uint16_t>(image.samples_per_pixel());
  return tiff([&](std::uint32_t y) { return Bytes(image.row(y).begin(), image.row(y).end()); }, options);
}

// --- The tests.

TEST(TiffPixels, DecodesWhateverCompressionExactly) {
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS,
                                COMPRESSION_LZMA, COMPRESSION_ZSTD}) {
    const auto decoded =
        decode_bytes(&decode_tiff, tiff(quarters(), {.compression = static_cast<std::uint16_t>(compression)}));
    ASSERT_TRUE(decoded) << compression << ": " << decoded.error().message;
    EXPECT_TRUE(same_pixels(decoded->image, quarters())) << compression;
    EXPECT_TRUE(decoded->is_lossless) << compression;
  }
}

TEST(TiffPixels, DecodesStripsTilesPlanesAndEitherByteOrder) {
  const Options layouts[] = {{.rows_per_strip = 1},
                             {.rows_per_strip = kHeight},
                             {.compression = COMPRESSION_LZW, .tiled = true},
                             {.planar = true},
                             {.mode = "wb"},
                             {.mode = "wl8"}};
  for (const Options& layout : layouts) {
    const auto decoded = decode_bytes(&decode_tiff, tiff(quarters(), layout));
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_TRUE(same_pixels(decoded->image, quarters()));
  }
}

TEST(TiffPixels, DecodesJpegInside) {
  const auto decoded =
      decode_bytes(&decode_tiff, tiff(quarters(), {.compression = COMPRESSION_JPEG, .rows_per_strip = 16}));
  ASSERT_TRUE(decoded) << decoded.error().message;
  expect_quarters(decoded->image, 12);
  EXPECT_FALSE(decoded->is_lossless);
}

TEST(TiffPixels, DecodesSixteenBits) {
  const Image image = quarters();
  const auto row = [&](std::uint32_t y) {
    Bytes line;
    for (const Byte sample : image.row(y)) line.insert(line.end(), {sample, sample});
    return line;
  };
  const auto decoded = decode_bytes(&decode_tiff, tiff(row, {.bits = 16, .compression = COMPRESSION_LZW}));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_TRUE(same_pixels(decoded->image, image));
  EXPECT_FALSE(decoded->is_lossless) << "the lower eight bits are not here";
}

TEST(TiffPixels, DecodesGreyPaletteCmykAndBits) {
  const auto grey = decode_bytes(&decode_tiff, tiff([](std::uint32_t) { return Bytes(kWidth, 100); },
                                                    {.photometric = PHOTOMETRIC_MINISBLACK, .samples = 1}));
  ASSERT_TRUE(grey);
  EXPECT_TRUE(is_color(grey->image, 5, 5, {100, 100, 100}));

  const auto palette =
      decode_bytes(&decode_tiff, tiff(
                                     [](std::uint32_t y) {
                                       Bytes line(kWidth, y < kHeight / 2 ? 0 : 2);
                                       std::fill(line.begin() + kWidth / 2, line.end(), y < kHeight / 2 ? 1 : 3);
                                       return line;
                                     },
                                     {.photometric = PHOTOMETRIC_PALETTE, .samples = 1}));
  ASSERT_TRUE(palette);
  EXPECT_TRUE(same_pixels(palette->image, quarters()));

  const auto cmyk = decode_bytes(&decode_tiff, tiff(
                                                   [](std::uint32_t) {
                                                     Bytes line(kWidth * 4);
                                                     for (std::size_t x = 0; x < kWidth; ++x)
                                                       line[4 * x + 1] = line[4 * x + 2] = 255;
                                                     return line;
                                                   },
                                                   {.photometric = PHOTOMETRIC_SEPARATED, .samples = 4}));
  ASSERT_TRUE(cmyk) << cmyk.error().message;
  EXPECT_TRUE(is_color(cmyk->image, 5, 5, kRed)) << "no cyan, all magenta and yellow";
  EXPECT_FALSE(cmyk->image.has_alpha());

  const auto bits = decode_bytes(
      &decode_tiff,
      tiff([](std::uint32_t) { return Bytes(kWidth / 8, 0xF0); },
           {.photometric = PHOTOMETRIC_MINISWHITE, .bits = 1, .samples = 1, .compression = COMPRESSION_CCITTFAX4}));
  ASSERT_TRUE(bits) << bits.error().message;
  EXPECT_TRUE(is_color(bits->image, 1, 1, kBlack));
  EXPECT_TRUE(is_color(bits->image, 6, 1, kWhite));
}

TEST(TiffPixels, KeepsAlphaAsStored) {
  const Image image =
      quarters(kWidth, kHeight, Channels::rgba, 3);  // hardly anything survives being multiplied by 3/255
  const auto plain_alpha = decode_bytes(&decode_tiff, tiff(image, {.extra = EXTRASAMPLE_UNASSALPHA}));
  ASSERT_TRUE(plain_alpha) << plain_alpha.error().message;
  EXPECT_TRUE(same_pixels(plain_alpha->image, image));
  Image multiplied = quarters(kWidth, kHeight, Channels::rgba, 51);
  for (std::size_t i = 0; i < multiplied.byte_count(); ++i)
    if (i % 4 != 3) multiplied.samples()[i] = static_cast<Byte>(multiplied.samples()[i] / 5);
  const auto undone = decode_bytes(&decode_tiff, tiff(multiplied, {.extra = EXTRASAMPLE_ASSOCALPHA}));
  ASSERT_TRUE(undone);
  EXPECT_TRUE(same_pixels(undone->image, quarters(kWidth, kHeight, Channels::rgba, 51)));
  const auto no_alpha = decode_bytes(&decode_tiff, tiff(image, {.extra = EXTRASAMPLE_UNSPECIFIED}));
  ASSERT_TRUE(no_alpha);
  EXPECT_TRUE(same_pixels(no_alpha->image, quarters()));
}

TEST(TiffPixels, LeavesTurningToTheCaller) {
  const Bytes bytes = tiff(quarters(), {.orientation = 6});
  const auto metadata = formats::read(formats::MemorySource(bytes), {});
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->technical.width, kHeight);
  const auto decoded = decode_bytes(&decode_tiff, bytes, {.orientation = metadata->technical.orientation});
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->orientation, 6);
  EXPECT_TRUE(same_pixels(decoded->image, quarters())) << "as stored";
}

TEST(TiffPixels, HandsOnTheColorProfile) {
  EXPECT_EQ(decode_bytes(&decode_tiff, tiff(quarters(), {.profile = true}))->icc, color_profile());
}

TEST(TiffPixels, SaysWhatItCannotDecode) {
  const auto decoded =
      decode_bytes(&decode_tiff, tiff([](std::uint32_t) { return Bytes(kWidth * 4); },
                                      {.photometric = PHOTOMETRIC_MINISBLACK, .bits = 32, .samples = 1}));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, Code::unsupported);
  EXPECT_TRUE(decoded.error().message.contains("32")) << decoded.error().message;
}

TEST(TiffPixels, PassesOnThatTheSystemSaysNo) {
  EXPECT_EQ(decode_tiff(formats::FileSource(-1, 1000), {}, {}).error().code, Code::io);
}

TEST(TiffPixels, StripsThatTakeTooMuchMemoryAreTooLarge) {
  // The strip, its pixels as packed by libtiff, and the picture.
  const std::uint64_t needed = (3 + 4 + 3) * std::uint64_t{kWidth} * kHeight;
  const Bytes one_strip = tiff(quarters(), {.compression = COMPRESSION_LZW, .rows_per_strip = kHeight});
  Limits limits;
  limits.working_bytes = needed;
  EXPECT_TRUE(decode_bytes(&decode_tiff, one_strip, {}, limits));
  limits.working_bytes = needed - 1;
  EXPECT_EQ(decode_bytes(&decode_tiff, one_strip, {}, limits).error().code, Code::too_large);
  EXPECT_TRUE(
      decode_bytes(&decode_tiff, tiff(quarters(), {.compression = COMPRESSION_LZW, .rows_per_strip = 4}), {}, limits))
      << "of several strips";
}

TEST(TiffPixels, KeepsToTheLimits) {
  const Bytes bytes = tiff(quarters());
  expect_size_limit(&decode_tiff, bytes);
  expect_byte_limit(&decode_tiff, bytes);
}

TEST(TiffPixels, RefusesHalfAPicture) {
  expect_whole_or_nothing_at_every_cut(&decode_tiff, tiff(quarters(), {.compression = COMPRESSION_LZW}));
  expect_whole_or_nothing_at_every_cut(&decode_tiff, tiff(quarters(), {.compression = COMPRESSION_ADOBE_DEFLATE}));
  expect_whole_or_nothing_at_every_cut(&decode_tiff, tiff(quarters()), 13);
}

TEST(TiffPixels, SurvivesFlippedBits) {
  expect_no_harm_by_flips(&decode_tiff, tiff(quarters(), {.compression = COMPRESSION_LZW, .tiled = true}));
  expect_no_harm_by_flips(&decode_tiff, tiff(quarters(), {.compression = COMPRESSION_ADOBE_DEFLATE}));
  expect_no_harm_by_flips(&decode_tiff, tiff(quarters(), {.compression = COMPRESSION_JPEG, .rows_per_strip = 16}));
}

}  // namespace
}  // namespace sluice::pixels
