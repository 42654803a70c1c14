#include "formats/mp4_movie.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

namespace sluice::formats {
namespace {

constexpr std::size_t kTracks = 64;

struct VersionedReader {
  Bytes bytes;
  ByteReader reader;
  Byte version;
  // Times are 32 bits wide in version 0, 64 in version 1.
  Result<std::uint64_t> time() {
    if (version == 1) return reader.u64be();
    return SLUICE_TRY(reader.u32be());
  }
};

Result<VersionedReader> open_full_box(const ByteSource& source, const Box& box) {
  constexpr std::uint64_t kHeaders = 256;  // every header box that is read here is far shorter
  Bytes bytes = SLUICE_TRY(source.read_up_to(box.payload, std::min(box.size(), kHeaders)));
  ByteReader reader(bytes);  // moving the vector keeps its bytes where they are
  const Byte version = SLUICE_TRY(reader.u8());
  SLUICE_TRY(reader.skip(3));
  return VersionedReader{std::move(bytes), reader, version};
}

// The matrix' first four numbers, 16.16 fixed, as EXIF orientation.
std::uint16_t orientation_of(std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d) {
  const bool turned = std::llabs(b) > std::llabs(a);
  if (!turned) {
    if (a >= 0) return d >= 0 ? 1 : 4;
    return d >= 0 ? 2 : 3;
  }
  if (b >= 0) return c <= 0 ? 6 : 5;
  return c >= 0 ? 8 : 7;
}

class MovieReader {
 public:
  MovieReader(const ByteSource& source, Collector& collector) : source_(source), collector_(collector) {}

  Result<Movie> read(const Box& moov) {
    BoxWalker walker(source_, collector_, moov);
    while (const auto box = SLUICE_TRY(walker.next())) {
      switch (box->type) {
        case fourcc("mvhd"):
          note(read_header(*box));
          break;
        case fourcc("trak"):
          note(read_track(*box));
          break;
        case fourcc("mvex"):
          note(read_extends(*box));
          break;
        case fourcc("udta"):
        case fourcc("meta"):
          movie_.user_data.push_back(*box);
          break;
        default:
          break;
      }
    }
    return std::move(movie_);
  }

 private:
  void note(const Result<void>& result) {
    if (!result) collector_.warn("moov: " + result.error().message);
  }

  Result<void> read_header(const Box& box) {
    VersionedReader header = SLUICE_TRY(open_full_box(source_, box));
    movie_.created_at = time_from_1904(SLUICE_TRY(header.time()));
    SLUICE_TRY(header.time());
    movie_.time_scale = SLUICE_TRY(header.reader.u32be());
    movie_.duration = known(SLUICE_TRY(header.time()), header.version);
    return {};
  }

  // All bits set: unknown.
  static std::uint64_t known(std::uint64_t duration, Byte version) {
    return duration == (version == 1 ? ~0ull : 0xFFFFFFFFull) ? 0 : duration;
  }

  Result<void> read_track(const Box& trak) {
    if (movie_.tracks.size() >= kTracks) return fail(Code::corrupt, "too many tracks");
    Track track;
    BoxWalker walker(source_, collector_, trak);
    while (const auto box = SLUICE_TRY(walker.next())) {
      switch (box->type) {
        case fourcc("tkhd"):
          note(read_track_header(*box, track));
          break;
        case fourcc("mdia"):
          note(read_media(*box, track));
          break;
        case fourcc("udta"):
        case fourcc("meta"):
          movie_.user_data.push_back(*box);
          break;
        default:
          break;
      }
    }
    movie_.tracks.push_back(track);
    return {};
  }

  Result<void> read_track_header(const Box& box, Track& track) {
    VersionedReader header = SLUICE_TRY(open_full_box(source_, box));
    ByteReader& reader = header.reader;
    SLUICE_TRY(header.time());
    SLUICE_TRY(header.time());
    track.id = SLUICE_TRY(reader.u32be());
    SLUICE_TRY(reader.skip(4));
    SLUICE_TRY(header.time());
    SLUICE_TRY(reader.skip(16));
    std::array<std::int32_t, 9> matrix{};
    for (std::int32_t& number : matrix) number = static_cast<std::int32_t>(SLUICE_TRY(reader.u32be()));
    track.orientation = orientation_of(matrix[0], matrix[1], matrix[3], matrix[4]);
    track.header_width = SLUICE_TRY(reader.u32be()) >> 16;
    track.header_height = SLUICE_TRY(reader.u32be()) >> 16;
    return {};
  }

