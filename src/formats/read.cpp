#include "formats/read.h"

#include "formats/gif.h"
#include "formats/heif.h"
#include "formats/jpeg.h"
#include "formats/jxl.h"
#include "formats/matroska.h"
#include "formats/mp4.h"
#include "formats/png.h"
#include "formats/sniff.h"
#include "formats/tiff.h"
#include "formats/webp.h"

namespace sluice::formats {

Result<model::RawMetadata> read(const ByteSource& source, const Limits& limits) {
  if (source.size() == 0) return fail(Code::corrupt, "the file is empty");
  switch (SLUICE_TRY(sniff(source))) {
    case Format::png:
      return read_png(source, limits);
    case Format::jpeg:
      return read_jpeg(source, limits);
    case Format::webp:
      return read_webp(source, limits);
    case Format::gif:
      return read_gif(source, limits);
    case Format::heif:
      return read_heif(source, limits);
    case Format::mp4:
      return read_mp4(source, limits);
    case Format::matroska:
      return read_matroska(source, limits);
    case Format::jxl:
      return read_jxl(source, limits);
    case Format::tiff:
      return read_tiff(source, limits);
    case Format::unknown:
      break;
  }
  return fail(Code::unsupported, "the bytes are of no format that is read here");
}

}  // namespace sluice::formats
