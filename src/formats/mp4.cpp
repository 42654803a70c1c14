#include "formats/mp4.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/codecs.h"
#include "formats/collector.h"
#include "formats/isobmff.h"
#include "formats/mp4_fragments.h"
#include "formats/mp4_movie.h"
#include "formats/mp4_tags.h"
#include "formats/xmp.h"

namespace sluice::formats {
namespace {

// XMP in a box of its own (XMP specification part 3, 1.2.7.1).
constexpr std::array<Byte, 16> kXmpUuid{0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8,
                                        0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC};

class Mp4Reader {
 public:
  Mp4Reader(const ByteSource& source, const Limits& limits)
      : source_(source), collector_(limits, model::FileType::video, "mp4") {}

  Result<model::RawMetadata> read() {
    const Result<void> walk = run();
    return collector_.finish(walk, Orientation::already_applied);
  }

 private:
  Result<void> run() {
    collector_.metadata().format = SLUICE_TRY(format());
    std::optional<Movie> movie;
    Fragments fragments(source_, collector_);
    std::vector<Box> metadata;
    BoxWalker walker(source_, collector_, 0, source_.size());
    while (const auto box = SLUICE_TRY(walker.next())) {
      if (box->cut)
        collector_.warn(fmt::format("{} box ends after the file: it is cut short", to_text(name_of(box->type))));
      switch (box->type) {
        case fourcc("moov"):
          if (!movie) movie = SLUICE_TRY(read_movie(source_, *box, collector_));
          break;
        case fourcc("sidx"):
          fragments.take_index(*box);
          break;
        case fourcc("moof"):
          if (movie) fragments.take_fragment(*box, *movie);
          break;
        case fourcc("udta"):
        case fourcc("meta"):
          metadata.push_back(*box);
          break;
        case fourcc("uuid"):
          if (box->uuid == kXmpUuid) metadata.push_back(*box);
          break;
        default:
          break;
      }
    }
    if (!movie) return fail(Code::corrupt, "no moov box: the file is cut short, or was never finished");
    SLUICE_TRY(describe(*movie, fragments));
    take_texts(*movie, metadata);
    return {};
  }

  // QuickTime names itself in its brand; files from before brands begin with another box.
  Result<std::string> format() const {
    const auto head = SLUICE_TRY(source_.read_array<8>(0));
    if (as_text(head).substr(4) != "ftyp") return std::string("mov");
    const auto brand = source_.read_array<4>(8);
    return std::string(brand && as_text(*brand) == "qt  " ? "mov" : "mp4");
  }

  Result<void> describe(const Movie& movie, const Fragments& fragments) {
    const Track* pictures = movie.picture_track();
    const Track* sound = movie.sound_track();
    if (movie.created_at) collector_.metadata().container_created_at = movie.created_at;
    if (pictures == nullptr) {
      if (sound != nullptr) return fail(Code::unsupported, "a sound file without pictures");
      return fail(Code::corrupt, "no track with pictures");
    }
    model::Technical& technical = collector_.technical();
    technical.width = pictures->width();
    technical.height = pictures->height();
    technical.orientation = pictures->orientation;
    if (pictures->is_turned()) std::swap(technical.width, technical.height);
    technical.video_codec = mp4_codec(pictures->codec, pictures->object_type);
    if (sound != nullptr) technical.audio_codec = mp4_codec(sound->codec, sound->object_type);
    technical.duration_s = duration_of(movie, *pictures, fragments);
    technical.frame_rate = pictures->frame_rate();
    if (technical.frame_rate <= 0) technical.frame_rate = fragments.frame_rate(pictures->id, pictures->time_scale);
    return {};
  }

  static double duration_of(const Movie& movie, const Track& pictures, const Fragments& fragments) {
    const auto seconds = [&](std::uint64_t duration) {
      return movie.time_scale == 0 ? 0 : static_cast<double>(duration) / movie.time_scale;
    };
    if (movie.fragments_duration > 0) return seconds(movie.fragments_duration);
    const double in_fragments =
        std::max(fragments.index_duration_s(), fragments.duration_s(pictures.id, pictures.time_scale));
    const double in_header = movie.duration > 0 ? seconds(movie.duration) : pictures.duration_s();
    return std::max(in_header, in_fragments);
  }

  void take_texts(const Movie& movie, const std::vector<Box>& metadata) {
    Mp4TagReader tags(source_, collector_, collector_.metadata().format);
    for (const Box& box : movie.user_data) tags.read(box);
    for (const Box& box : metadata) {
      if (box.type != fourcc("uuid")) {
        tags.read(box);
      } else if (const auto packet = load(source_, box, collector_.limits().text_bytes, collector_)) {
        read_xmp(*packet, collector_);
      }
    }
  }

  const ByteSource& source_;
  Collector collector_;
};

}  // namespace

Result<model::RawMetadata> read_mp4(const ByteSource& source, const Limits& limits) {
  return Mp4Reader(source, limits).read();
}

}  // namespace sluice::formats