  Result<void> read_media(const Box& mdia, Track& track) {
    BoxWalker walker(source_, collector_, mdia);
    while (const auto box = SLUICE_TRY(walker.next())) {
      if (box->type == fourcc("mdhd")) {
        VersionedReader header = SLUICE_TRY(open_full_box(source_, *box));
        SLUICE_TRY(header.time());
        SLUICE_TRY(header.time());
        track.time_scale = SLUICE_TRY(header.reader.u32be());
        track.duration = known(SLUICE_TRY(header.time()), header.version);
      } else if (box->type == fourcc("hdlr")) {
        VersionedReader header = SLUICE_TRY(open_full_box(source_, *box));
        SLUICE_TRY(header.reader.skip(4));
        track.handler = SLUICE_TRY(header.reader.u32be());
      } else if (box->type == fourcc("minf")) {
        const auto table = SLUICE_TRY(find_box(source_, collector_, *box, fourcc("stbl")));
        if (table) SLUICE_TRY(read_sample_table(*table, track));
      }
    }
    return {};
  }

  Result<void> read_sample_table(const Box& stbl, Track& track) {
    BoxWalker walker(source_, collector_, stbl);
    while (const auto box = SLUICE_TRY(walker.next())) {
      switch (box->type) {
        case fourcc("stsd"):
          note(read_sample_entry(*box, track));
          break;
        case fourcc("stts"):
          note(read_times(*box, track));
          break;
        case fourcc("stsz"):
        case fourcc("stz2"): {
          VersionedReader header = SLUICE_TRY(open_full_box(source_, *box));
          SLUICE_TRY(header.reader.skip(4));
          track.sample_count = SLUICE_TRY(header.reader.u32be());
          break;
        }
        default:
          break;
      }
    }
    return {};
  }

  Result<void> read_times(const Box& box, Track& track) {
    VersionedReader header = SLUICE_TRY(open_full_box(source_, box));
    const std::uint32_t entries = SLUICE_TRY(header.reader.u32be());
    if (entries != 1) return {};
    SLUICE_TRY(header.reader.skip(4));
    track.sample_duration = SLUICE_TRY(header.reader.u32be());
    return {};
  }

  // Only the first entry: files with several switch between sizes of one codec.
  Result<void> read_sample_entry(const Box& stsd, Track& track) {
    BoxWalker walker(source_, collector_, stsd, 8);
    const auto entry = SLUICE_TRY(walker.next());
    if (!entry) return {};
    track.codec = entry->type;
    const bool pictures = track.handler == fourcc("vide") || track.handler == fourcc("pict");
    if (pictures) {
      const auto data = SLUICE_TRY(source_.read_array<28>(entry->payload));
      ByteReader reader(data);
      SLUICE_TRY(reader.skip(24));
      track.coded_width = SLUICE_TRY(reader.u16be());
      track.coded_height = SLUICE_TRY(reader.u16be());
    }
    if (track.codec == fourcc("mp4v")) return read_object_type(*entry, 78, track);
    if (track.codec == fourcc("mp4a")) return read_object_type(*entry, SLUICE_TRY(sound_entry_size(*entry)), track);
    return {};
  }

  // Sound entries of QuickTime are longer in their versions 1 and 2.
  Result<std::uint64_t> sound_entry_size(const Box& entry) const {
    const auto data = SLUICE_TRY(source_.read_array<10>(entry.payload));
    const Byte version = data[9];
    return version == 1 ? 44 : version == 2 ? 64 : 28;
  }

