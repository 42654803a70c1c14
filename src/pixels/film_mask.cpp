#include "pixels/film_mask.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "formats/ebml.h"
#include "formats/isobmff.h"
#include "formats/matroska_ids.h"

namespace sluice::pixels {
namespace {

namespace id = formats::id;
using formats::Box;
using formats::BoxWalker;
using formats::Element;
using formats::ElementWalker;
using formats::fourcc;

struct Findings {
  std::vector<Patch> patches;
  std::uint32_t tracks = 0;
};

class BoxSearch {
 public:
  BoxSearch(const formats::ByteSource& source, Findings& found) : source_(source), found_(found) {}

  Result<void> run() { return search(BoxWalker(source_, collector_, 0, source_.size()), 0); }

 private:
  static constexpr int kDeepest = 10;  // as deep as libavformat goes

  // NOLINTNEXTLINE(misc-no-recursion): held to kDeepest
  Result<void> search(BoxWalker walker, int depth) {
    while (const auto box = SLUICE_TRY(walker.next())) {
      switch (box->type) {
        case fourcc("udta"):
        case fourcc("meta"):
          hide(*box);
          break;
        case fourcc("trak"):
          ++found_.tracks;
          [[fallthrough]];
        case fourcc("moov"):
        case fourcc("mdia"):
        case fourcc("minf"):
        case fourcc("stbl"):
        case fourcc("moof"):
        case fourcc("traf"):
          if (depth < kDeepest) SLUICE_TRY(search(BoxWalker(source_, collector_, *box), depth + 1));
          break;
        default:
          break;
      }
    }
    return {};
  }

  // The size stays, and with it the place of everything else.
  void hide(const Box& box) { found_.patches.push_back({box.begin + 4, 4, {'f', 'r', 'e', 'e'}}); }

  const formats::ByteSource& source_;
  Findings& found_;
  formats::Collector collector_{{}, model::FileType::video, "mp4"};
};

// A void element with a head and a payload of the same lengths; nothing where there is none.
std::optional<Patch> void_in_place_of(const Element& element) {
  constexpr Byte kVoid = 0xEC;
  constexpr Byte kNoBytes = 0x80;
  Patch patch{element.begin, static_cast<std::size_t>(element.payload - element.begin), {}};
  if (element.unknown_size || patch.size < 2 || patch.size > patch.bytes.size()) return std::nullopt;
  std::size_t at = 0;
  // A length has at most eight bytes: empty elements fill up what is more.
  constexpr std::size_t kLongestHead = 9;
  while (patch.size - at > kLongestHead) {
    patch.bytes.at(at++) = kVoid;
    patch.bytes.at(at++) = kNoBytes;
  }
  patch.bytes.at(at++) = kVoid;
  const std::size_t length_bytes = patch.size - at;
  const std::uint64_t marked = element.size() | 1ull << (7 * length_bytes);
  if (element.size() >= (1ull << (7 * length_bytes)) - 1) return std::nullopt;
  for (std::size_t i = 0; i < length_bytes; ++i)
    patch.bytes.at(at + i) = static_cast<Byte>(marked >> (8 * (length_bytes - 1 - i)));
  return patch;
}

class ElementSearch {
 public:
  ElementSearch(const formats::ByteSource& source, Findings& found) : source_(source), found_(found) {}

  // Up to the first cluster, and wherever the seek heads point: that is what libavformat reads to open a film.
  Result<void> run() {
    segment_ = SLUICE_TRY(formats::read_element(source_, 0, source_.size()));
    for (int skipped = 0; segment_.id != id::kSegment && skipped < 16; ++skipped)
      segment_ = SLUICE_TRY(formats::read_element(source_, segment_.end, source_.size()));
    if (segment_.id != id::kSegment) return {};
    std::uint64_t walked = segment_.payload;
    ElementWalker walker(source_, collector_, segment_);
    for (auto element = walker.next(); element && element->id != id::kCluster; element = walker.next()) {
      walked = element->end;
      SLUICE_TRY(take(*element));
    }
    for (std::size_t i = 0; i < seeks_.size(); ++i) {  // a seek head may add further ones
      const std::uint64_t target = segment_.payload + seeks_[i];
      if (seeks_[i] >= segment_.size() || target < walked) continue;
      const auto element = formats::read_element(source_, target, segment_.end);
      if (element) SLUICE_TRY(take(*element));
    }
    return {};
  }

 private:
  static constexpr std::size_t kSeeks = 64;

  Result<void> take(const Element& element) {
    if (element.id == id::kTags || element.id == id::kChapters) {
      if (const auto patch = void_in_place_of(element)) found_.patches.push_back(*patch);
    } else if (element.id == id::kTracks) {
      ElementWalker walker(source_, collector_, element);
      while (const auto entry = walker.next()) found_.tracks += entry->id == id::kTrackEntry ? 1 : 0;
    } else if (element.id == id::kSeekHead) {
      SLUICE_TRY(read_seek_head(element));
    }
    return {};
  }

  Result<void> read_seek_head(const Element& head) {
    ElementWalker walker(source_, collector_, head);
    while (const auto seek = walker.next()) {
      ElementWalker fields(source_, collector_, *seek);
      while (const auto field = fields.next()) {
        if (field->id != id::kSeekPosition || seeks_.size() >= kSeeks) continue;
        const std::uint64_t position = SLUICE_TRY(formats::read_unsigned(source_, *field));
        if (std::ranges::count(seeks_, position) == 0) seeks_.push_back(position);
      }
    }
    return {};
  }

  const formats::ByteSource& source_;
  Findings& found_;
  formats::Collector collector_{{}, model::FileType::video, "mkv"};
  Element segment_;
  std::vector<std::uint64_t> seeks_;
};

}  // namespace

FilmMask::FilmMask(const formats::ByteSource& source, formats::Format format) {
  Findings found;
  // A walk that breaks off has hidden what came before.
  std::ignore =
      format == formats::Format::matroska ? ElementSearch(source, found).run() : BoxSearch(source, found).run();
  std::ranges::sort(found.patches, {}, &Patch::begin);
  patches_ = std::move(found.patches);
  tracks_ = found.tracks;
}

void FilmMask::apply(std::uint64_t position, std::span<Byte> bytes) const {
  const std::uint64_t end = position + bytes.size();
  const auto ends_before = [&](const Patch& patch) { return patch.begin + patch.size <= position; };
  for (auto patch = std::ranges::partition_point(patches_, ends_before); patch != patches_.end() && patch->begin < end;
       ++patch) {
    for (std::size_t i = 0; i < patch->size; ++i) {
      if (patch->begin + i >= position && patch->begin + i < end)
        bytes[patch->begin + i - position] = patch->bytes.at(i);
    }
  }
}

}  // namespace sluice::pixels
