#include "pixels/decode.h"

#include "formats/fourcc.h"
#include "pixels/jpeg.h"
#include "pixels/png.h"

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

}  // namespace

Result<Decoded> decode(const ByteSource& source, Format format, const Request& request, const Limits& limits) {
  switch (format) {
    case Format::heif:
      if (SLUICE_TRY(has_avif_brand(source))) return fail(Code::unsupported, "no decoder for AVIF");
      return fail(Code::unsupported, "no decoder for HEIC");
    case Format::jpeg:
      return decode_jpeg(source, request, limits);
    case Format::png:
      return decode_png(source, request, limits);
    case Format::webp:
    case Format::gif:
    case Format::jxl:
    case Format::tiff:
    case Format::mp4:
    case Format::matroska:
    case Format::unknown:
      break;
  }
  return fail(Code::unsupported, "no decoder for this format");
}

}  // namespace sluice::pixels