  Result<void> read_object_type(const Box& entry, std::uint64_t skip, Track& track) {
    auto esds = SLUICE_TRY(find_box(source_, collector_, entry, fourcc("esds"), skip));
    if (!esds) {
      const auto wave = SLUICE_TRY(find_box(source_, collector_, entry, fourcc("wave"), skip));
      if (wave) esds = SLUICE_TRY(find_box(source_, collector_, *wave, fourcc("esds")));
    }
    if (!esds) return {};
    VersionedReader header = SLUICE_TRY(open_full_box(source_, *esds));
    ByteReader& reader = header.reader;
    if (SLUICE_TRY(read_descriptor(reader)) != 3) return {};
    SLUICE_TRY(reader.skip(2));
    const Byte flags = SLUICE_TRY(reader.u8());
    if ((flags & 0x80) != 0) SLUICE_TRY(reader.skip(2));
    if ((flags & 0x40) != 0) {
      const Byte url_length = SLUICE_TRY(reader.u8());
      SLUICE_TRY(reader.skip(url_length));
    }
    if ((flags & 0x20) != 0) SLUICE_TRY(reader.skip(2));
    if (SLUICE_TRY(read_descriptor(reader)) == 4) track.object_type = SLUICE_TRY(reader.u8());
    return {};
  }

  // A descriptor's tag; its length, seven bits a byte, is stepped over.
  static Result<Byte> read_descriptor(ByteReader& reader) {
    const Byte tag = SLUICE_TRY(reader.u8());
    for (int i = 0; i < 4; ++i) {
      if ((SLUICE_TRY(reader.u8()) & 0x80) == 0) break;
    }
    return tag;
  }

  Result<void> read_extends(const Box& mvex) {
    movie_.fragmented = true;
    BoxWalker walker(source_, collector_, mvex);
    while (const auto box = SLUICE_TRY(walker.next())) {
      if (box->type == fourcc("mehd")) {
        VersionedReader header = SLUICE_TRY(open_full_box(source_, *box));
        movie_.fragments_duration = SLUICE_TRY(header.time());
      } else if (box->type == fourcc("trex")) {
        VersionedReader header = SLUICE_TRY(open_full_box(source_, *box));
        Track* track = movie_.find_track(SLUICE_TRY(header.reader.u32be()));
        SLUICE_TRY(header.reader.skip(4));
        const std::uint32_t duration = SLUICE_TRY(header.reader.u32be());
        if (track != nullptr && track->sample_duration == 0) track->sample_duration = duration;
      }
    }
    return {};
  }

  const ByteSource& source_;
  Collector& collector_;
  Movie movie_;
};

}  // namespace

double Track::frame_rate() const {
  if (time_scale == 0) return 0;
  if (sample_duration > 0) return static_cast<double>(time_scale) / sample_duration;
  if (sample_count == 0 || duration == 0) return 0;
  return static_cast<double>(sample_count) * time_scale / static_cast<double>(duration);
}

const Track* Movie::picture_track() const {
  const Track* best = nullptr;
  for (const Track& track : tracks) {
    if ((track.handler != fourcc("vide") && track.handler != fourcc("pict")) || track.width() == 0 ||
        track.height() == 0)
      continue;
    // Cover pictures and chapter thumbnails are tracks of still pictures behind the film itself.
    if (best == nullptr || (best->sample_count <= 1 && track.sample_count > 1)) best = &track;
  }
  return best;
}

const Track* Movie::sound_track() const {
  const auto found = std::ranges::find(tracks, fourcc("soun"), &Track::handler);
  return found == tracks.end() ? nullptr : &*found;
}

Track* Movie::find_track(std::uint32_t id) {
  const auto found = std::ranges::find(tracks, id, &Track::id);
  return found == tracks.end() ? nullptr : &*found;
}

Result<Movie> read_movie(const ByteSource& source, const Box& moov, Collector& collector) {
  return MovieReader(source, collector).read(moov);
}

std::optional<WallTime> time_from_1904(std::uint64_t seconds) {
  constexpr std::uint64_t kFrom1904To1970 = 2'082'844'800;
  constexpr std::uint64_t kYear2200 = 7'258'118'400;
  if (seconds == 0) return std::nullopt;
  const std::uint64_t since_1970 = seconds >= kFrom1904To1970 ? seconds - kFrom1904To1970 : seconds;
  if (since_1970 > kYear2200 || since_1970 == 0) return std::nullopt;
  return WallTime{std::chrono::seconds{static_cast<std::int64_t>(since_1970)}};
}

}  // namespace sluice::formats
