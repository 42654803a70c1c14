#include "formats/matroska.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/codecs.h"
#include "formats/collector.h"
#include "formats/ebml.h"
#include "formats/matroska_ids.h"

namespace sluice::formats {
namespace {

constexpr std::uint64_t kNameBytes = 1024;
constexpr std::size_t kSeeks = 64;

struct TrackEntry {
  std::uint64_t type = 0;  // 1: video, 2: audio
  std::string codec;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint64_t frame_ns = 0;
};

std::uint32_t narrowed(std::uint64_t value) { return value > 0x7FFFFFFF ? 0 : static_cast<std::uint32_t>(value); }

class MatroskaReader {
 public:
  MatroskaReader(const ByteSource& source, const Limits& limits)
      : source_(source), collector_(limits, model::FileType::video, "mkv") {}

  Result<model::RawMetadata> read() {
    const Result<void> walk = run();
    describe();
    if (walk && sound_only_) return fail(Code::unsupported, "a sound file without pictures");
    return collector_.finish(walk, Orientation::already_applied);
  }

 private:
  Result<void> run() {
    const Element header = SLUICE_TRY(read_element(source_, 0, source_.size()));
    SLUICE_TRY(read_header(header));
    Element segment = SLUICE_TRY(read_element(source_, header.end, source_.size()));
    for (int skipped = 0; segment.id != id::kSegment && skipped < 16; ++skipped) {  // Void and CRC-32 may stand between
      segment = SLUICE_TRY(read_element(source_, segment.end, source_.size()));
    }
    if (segment.id != id::kSegment) return fail(Code::corrupt, "no segment");
    if (segment.cut) collector_.warn("the segment ends after the file: it is cut short");
    return read_segment(segment);
  }

  Result<void> read_header(const Element& header) {
    ElementWalker walker(source_, collector_, header);
    while (const auto element = walker.next()) {
      if (element->id != id::kDocType) continue;
      if (SLUICE_TRY(read_string(source_, *element, kNameBytes, collector_)) == "webm")
        collector_.metadata().format = "webm";
    }
    return {};
  }

  // Up to the first cluster everything is read in order; behind it either the seek heads tell where the tags are, or
  // the clusters are stepped over one by one.
  Result<void> read_segment(const Element& segment) {
    segment_ = segment;
    std::uint64_t at = segment.payload;
    while (at < segment.end && collector_.count_chunk()) {
      const Element element = SLUICE_TRY(read_element(source_, at, segment.end));
      if (element.id == id::kCluster) {
        if (can_jump()) return follow_seeks();
        at = SLUICE_TRY(step_over_cluster(element));
        continue;
      }
      if (element.unknown_size) return fail(Code::corrupt, fmt::format("element {:X} of unknown size", element.id));
      SLUICE_TRY(take(element));
      at = element.end;
    }
    if (duration_ <= 0 && last_cluster_) SLUICE_TRY(read_block_times(*last_cluster_));
    return follow_seeks();
  }

  [[nodiscard]] bool can_jump() const {
    const bool tags_known = std::ranges::any_of(seeks_, [](const auto& seek) { return seek.first == id::kTags; });
    return has_info_ && has_tracks_ && duration_ > 0 && (tags_known || taken_tags_);
  }

  Result<void> take(const Element& element) {
    if (!taken_.insert(element.begin).second) return {};
    switch (element.id) {
      case id::kSeekHead:
        return read_seek_head(element);
      case id::kInfo:
        has_info_ = true;
        return read_info(element);
      case id::kTracks:
        has_tracks_ = true;
        return read_tracks(element);
      case id::kTags:
        taken_tags_ = true;
        return read_tags(element);
      default:
        return {};
    }
  }

  Result<void> read_seek_head(const Element& head) {
    ElementWalker walker(source_, collector_, head);
    while (const auto seek = walker.next()) {
      if (seek->id != id::kSeek) continue;
      std::uint64_t target = 0;
      std::uint64_t position = 0;
      ElementWalker fields(source_, collector_, *seek);
      while (const auto field = fields.next()) {
        if (field->id == id::kSeekId) target = SLUICE_TRY(read_unsigned(source_, *field));
        if (field->id == id::kSeekPosition) position = SLUICE_TRY(read_unsigned(source_, *field));
      }
      const bool wanted =
          target == id::kSeekHead || target == id::kInfo || target == id::kTracks || target == id::kTags;
      if (wanted && seeks_.size() < kSeeks) seeks_.emplace_back(static_cast<std::uint32_t>(target), position);
    }
    return {};
  }

  Result<void> follow_seeks() {
    for (std::size_t i = 0; i < seeks_.size(); ++i) {  // a seek head may add further ones
      const auto [target, position] = seeks_[i];
      if (position >= segment_.size()) {
        collector_.warn("an entry of the seek head lies outside the file");
        continue;
      }
      const auto element = read_element(source_, segment_.payload + position, segment_.end);
      if (!element || element->id != target || element->unknown_size) {
        collector_.warn("the seek head points at something else");
      } else {
        SLUICE_TRY(take(*element));
      }
    }
    return {};
  }

