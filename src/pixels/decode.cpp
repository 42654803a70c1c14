#include "pixels/decode.h"

#include "formats/fourcc.h"
#include "pixels/avif.h"
#include "pixels/film.h"
#include "pixels/gif.h"
#include "pixels/heic.h"
#include "pixels/jpeg.h"
#include "pixels/jxl.h"
#include "pixels/png.h"
#include "pixels/tiff.h"
#include "pixels/webp.h"

namespace sluice::pixels {
namespace {

using formats::ByteSource;
using formats::Format;
using formats::fourcc;

// Files of both kinds often have the neutral major brand mif1; then the compatible ones tell.
Result<bool> has_avif_brand(const ByteSource& source) {
  constexpr std::uint64_t kLongest = 256;
  const Bytes head = SLUICE_TRY(source.read_up_to(0, kLongest));
  ByteReader box(head);
  const std::uint32_t box_bytes = SLUICE_TRY(box.u32be());
  SLUICE_TRY(box.skip(4));
  bool at_minor_version = false;
  for (bool first = true; box.remaining() >= 4 && box.position() < box_bytes; first = false) {
    const formats::FourCC brand = SLUICE_TRY(box.u32be());
    if (!at_minor_version && (brand == fourcc("avif") || brand == fourcc("avis"))) return true;
    at_minor_version = first;
  }
  return false;
}

Result<Decoded> decode_heif(const ByteSource& source, const Request& request, const Limits& limits) {
  const bool is_avif = SLUICE_TRY(has_avif_brand(source));
  return is_avif ? decode_avif(source, request, limits) : decode_heic(source, request, limits);
}

}  // namespace

Result<Decoded> decode(const ByteSource& source, Format format, const Request& request, const Limits& limits) {
  switch (format) {
    case Format::heif:
      return decode_heif(source, request, limits);
    case Format::jpeg:
      return decode_jpeg(source, request, limits);
    case Format::png:
      return decode_png(source, request, limits);
    case Format::webp:
      return decode_webp(source, request, limits);
    case Format::gif:
      return decode_gif(source, request, limits);
    case Format::jxl:
      return decode_jxl(source, request, limits);
    case Format::tiff:
      return decode_tiff(source, request, limits);
    case Format::mp4:
    case Format::matroska:
      return decode_film(source, request, limits);
    case Format::unknown:
      break;
  }
  return fail(Code::unsupported, "no decoder for this format");
}

}  // namespace sluice::pixels
