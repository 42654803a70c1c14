#include "formats/heif.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/collector.h"
#include "formats/exif.h"
#include "formats/heif_items.h"
#include "formats/isobmff.h"
#include "formats/mp4_movie.h"
#include "formats/xmp.h"

namespace sluice::formats {
namespace {

class HeifReader {
 public:
  HeifReader(const ByteSource& source, const Limits& limits)
      : source_(source), collector_(limits, model::FileType::image, "heic") {}

  Result<model::RawMetadata> read() {
    const Result<void> walk = run();
    return collector_.finish(walk, Orientation::already_applied);
  }

 private:
  Result<void> run() {
    BoxWalker walker(source_, collector_, 0, source_.size());
    collector_.technical().frame_count = 1;
    while (const auto box = SLUICE_TRY(walker.next())) {
      if (box->cut)
        collector_.warn(fmt::format("{} box ends after the file: it is cut short", to_text(name_of(box->type))));
      switch (box->type) {
        case fourcc("ftyp"):
          SLUICE_TRY(take_brands(*box));
          break;
        case fourcc("meta"):
          SLUICE_TRY(take_meta(*box));
          break;
        case fourcc("moov"):
          SLUICE_TRY(take_sequence(*box));
          break;
        default:
          break;
      }
    }
    return {};
  }

  Result<void> take_brands(const Box& box) {
    const Bytes brands = SLUICE_TRY(load(source_, box, 1024, collector_));
    for (std::size_t at = 0; at + 4 <= brands.size(); at += 4) {
      if (at == 4) continue;  // the minor version
      const std::string_view brand = as_text(ByteView(brands).subspan(at, 4));
      if (brand == "avif" || brand == "avis") collector_.metadata().format = "avif";
    }
    return {};
  }

  Result<void> take_meta(const Box& meta) {
    const HeifItems items = SLUICE_TRY(read_heif_items(source_, meta, collector_));
    describe(items);
    for (const std::uint32_t id : items.exif) SLUICE_TRY(take_exif(items, id));
    for (const std::uint32_t id : items.xmp) {
      const Bytes packet = SLUICE_TRY(items.read(source_, id, collector_.limits().text_bytes, collector_));
      read_xmp(packet, collector_);
    }
    return {};
  }

  // Four bytes say where the TIFF header stands behind them (ISO/IEC 23008-12, A.2.1).
  Result<void> take_exif(const HeifItems& items, std::uint32_t id) {
    const Bytes item =
        SLUICE_TRY(items.read(source_, id, std::uint64_t{collector_.limits().exif_bytes} + 64, collector_));
    ByteReader reader(item);
    const auto skip = reader.u32be();
    if (!skip) {
      collector_.warn("the Exif item is empty");
      return {};
    }
    // Some writers count the "Exif\0\0" in front, some leave it out, some forget the four bytes.
    if (as_text(item).starts_with("Exif") || as_text(item).starts_with("II*") || as_text(item).starts_with("MM")) {
      read_exif(item, collector_);
    } else if (reader.skip(*skip)) {
      read_exif(reader.take_rest(), collector_);
    } else {
      collector_.warn("the Exif item's header lies behind its end");
    }
    return {};
  }

  void describe(const HeifItems& items) {
    model::Technical& technical = collector_.technical();
    const HeifPicture& picture = items.primary;
    technical.width = picture.width;
    technical.height = picture.height;
    if (picture.clean_width > 0 && picture.clean_height > 0) {
      technical.width = std::min(technical.width, picture.clean_width);
      technical.height = std::min(technical.height, picture.clean_height);
    }
    if (picture.quarter_turns % 2 == 1) std::swap(technical.width, technical.height);
    technical.bit_depth = picture.bit_depth;
    technical.has_alpha = items.has_alpha;
    if (picture.channels == 1)
      technical.color_mode = items.has_alpha ? "LA" : "L";
    else
      technical.color_mode = items.has_alpha ? "RGBA" : "RGB";
  }

  // Sequences (avis, msf1) keep their frames in a track of pictures.
  Result<void> take_sequence(const Box& moov) {
    const Movie movie = SLUICE_TRY(read_movie(source_, moov, collector_));
    const Track* track = movie.picture_track();
    if (track == nullptr) return {};
    model::Technical& technical = collector_.technical();
    if (technical.width == 0 || technical.height == 0) {
      technical.width = track->width();
      technical.height = track->height();
      if (track->is_turned()) std::swap(technical.width, technical.height);
      technical.color_mode = "RGB";
    }
    if (track->sample_count > 1) technical.frame_count = track->sample_count;
    if (track->sample_count > 1) technical.duration_s = track->duration_s();
    if (technical.duration_s > 0) technical.frame_rate = track->frame_rate();
    if (movie.created_at) collector_.metadata().container_created_at = movie.created_at;
    return {};
  }

  const ByteSource& source_;
  Collector collector_;
};

}  // namespace

Result<model::RawMetadata> read_heif(const ByteSource& source, const Limits& limits) {
  return HeifReader(source, limits).read();
}

}  // namespace sluice::formats
