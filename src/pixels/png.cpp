#include "pixels/png.h"

#include <memory>
#include <optional>

#include <libdeflate.h>

#include "formats/fourcc.h"
#include "pixels/png_filters.h"
#include "pixels/png_general.h"
#include "pixels/png_layout.h"

namespace sluice::pixels {
namespace {

// All rows at once are inflated beside the picture; beyond this, row by row costs little more and half the memory.
constexpr std::size_t kMostFilteredBytes = 256u << 20;

// Uninitialised, since all of it is written.
class Buffer {
 public:
  explicit Buffer(std::size_t size) : bytes_(std::make_unique_for_overwrite<Byte[]>(size)), size_(size) {}
  [[nodiscard]] std::span<Byte> all() { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<Byte[]> bytes_;
  std::size_t size_;
};

std::size_t bytes_per_pixel(PngColour colour) {
  return colour == PngColour::grey ? 1 : colour == PngColour::rgb ? 3 : 4;
}

PngRows rows_of(const PngLayout& layout) {
  const std::size_t pixel = bytes_per_pixel(layout.colour);
  return {layout.width * pixel, layout.height, pixel};
}

bool is_plain(const PngLayout& layout) {
  const bool is_usual =
      layout.colour == PngColour::grey || layout.colour == PngColour::rgb || layout.colour == PngColour::rgba;
  return layout.depth == 8 && is_usual && !layout.is_interlaced && !layout.has_transparency && layout.is_whole &&
         rows_of(layout).filtered_bytes() <= kMostFilteredBytes;
}

// The data of all IDAT chunks in one; nothing if a checksum is wrong.
Result<std::optional<Buffer>> gather(const formats::ByteSource& source, const PngLayout& layout) {
  std::size_t total = 0;
  for (const PngPiece& piece : layout.pixels) total += piece.data_bytes;
  // The last checksum falls behind the data; every other is overwritten by the data of the next chunk.
  Buffer buffer(total + 4);
  const std::uint32_t name_checksum = libdeflate_crc32(0, formats::bytes_of(formats::fourcc("IDAT")).data(), 4);
  std::size_t at = 0;
  for (const PngPiece& piece : layout.pixels) {
    const std::span<Byte> data = buffer.all().subspan(at, piece.data_bytes + std::size_t{4});
    SLUICE_TRY(source.fill(piece.offset + 8, data));
    const std::uint32_t stored = SLUICE_TRY(ByteReader(data.last(4)).u32be());
    if (libdeflate_crc32(name_checksum, data.data(), piece.data_bytes) != stored) return std::nullopt;
    at += piece.data_bytes;
  }
  return buffer;
}

void grey_to_rgb(ByteView grey, Image& image) {
  const std::span<Byte> out = image.samples();
  for (std::size_t i = 0; i < grey.size(); ++i) out[3 * i] = out[3 * i + 1] = out[3 * i + 2] = grey[i];
}

// Nothing where something is odd: libspng then says what.
Result<std::optional<Image>> decode_fast(const formats::ByteSource& source, const PngLayout& layout) {
  auto compressed = SLUICE_TRY(gather(source, layout));
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!compressed || !inflater) return std::nullopt;
  const PngRows rows = rows_of(layout);
  Buffer filtered(rows.filtered_bytes() + kFilterPadding);
  const ByteView data = compressed->all().first(compressed->all().size() - 4);
  if (libdeflate_zlib_decompress(inflater.get(), data.data(), data.size(), filtered.all().data(), rows.filtered_bytes(),
                                 nullptr) != LIBDEFLATE_SUCCESS)
    return std::nullopt;
  compressed.reset();

  Image image(layout.width, layout.height, layout.has_alpha() ? Channels::rgba : Channels::rgb);
  if (rows.bytes_per_pixel != 1) {
    if (!unfilter(filtered.all(), rows, image.samples())) return std::nullopt;
    return image;
  }
  Buffer grey(rows.row_bytes * rows.rows);
  if (!unfilter(filtered.all(), rows, grey.all())) return std::nullopt;
  grey_to_rgb(grey.all(), image);
  return image;
}

}  // namespace

Result<Decoded> decode_png(const formats::ByteSource& source, const Request& request, const Limits& limits) {
  PngLayout layout = SLUICE_TRY(read_png_layout(source, limits));
  Decoded decoded;
  std::optional<Image> image;
  if (is_plain(layout)) image = SLUICE_TRY(decode_fast(source, layout));
  if (!image) {
    image = SLUICE_TRY(decode_png_general(source, layout));
    if (is_plain(layout)) decoded.warnings.emplace_back("the compressed pixels do not end where the picture does");
  }
  decoded.image = *std::move(image);
  decoded.orientation = request.orientation;
  decoded.is_lossless = true;
  decoded.icc = std::move(layout.icc);
  return decoded;
}

}  // namespace sluice::pixels
