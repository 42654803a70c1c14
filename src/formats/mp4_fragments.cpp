#include "formats/mp4_fragments.h"

#include <algorithm>
#include <bit>

namespace sluice::formats {
namespace {
constexpr std::uint64_t kIndexBytes = 1u << 20;  // 12 bytes a segment
constexpr std::uint64_t kRunBytes = 1u << 20;    // at most 16 bytes a sample
constexpr std::size_t kTracks = 64;
}  // namespace

void Fragments::take_index(const Box& sidx) {
  if (const auto walk = read_index(sidx); !walk) collector_.warn("sidx: " + walk.error().message);
}

void Fragments::take_fragment(const Box& moof, const Movie& movie) {
  if (const auto walk = read_fragment(moof, movie); !walk) collector_.warn("moof: " + walk.error().message);
}

// ISO/IEC 14496-12, 8.16.3.
Result<void> Fragments::read_index(const Box& sidx) {
  const Bytes data = SLUICE_TRY(source_.read_up_to(sidx.payload, std::min(sidx.size(), kIndexBytes)));
  ByteReader reader(data);
  const Byte version = SLUICE_TRY(reader.u8());
  SLUICE_TRY(reader.skip(7));
  const std::uint32_t time_scale = SLUICE_TRY(reader.u32be());
  SLUICE_TRY(reader.skip(version == 0 ? 8 : 16));
  SLUICE_TRY(reader.skip(2));
  const std::uint16_t count = SLUICE_TRY(reader.u16be());
  std::uint64_t duration = 0;
  for (std::uint16_t i = 0; i < count; ++i) {
    SLUICE_TRY(reader.skip(4));
    duration += SLUICE_TRY(reader.u32be());
    SLUICE_TRY(reader.skip(4));
  }
  // Each segment may have an index of its own; each track, too. The longest is right for the second, and harmless for
  // the first.
  if (time_scale != 0) index_duration_s_ = std::max(index_duration_s_, static_cast<double>(duration) / time_scale);
  return {};
}

Result<void> Fragments::read_fragment(const Box& moof, const Movie& movie) {
  BoxWalker walker(source_, collector_, moof);
  while (const auto box = SLUICE_TRY(walker.next())) {
    if (box->type == fourcc("traf")) SLUICE_TRY(read_track_fragment(*box, movie));
  }
  return {};
}

// ISO/IEC 14496-12, 8.8.7 (tfhd), 8.8.12 (tfdt), 8.8.8 (trun).
Result<void> Fragments::read_track_fragment(const Box& traf, const Movie& movie) {
  std::uint32_t id = 0;
  std::uint32_t default_duration = 0;
  std::optional<std::uint64_t> start;
  Run sum;
  BoxWalker walker(source_, collector_, traf);
  while (const auto box = SLUICE_TRY(walker.next())) {
    if (box->type == fourcc("trun")) {
      const Run run = SLUICE_TRY(read_run(*box, default_duration));
      sum.length += run.length;
      sum.samples += run.samples;
      continue;
    }
    if (box->type != fourcc("tfhd") && box->type != fourcc("tfdt")) continue;
    const Bytes data = SLUICE_TRY(source_.read_up_to(box->payload, std::min<std::uint64_t>(box->size(), 64)));
    ByteReader reader(data);
    const std::uint32_t flags = SLUICE_TRY(reader.u32be());
    if (box->type == fourcc("tfdt")) {
      start = flags >> 24 == 1 ? SLUICE_TRY(reader.u64be()) : SLUICE_TRY(reader.u32be());
      continue;
    }
    id = SLUICE_TRY(reader.u32be());
    const auto track = std::ranges::find(movie.tracks, id, &Track::id);
    if (track != movie.tracks.end()) default_duration = track->sample_duration;
    SLUICE_TRY(reader.skip(((flags & 1) != 0 ? 8u : 0u) + ((flags & 2) != 0 ? 4u : 0u)));
    if ((flags & 8) != 0) default_duration = SLUICE_TRY(reader.u32be());
  }
  if (tracks_.size() >= kTracks && !tracks_.contains(id)) return {};
  Extent& extent = tracks_[id];
  extent.length += sum.length;
  extent.samples += sum.samples;
  extent.end = std::max(extent.end + (start ? 0 : sum.length), start.value_or(0) + sum.length);
  return {};
}

Result<Fragments::Run> Fragments::read_run(const Box& trun, std::uint32_t default_duration) const {
  const Bytes data = SLUICE_TRY(source_.read_up_to(trun.payload, std::min(trun.size(), kRunBytes)));
  ByteReader reader(data);
  const std::uint32_t flags = SLUICE_TRY(reader.u32be());
  const std::uint32_t samples = SLUICE_TRY(reader.u32be());
  const bool has_durations = (flags & 0x100) != 0;
  if (!has_durations) return Run{std::uint64_t{default_duration} * samples, samples};
  SLUICE_TRY(reader.skip(((flags & 1) != 0 ? 4u : 0u) + ((flags & 4) != 0 ? 4u : 0u)));
  const int other_fields = std::popcount(flags >> 8 & 0xEu);
  Run run;
  for (; run.samples < samples && reader.remaining() >= 4; ++run.samples) {
    run.length += SLUICE_TRY(reader.u32be());
    if (!reader.skip(static_cast<std::uint64_t>(other_fields) * 4)) break;
  }
  return run;
}

double Fragments::duration_s(std::uint32_t track, std::uint32_t time_scale) const {
  const auto found = tracks_.find(track);
  return found == tracks_.end() || time_scale == 0 ? 0 : static_cast<double>(found->second.end) / time_scale;
}

double Fragments::frame_rate(std::uint32_t track, std::uint32_t time_scale) const {
  const auto found = tracks_.find(track);
  if (found == tracks_.end() || found->second.length == 0) return 0;
  return static_cast<double>(found->second.samples) * time_scale / static_cast<double>(found->second.length);
}

}  // namespace sluice::formats
