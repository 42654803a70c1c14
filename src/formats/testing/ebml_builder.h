#pragma once

// Matroska and WebM files without a single frame. For tests of any folder.

#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "formats/testing/bytes_builder.h"

namespace sluice::formats::testing {

// The id with its marker, then the length in eight bytes, so that sizes are known before contents.
inline Bytes element(std::uint32_t id, ByteView payload) {
  BytesBuilder out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    if (id >> shift != 0) out.u8(id >> shift & 0xFF);
  }
  return out.u64be(payload.size() | 0x0100000000000000ull).bytes(payload).build();
}
inline Bytes element_of(std::uint32_t id, const std::vector<Bytes>& children) {
  BytesBuilder payload;
  for (const Bytes& child : children) payload.bytes(child);
  return element(id, payload.build());
}
inline Bytes element(std::uint32_t id, std::string_view text) { return element(id, as_bytes(text)); }
inline Bytes number_element(std::uint32_t id, std::uint64_t value) {
  return element(id, BytesBuilder().u64be(value).build());
}
inline Bytes float_element(std::uint32_t id, double value) {
  return number_element(id, std::bit_cast<std::uint64_t>(value));
}
inline Bytes unknown_size_element(std::uint32_t id, ByteView payload) {
  return BytesBuilder().u32be(id).u64be(0x01FFFFFFFFFFFFFFull).bytes(payload).build();
}

inline Bytes simple_tag(std::string_view name, std::string_view value, const std::vector<Bytes>& children = {}) {
  std::vector<Bytes> parts{element(0x45A3, name), element(0x4487, value)};
  parts.insert(parts.end(), children.begin(), children.end());
  return element_of(0x67C8, parts);
}

enum class TagsAt { front, end_with_seek_head, end };

struct MatroskaFile {
  std::string doc_type = "webm";
  std::uint32_t width = 320;
  std::uint32_t height = 240;
  std::string video_codec = "V_VP9";
  std::string audio_codec = "A_OPUS";
  double duration_ms = 3000;  // 0: not written
  std::vector<std::pair<std::string, std::string>> tags = {};
  TagsAt tags_at = TagsAt::front;
  int clusters = 2;

  [[nodiscard]] Bytes build() const {
    std::vector<Bytes> simple_tags;
    for (const auto& [name, value] : tags) simple_tags.push_back(simple_tag(name, value));
    const Bytes tags_element = element_of(0x1254C367, {element_of(0x7373, simple_tags)});
    std::vector<Bytes> before{info(), tracks()};
    if (tags_at == TagsAt::front) before.push_back(tags_element);
    std::vector<Bytes> media;
    for (int i = 0; i < clusters; ++i)
      media.push_back(element_of(
          0x1F43B675, {number_element(0xE7, static_cast<std::uint64_t>(i) * 1000), element(0xA3, Bytes(64))}));
    if (tags_at == TagsAt::end_with_seek_head) {
      std::size_t offset = seek_head(0).size();
      for (const Bytes& part : before) offset += part.size();
      for (const Bytes& part : media) offset += part.size();
      before.insert(before.begin(), seek_head(offset));
    }
    std::vector<Bytes> segment = before;
    segment.insert(segment.end(), media.begin(), media.end());
    if (tags_at != TagsAt::front) segment.push_back(tags_element);
    return BytesBuilder().bytes(header()).bytes(element_of(0x18538067, segment)).build();
  }

  [[nodiscard]] Bytes header() const { return element_of(0x1A45DFA3, {element(0x4282, doc_type)}); }
  [[nodiscard]] Bytes info() const {
    std::vector<Bytes> fields{number_element(0x2AD7B1, 1'000'000), element(0x5741, "tiny muxer"),
                              number_element(0x4461, 757'382'400'000'000'000)};  // 2025-01-01
    if (duration_ms > 0) fields.push_back(float_element(0x4489, duration_ms));
    return element_of(0x1549A966, fields);
  }
  [[nodiscard]] Bytes tracks() const {
    return element_of(
        0x1654AE6B,
        {element_of(0xAE, {number_element(0x83, 1), element(0x86, video_codec), number_element(0x23E383, 40'000'000),
                           element_of(0xE0, {number_element(0xB0, width), number_element(0xBA, height)})}),
         element_of(0xAE, {number_element(0x83, 2), element(0x86, audio_codec)})});
  }

 private:
  static Bytes seek_head(std::uint64_t position) {
    return element_of(0x114D9B74, {element_of(0x4DBB, {element(0x53AB, BytesBuilder().u32be(0x1254C367).build()),
                                                       number_element(0x53AC, position)})});
  }
};

}  // namespace sluice::formats::testing