  // Where the next element of the segment begins. A cluster of unknown size ends where something stands that belongs
  // into no cluster.
  Result<std::uint64_t> step_over_cluster(const Element& cluster) {
    std::uint64_t at = cluster.payload;
    std::uint64_t time = 0;
    while (at < cluster.end) {
      if (!collector_.count_chunk()) return segment_.end;
      const Element child = SLUICE_TRY(read_element(source_, at, cluster.end));
      if (cluster.unknown_size && id::is_segment_child(child.id)) return at;
      if (child.id == id::kTimestamp) {
        time = SLUICE_TRY(read_unsigned(source_, child));
        last_time_ = std::max(last_time_, time);
        if (!cluster.unknown_size) {
          last_cluster_ = cluster;
          return cluster.end;
        }
      }
      SLUICE_TRY(take_block_time(child, time));
      if (child.unknown_size) return fail(Code::corrupt, "an element of unknown size inside a cluster");
      at = child.end;
    }
    return cluster.end;
  }

  // Recordings that were never finished name no duration: their last cluster's blocks tell.
  Result<void> read_block_times(const Element& cluster) {
    std::uint64_t time = 0;
    ElementWalker walker(source_, collector_, cluster);
    while (const auto child = walker.next()) {
      if (child->id == id::kTimestamp) time = SLUICE_TRY(read_unsigned(source_, *child));
      SLUICE_TRY(take_block_time(*child, time));
    }
    return {};
  }

  Result<void> take_block_time(const Element& element, std::uint64_t cluster_time) {
    if (element.id == id::kSimpleBlock)
      last_time_ = std::max(last_time_, cluster_time + SLUICE_TRY(read_block_time(element)));
    if (element.id != id::kBlockGroup) return {};
    ElementWalker walker(source_, collector_, element);
    while (const auto child = walker.next()) {
      if (child->id == id::kBlock)
        last_time_ = std::max(last_time_, cluster_time + SLUICE_TRY(read_block_time(*child)));
    }
    return {};
  }

  // A block begins with its track's number (one byte in practice), then a signed 16-bit time relative to the cluster's.
  Result<std::uint64_t> read_block_time(const Element& block) const {
    if (block.size() < 3) return 0;
    const auto bytes = SLUICE_TRY(source_.read_array<2>(block.payload + 1));
    const std::uint16_t time = SLUICE_TRY(ByteReader(bytes).u16be());
    return time < 0x8000 ? time : 0;
  }

  Result<void> read_info(const Element& info) {
    ElementWalker walker(source_, collector_, info);
    while (const auto field = walker.next()) {
      switch (field->id) {
        case id::kTimestampScale:
          time_scale_ns_ = SLUICE_TRY(read_unsigned(source_, *field));
          break;
        case id::kDuration:
          duration_ = SLUICE_TRY(read_float(source_, *field));
          break;
        case id::kDateUtc:
          SLUICE_TRY(read_date(*field));
          break;
        case id::kTitle:
          SLUICE_TRY(add_text("title", *field));
          break;
        case id::kMuxingApp:
          SLUICE_TRY(add_text("muxing_app", *field));
          break;
        case id::kWritingApp:
          SLUICE_TRY(add_text("writing_app", *field));
          break;
        default:
          break;
      }
    }
    return {};
  }

  // Nanoseconds since 2001.
  Result<void> read_date(const Element& field) {
    if (field.size() != 8) return {};
    const std::int64_t since_2001 = SLUICE_TRY(read_signed(source_, field));
    constexpr auto k2001 = std::chrono::sys_days{std::chrono::year{2001} / 1 / 1};
    collector_.metadata().container_created_at = WallTime{k2001} + std::chrono::microseconds{since_2001 / 1000};
    return {};
  }

  Result<void> add_text(std::string_view key, const Element& field) {
    std::string text = SLUICE_TRY(read_string(source_, field, collector_.limits().text_bytes, collector_));
    if (!text.empty()) collector_.add_text("mkv", key, std::move(text));
    return {};
  }

  Result<void> read_tracks(const Element& tracks) {
    ElementWalker walker(source_, collector_, tracks);
    while (const auto entry = walker.next()) {
      if (entry->id == id::kTrackEntry) SLUICE_TRY(read_track(*entry));
    }
    return {};
  }

