#include "pixels/tiff.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <tiffio.h>

#include "base/utf8.h"
#include "pixels/bounds.h"

namespace sluice::pixels {
namespace {

using File = std::unique_ptr<TIFF, decltype([](TIFF* file) { TIFFClose(file); })>;
using Options =
    std::unique_ptr<TIFFOpenOptions, decltype([](TIFFOpenOptions* options) { TIFFOpenOptionsFree(options); })>;

// What libtiff's callbacks share: the position in the source, and what went wrong first.
struct Stream {
  const formats::ByteSource& source;
  std::uint64_t position = 0;
  std::string problem = {};
  std::optional<Error> io_error = {};
};

tmsize_t read_on(thandle_t handle, void* out, tmsize_t size) {
  auto& stream = *static_cast<Stream*>(handle);
  const auto got = stream.source.read_at(stream.position, {static_cast<Byte*>(out), static_cast<std::size_t>(size)});
  if (!got) {
    stream.io_error = got.error();
    return -1;
  }
  stream.position += *got;
  return static_cast<tmsize_t>(*got);
}

tmsize_t refuse_to_write(thandle_t, void*, tmsize_t) { return -1; }

toff_t seek(thandle_t handle, toff_t offset, int whence) {
  auto& stream = *static_cast<Stream*>(handle);
  const std::uint64_t base = whence == SEEK_CUR ? stream.position : whence == SEEK_END ? stream.source.size() : 0;
  stream.position = base + offset;
  return stream.position;
}

toff_t size_of(thandle_t handle) { return static_cast<Stream*>(handle)->source.size(); }
int close_nothing(thandle_t) { return 0; }

// libtiff's own word for what went wrong; the first is the cause.
int keep_problem(TIFF*, void* user_data, const char*, const char* format, va_list arguments) {
  auto& stream = *static_cast<Stream*>(user_data);
  if (!stream.problem.empty()) return 1;
  std::array<char, 256> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  stream.problem = text.data();
  return 1;  // told: not on standard error
}

int keep_quiet(TIFF*, void*, const char*, const char*, va_list) { return 1; }

File open(Stream& stream, const Limits& limits) {
  const Options options(TIFFOpenOptionsAlloc());
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &keep_problem, &stream);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &keep_quiet, nullptr);
  // A picture at the limit as one strip, 16 bits in four channels; and tables of strips.
  constexpr std::uint64_t kTables = 64u << 20;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(8 * limits.pixels + kTables));
  return File(TIFFClientOpenExt("picture", "rm", &stream, &read_on, &refuse_to_write, &seek, &close_nothing, &size_of,
                                nullptr, nullptr, options.get()));
}

std::uint16_t short_tag(TIFF* file, std::uint32_t tag) {
  std::uint16_t value = 0;
  TIFFGetFieldDefaulted(file, tag, &value);
  return value;
}

enum class Alpha { none, plain, premultiplied };

// libtiff multiplies colours by a plain alpha, which cannot be undone exactly; told that it is multiplied already, it
// hands all samples on as they are stored.
Alpha keep_alpha_as_stored(TIFF* file) {
  std::uint16_t count = 0;
  std::uint16_t* kinds = nullptr;
  if (TIFFGetField(file, TIFFTAG_EXTRASAMPLES, &count, &kinds) == 0 || count == 0 || kinds == nullptr)
    return Alpha::none;
  if (kinds[0] == EXTRASAMPLE_ASSOCALPHA) return Alpha::premultiplied;
  if (kinds[0] != EXTRASAMPLE_UNASSALPHA) return Alpha::none;
  std::vector<std::uint16_t> told(kinds, kinds + count);
  told[0] = EXTRASAMPLE_ASSOCALPHA;
  TIFFSetField(file, TIFFTAG_EXTRASAMPLES, count, told.data());
  return Alpha::plain;
}

bool is_lossless(TIFF* file) {
  constexpr std::array kExact{COMPRESSION_NONE, COMPRESSION_CCITTRLE, COMPRESSION_CCITTFAX3,     COMPRESSION_CCITTFAX4,
                              COMPRESSION_LZW,  COMPRESSION_PACKBITS, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_DEFLATE,
                              COMPRESSION_LZMA, COMPRESSION_ZSTD};
  // Beyond 8 bits a sample the lowest ones do not get here.
  return short_tag(file, TIFFTAG_BITSPERSAMPLE) <= 8 &&
         std::ranges::count(kExact, int{short_tag(file, TIFFTAG_COMPRESSION)}) > 0;
}

// Only a profile of three colours fits what comes out: libtiff makes RGB of grey and CMYK.
Bytes color_profile(TIFF* file) {
  std::uint32_t size = 0;
  const void* data = nullptr;
  if (TIFFGetField(file, TIFFTAG_ICCPROFILE, &size, &data) == 0 || data == nullptr) return {};
  const ByteView profile(static_cast<const Byte*>(data), size);
  if (size < 20 || as_text(profile).substr(16, 4) != "RGB ") return {};
  return {profile.begin(), profile.end()};
}

