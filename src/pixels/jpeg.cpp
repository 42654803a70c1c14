#include "pixels/jpeg.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "pixels/bounds.h"
#include "pixels/jpeg_session.h"

namespace sluice::pixels {
namespace {

constexpr int kIccMarker = JPEG_APP0 + 2;
constexpr JDIMENSION kMostRows = 16;  // as many as the decoder makes at once

// The denominator of the scale: 8, 4, 2 or 1.
unsigned int scale_for(const jpeg_decompress_struct& codec) {
  const auto serves = [](JDIMENSION side, unsigned int divisor) {
    return (side + divisor - 1) / divisor >= std::min<JDIMENSION>(side, kEnough);
  };
  for (const unsigned int divisor : {8u, 4u, 2u})
    if (serves(codec.image_width, divisor) && serves(codec.image_height, divisor)) return divisor;
  return 1;
}

// 255 − c and 255 − k multiplied, rounded as Pillow does, so that hashes of the pixels agree.
Byte without_ink(unsigned int ink, unsigned int light) {
  const unsigned int product = ink * light + 128;
  return static_cast<Byte>(light - ((product >> 8) + product) / 256);
}

void cmyk_to_rgb(std::span<const Byte> cmyk, bool is_inverted, std::span<Byte> rgb) {
  const unsigned int flip = is_inverted ? 255 : 0;
  for (std::size_t from = 0, to = 0; from + 3 < cmyk.size(); from += 4, to += 3) {
    const unsigned int light = 255 - (cmyk[from + 3] ^ flip);
    for (std::size_t i = 0; i < 3; ++i) rgb[to + i] = without_ink(cmyk[from + i] ^ flip, light);
  }
}

Result<void> read_rows(JpegSession& session, Image& image) {
  return session.run([&image](jpeg_decompress_struct& codec) {
    std::array<JSAMPROW, kMostRows> rows;
    while (codec.output_scanline < codec.output_height) {
      const JDIMENSION count = std::min(kMostRows, codec.output_height - codec.output_scanline);
      for (JDIMENSION i = 0; i < count; ++i) rows[i] = image.row(codec.output_scanline + i).data();
      jpeg_read_scanlines(&codec, rows.data(), count);
    }
  });
}

Result<void> read_cmyk_rows(JpegSession& session, Image& image) {
  Bytes line(std::size_t{image.width()} * 4);
  return session.run([&image, &line](jpeg_decompress_struct& codec) {
    JSAMPROW row = line.data();
    while (codec.output_scanline < codec.output_height) {
      const JDIMENSION y = codec.output_scanline;
      jpeg_read_scanlines(&codec, &row, 1);
      cmyk_to_rgb(line, codec.saw_Adobe_marker != FALSE, image.row(y));
    }
  });
}

Result<Bytes> read_profile(JpegSession& session) {
  JOCTET* profile = nullptr;
  unsigned int length = 0;
  const Result<void> reading = session.run(
      [&profile, &length](jpeg_decompress_struct& codec) { jpeg_read_icc_profile(&codec, &profile, &length); });
  const std::unique_ptr<JOCTET, decltype(&std::free)> owner(profile, &std::free);
  if (!reading) return fail(reading.error());
  if (profile == nullptr) return Bytes{};
  const ByteView bytes(profile, length);
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace

Result<Decoded> decode_jpeg(const formats::ByteSource& source, const Request& request, const Limits& limits) {
  JpegSession session(source, limits.picture_bytes);
  SLUICE_TRY(session.run([](jpeg_decompress_struct& codec) {
    jpeg_save_markers(&codec, kIccMarker, 0xFFFF);
    jpeg_read_header(&codec, TRUE);
  }));
  const jpeg_decompress_struct& codec = session.codec();
  SLUICE_TRY(check_size(codec.image_width, codec.image_height, limits));

  const bool is_cmyk = codec.jpeg_color_space == JCS_CMYK || codec.jpeg_color_space == JCS_YCCK;
  Decoded decoded;
  decoded.orientation = request.orientation;
  if (!is_cmyk) decoded.icc = SLUICE_TRY(read_profile(session));
  // The slow transform and smooth chroma, as everybody's: the fast ones save less than a tenth of the time.
  SLUICE_TRY(session.run([&](jpeg_decompress_struct& settings) {
    settings.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
    settings.scale_num = 1;
    settings.scale_denom = request.every_pixel ? 1 : scale_for(settings);
    jpeg_start_decompress(&settings);
  }));
  decoded.is_every_pixel = codec.scale_num == codec.scale_denom;
  decoded.image = Image(codec.output_width, codec.output_height, Channels::rgb);
  SLUICE_TRY(is_cmyk ? read_cmyk_rows(session, decoded.image) : read_rows(session, decoded.image));

  if (auto early = session.early_end()) return fail(Code::corrupt, *std::move(early));
  if (auto warning = session.warning()) decoded.warnings.push_back(*std::move(warning));
  return decoded;
}

}  // namespace sluice::pixels