  Result<void> read_track(const Element& entry) {
    TrackEntry track;
    std::string codec_id;
    FourCC fourcc_of_private = 0;
    ElementWalker walker(source_, collector_, entry);
    while (const auto field = walker.next()) {
      switch (field->id) {
        case id::kTrackType:
          track.type = SLUICE_TRY(read_unsigned(source_, *field));
          break;
        case id::kCodecId:
          codec_id = SLUICE_TRY(read_string(source_, *field, kNameBytes, collector_));
          break;
        case id::kCodecPrivate:
          fourcc_of_private = SLUICE_TRY(read_private_fourcc(*field));
          break;
        case id::kDefaultDuration:
          track.frame_ns = SLUICE_TRY(read_unsigned(source_, *field));
          break;
        case id::kVideo:
          SLUICE_TRY(read_video(*field, track));
          break;
        default:
          break;
      }
    }
    track.codec = matroska_codec(codec_id, fourcc_of_private);
    if (track.type == 1 && !video_) video_ = track;
    if (track.type == 2 && !audio_) audio_ = track;
    return {};
  }

  // BITMAPINFOHEADER: biCompression stands at 16.
  Result<FourCC> read_private_fourcc(const Element& field) const {
    if (field.size() < 20) return 0;
    return ByteReader(SLUICE_TRY(source_.read_array<4>(field.payload + 16))).u32be();
  }

  Result<void> read_video(const Element& video, TrackEntry& track) {
    std::uint32_t display_width = 0;
    std::uint32_t display_height = 0;
    ElementWalker walker(source_, collector_, video);
    while (const auto field = walker.next()) {
      switch (field->id) {
        case id::kPixelWidth:
          track.width = narrowed(SLUICE_TRY(read_unsigned(source_, *field)));
          break;
        case id::kPixelHeight:
          track.height = narrowed(SLUICE_TRY(read_unsigned(source_, *field)));
          break;
        case id::kDisplayWidth:
          display_width = narrowed(SLUICE_TRY(read_unsigned(source_, *field)));
          break;
        case id::kDisplayHeight:
          display_height = narrowed(SLUICE_TRY(read_unsigned(source_, *field)));
          break;
        case id::kAlphaMode:
          alpha_ = SLUICE_TRY(read_unsigned(source_, *field)) == 1;
          break;
        default:
          break;
      }
    }
    if (track.width == 0 || track.height == 0) track.width = display_width, track.height = display_height;
    return {};
  }

  Result<void> read_tags(const Element& tags) {
    ElementWalker walker(source_, collector_, tags);
    while (const auto tag = walker.next()) {
      if (tag->id != id::kTag) continue;
      ElementWalker children(source_, collector_, *tag);
      while (const auto child = children.next()) {
        if (child->id == id::kSimpleTag) SLUICE_TRY(read_simple_tag(*child, "", 0));
      }
    }
    return {};
  }

  // Tags nest: a child's key is "PARENT/CHILD".
  Result<void> read_simple_tag(const Element& tag, const std::string& parent, std::uint32_t depth) {
    if (depth >= collector_.limits().depth) {
      collector_.warn("tags are too deeply nested: the deepest are left out");
      return {};
    }
    std::string key;
    std::optional<Element> value;
    std::vector<Element> children;
    ElementWalker walker(source_, collector_, tag);
    while (const auto field = walker.next()) {
      if (field->id == id::kTagName) key = SLUICE_TRY(read_string(source_, *field, kNameBytes, collector_));
      if (field->id == id::kTagString) value = *field;
      if (field->id == id::kSimpleTag) children.push_back(*field);
    }
    if (!parent.empty()) key = parent + "/" + key;
    if (key.size() > kNameBytes) {
      collector_.warn("a tag's name is too long: it is left out");
      return {};
    }
    if (value && !key.empty()) SLUICE_TRY(add_text(key, *value));
    for (const Element& child : children) SLUICE_TRY(read_simple_tag(child, key, depth + 1));
    return {};
  }

  void describe() {
    model::Technical& technical = collector_.technical();
    sound_only_ = !video_ && audio_;
    if (audio_) technical.audio_codec = audio_->codec;
    if (video_) {
      technical.width = video_->width;
      technical.height = video_->height;
      technical.video_codec = video_->codec;
      if (video_->frame_ns > 0) technical.frame_rate = 1e9 / static_cast<double>(video_->frame_ns);
      if (alpha_) technical.has_alpha = true;
    }
    const double ticks = std::isfinite(duration_) && duration_ > 0 ? duration_ : static_cast<double>(last_time_);
    technical.duration_s = ticks * static_cast<double>(time_scale_ns_) / 1e9;
  }

  const ByteSource& source_;
  Collector collector_;
  Element segment_;
  std::optional<Element> last_cluster_;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> seeks_;
  std::set<std::uint64_t> taken_;
  bool has_info_ = false;
  bool has_tracks_ = false;
  bool taken_tags_ = false;
  bool sound_only_ = false;
  bool alpha_ = false;
  std::uint64_t time_scale_ns_ = 1'000'000;
  double duration_ = 0;
  std::uint64_t last_time_ = 0;
  std::optional<TrackEntry> video_;
  std::optional<TrackEntry> audio_;
};

}  // namespace

Result<model::RawMetadata> read_matroska(const ByteSource& source, const Limits& limits) {
  return MatroskaReader(source, limits).read();
}

}  // namespace sluice::formats