// Rows that are decoded together: whole strips or tiles, so that none is decoded twice, and not too few.
std::uint32_t band_rows(TIFF* file, std::uint32_t height) {
  constexpr std::uint32_t kFew = 64;
  std::uint32_t rows = 0;
  if (TIFFIsTiled(file) != 0)
    TIFFGetField(file, TIFFTAG_TILELENGTH, &rows);
  else
    TIFFGetFieldDefaulted(file, TIFFTAG_ROWSPERSTRIP, &rows);
  rows = std::clamp(rows, 1u, height);
  return std::min(height, (kFew + rows - 1) / rows * rows);
}

// libtiff packs a pixel into one number, red lowest.
void unpack(const std::vector<std::uint32_t>& packed, std::size_t pixels, std::span<Byte> out, std::size_t channels) {
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < channels; ++c) out[i * channels + c] = static_cast<Byte>(packed[i] >> (8 * c));
  }
}

// TIFFRGBAImage, begun and ended.
class RgbaReader {
 public:
  RgbaReader(const RgbaReader&) = delete;
  RgbaReader& operator=(const RgbaReader&) = delete;
  explicit RgbaReader(TIFF* file) {
    is_begun_ = TIFFRGBAImageBegin(&image_, file, /*stop=*/1, message_.data()) != 0;
    image_.orientation = image_.req_orientation = ORIENTATION_TOPLEFT;  // as stored
  }
  ~RgbaReader() {
    if (is_begun_) TIFFRGBAImageEnd(&image_);
  }
  [[nodiscard]] bool is_begun() const { return is_begun_; }
  [[nodiscard]] const char* message() const { return message_.data(); }
  bool read(std::uint32_t y, std::uint32_t rows, std::vector<std::uint32_t>& out) {
    image_.row_offset = static_cast<int>(y);
    image_.col_offset = 0;
    return TIFFRGBAImageGet(&image_, out.data(), image_.width, rows) != 0;
  }

 private:
  TIFFRGBAImage image_ = {};
  std::array<char, 1024> message_{};  // libtiff asks for that much
  bool is_begun_ = false;
};

Error corrupt(const Stream& stream, std::string_view otherwise) {
  if (stream.io_error) return *stream.io_error;
  if (stream.problem.empty()) return {Code::corrupt, std::string(otherwise)};
  return {Code::corrupt, "libtiff: " + to_text(stream.problem)};
}

// What libtiff unpacks at once: a strip or a tile, of every plane where they are apart.
std::uint64_t unpacked_bytes(TIFF* file) {
  const std::uint64_t one = TIFFIsTiled(file) != 0 ? TIFFTileSize64(file) : TIFFStripSize64(file);
  constexpr std::uint64_t kMostPlanes = 4;
  const bool apart = short_tag(file, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
  return std::min<std::uint64_t>(one, ~0ull / 8) * (apart ? kMostPlanes : 1);
}

Result<Image> read_image(TIFF* file, const Stream& stream, Alpha alpha, const Limits& limits) {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  TIFFGetField(file, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(file, TIFFTAG_IMAGELENGTH, &height);
  SLUICE_TRY(check_size(width, height, limits));
  std::array<char, 1024> why{};
  if (TIFFRGBAImageOK(file, why.data()) == 0) {
    if (stream.io_error) return fail(*stream.io_error);
    return fail(Code::unsupported, "libtiff: " + to_text(why.data()));
  }
  const Channels channels = alpha == Alpha::none ? Channels::rgb : Channels::rgba;
  const std::uint32_t band = band_rows(file, height);
  SLUICE_TRY(check_memory(unpacked_bytes(file) + std::uint64_t{width} * band * sizeof(std::uint32_t) +
                              std::uint64_t{width} * height * static_cast<std::uint64_t>(channels),
                          limits));
  RgbaReader reader(file);
  if (!reader.is_begun()) return fail(corrupt(stream, reader.message()));
  Image image(width, height, channels);
  std::vector<std::uint32_t> packed(std::size_t{width} * band);
  for (std::uint32_t y = 0; y < height; y += band) {
    const std::uint32_t rows = std::min(band, height - y);
    if (!reader.read(y, rows, packed) || stream.io_error) return fail(corrupt(stream, "the picture ends early"));
    unpack(packed, std::size_t{width} * rows, image.samples().subspan(y * image.row_bytes()),
           image.samples_per_pixel());
  }
  if (alpha == Alpha::premultiplied) unpremultiply(image);
  return image;
}

}  // namespace

Result<Decoded> decode_tiff(const formats::ByteSource& source, const Request& request, const Limits& limits) {
  if (source.size() > limits.picture_bytes)
    return fail(Code::too_large,
                fmt::format("a picture of {} bytes: more than {}", source.size(), limits.picture_bytes));
  Stream stream{source};
  const File file = open(stream, limits);
  if (!file) return fail(corrupt(stream, "no TIFF directory"));
  Decoded decoded;
  decoded.orientation = request.orientation;
  decoded.is_lossless = is_lossless(file.get());
  decoded.icc = color_profile(file.get());
  const Alpha alpha = keep_alpha_as_stored(file.get());
  decoded.image = SLUICE_TRY(read_image(file.get(), stream, alpha, limits));
  return decoded;
}

}  // namespace sluice::pixels
