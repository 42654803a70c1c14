#include "formats/jxl.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/collector.h"
#include "formats/exif.h"
#include "formats/inflate.h"
#include "formats/isobmff.h"
#include "formats/jxl_header.h"
#include "formats/text.h"
#include "formats/xmp.h"

namespace sluice::formats {
namespace {

constexpr std::uint64_t kHeaderBytes = 4096;  // far more than any header with a handful of named channels

class JxlReader {
 public:
  JxlReader(const ByteSource& source, const Limits& limits)
      : source_(source), collector_(limits, model::FileType::image, "jxl") {}

  Result<model::RawMetadata> read() {
    const Result<void> walk = run();
    return collector_.finish(walk, Orientation::already_applied);
  }

 private:
  Result<void> run() {
    const auto head = SLUICE_TRY(source_.read_array<2>(0));
    if (head[0] == 0xFF) return take_codestream(0, source_.size());
    BoxWalker walker(source_, collector_, 0, source_.size());
    while (const auto box = SLUICE_TRY(walker.next())) {
      if (box->cut)
        collector_.warn(fmt::format("{} box ends after the file: it is cut short", to_text(name_of(box->type))));
      switch (box->type) {
        case fourcc("jxlc"):
          SLUICE_TRY(take_codestream(box->payload, box->end));
          break;
        case fourcc("jxlp"):
          SLUICE_TRY(take_part(*box));
          break;
        case fourcc("Exif"):
          SLUICE_TRY(take_exif_box(*box));
          break;
        case fourcc("xml "):
          read_xmp(SLUICE_TRY(load(source_, *box, collector_.limits().text_bytes, collector_)), collector_);
          break;
        case fourcc("brob"):
          SLUICE_TRY(take_compressed(*box));
          break;
        case fourcc("jumb"):
          collector_.add_text("jxl", "c2pa", fmt::format("{} bytes", box->size()));
          break;
        default:
          break;
      }
    }
    return {};
  }

  // Partial codestreams: a 32-bit index in front; the first has the header.
  Result<void> take_part(const Box& box) {
    if (collector_.technical().width != 0) return {};
    return take_codestream(box.payload + 4, box.end);
  }

  Result<void> take_codestream(std::uint64_t begin, std::uint64_t end) {
    if (collector_.technical().width != 0 || begin >= end) return {};
    const Bytes data = SLUICE_TRY(source_.read_up_to(begin, std::min(end - begin, kHeaderBytes)));
    JxlHeader header;
    const Result<void> walk = read_jxl_header(data, header);
    if (!walk && header.width == 0) return walk;
    if (!walk) collector_.warn("header: " + walk.error().message);
    model::Technical& technical = collector_.technical();
    technical.width = header.width;
    technical.height = header.height;
    technical.orientation = header.orientation;
    if (header.orientation >= 5) std::swap(technical.width, technical.height);
    technical.bit_depth = header.bit_depth;
    technical.has_alpha = header.has_alpha;
    technical.color_mode = header.grey ? (header.has_alpha ? "LA" : "L") : header.has_alpha ? "RGBA" : "RGB";
    technical.frame_count = header.animated ? 0 : 1;
    return {};
  }

  Result<void> take_exif_box(const Box& box) {
    take_exif(SLUICE_TRY(load(source_, box, std::uint64_t{collector_.limits().exif_bytes} + 4, collector_)));
    return {};
  }

  // Four bytes say where the TIFF header stands behind them. The picture is turned as the codestream says, not as EXIF
  // does.
  void take_exif(ByteView bytes) {
    ByteReader reader(bytes);
    const auto skip = reader.u32be();
    if (!skip || !reader.skip(*skip)) return collector_.warn("the Exif box is cut short");
    const std::uint16_t orientation = collector_.technical().orientation;
    read_exif(reader.take_rest(), collector_);
    collector_.technical().orientation = orientation;
  }

  Result<void> take_compressed(const Box& box) {
    const Bytes data = SLUICE_TRY(load(source_, box, collector_.limits().text_bytes, collector_));
    ByteReader reader(data);
    const std::uint32_t type = SLUICE_TRY(reader.u32be());
    if (type != fourcc("Exif") && type != fourcc("xml ")) return {};
    if (!can_inflate_brotli()) {
      collector_.warn(fmt::format("a {} box compressed with Brotli is not read", name_of(type)));
      return {};
    }
    const Inflated result = inflate_brotli(reader.take_rest(), collector_.inflate_allowance());
    collector_.spend_inflated(result.text.size());
    if (result.end != InflateEnd::complete)
      collector_.warn(fmt::format("compressed {} box: {} bytes recovered", name_of(type), result.text.size()));
    if (type == fourcc("Exif"))
      take_exif(as_bytes(result.text));
    else
      read_xmp(as_bytes(result.text), collector_);
    return {};
  }

  const ByteSource& source_;
  Collector collector_;
};

}  // namespace

Result<model::RawMetadata> read_jxl(const ByteSource& source, const Limits& limits) {
  return JxlReader(source, limits).read();
}

}  // namespace sluice::formats
