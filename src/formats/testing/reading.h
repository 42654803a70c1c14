#pragma once

// How tests of readers read, and how they make sure that no cut and no flipped bit does harm.

#include <string>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "formats/read.h"
#include "formats/testing/allocation_watch.h"

namespace sluice::formats::testing {

inline Result<model::RawMetadata> read_bytes(ByteView bytes, const Limits& limits = {}) {
  const MemorySource source(bytes);
  return read(source, limits);
}

// The first text of that name; "(none)" if there is none.
inline std::string text_of(const model::RawMetadata& metadata, std::string_view container, std::string_view key) {
  for (const model::RawText& text : metadata.texts) {
    if (text.container == container && text.key == key) return text.text;
  }
  return "(none)";
}

inline bool warns(const model::RawMetadata& metadata, std::string_view part) {
  for (const std::string& warning : metadata.warnings) {
    if (warning.contains(part)) return true;
  }
  return false;
}

// What must hold for any bytes whatever.
inline void expect_sound(ByteView bytes) {
  constexpr std::size_t kMemory = 4u << 20;  // for samples of a few kilobytes
  const AllocationWatch watch;
  const auto result = read_bytes(bytes);
  EXPECT_LT(watch.peak_bytes(), kMemory);
  if (!result) return;
  EXPECT_GT(result->technical.width, 0u);
  EXPECT_GT(result->technical.height, 0u);
  for (const model::RawText& text : result->texts) {
    EXPECT_TRUE(is_utf8(text.text) && is_utf8(text.key)) << text.container << ":" << text.key;
    EXPECT_FALSE(text.text.contains('\0')) << text.container << ":" << text.key;
  }
  for (const std::string& warning : result->warnings) EXPECT_TRUE(is_utf8(warning));
}

inline void expect_sound_at_every_cut(ByteView sample) {
  for (std::size_t size = 0; size < sample.size(); ++size) {
    SCOPED_TRACE(size);
    expect_sound(sample.first(size));
  }
}

inline void expect_sound_with_every_bit_flipped(ByteView sample) {
  Bytes bytes(sample.begin(), sample.end());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      SCOPED_TRACE(i);
      bytes[i] = static_cast<Byte>(bytes[i] ^ 1 << bit);
      expect_sound(bytes);
      bytes[i] = sample[i];
    }
  }
}

// Sizes, counts and offsets are most hostile when they are largest.
inline void expect_sound_with_every_word_set(ByteView sample) {
  Bytes bytes(sample.begin(), sample.end());
  for (std::size_t i = 0; i + 4 <= bytes.size(); ++i) {
    for (const Byte value : {Byte{0xFF}, Byte{0x7F}, Byte{0}}) {
      SCOPED_TRACE(i);
      for (std::size_t k = 0; k < 4; ++k) bytes[i + k] = k == 0 || value == 0 ? value : 0xFF;
      expect_sound(bytes);
      for (std::size_t k = 0; k < 4; ++k) bytes[i + k] = sample[i + k];
    }
  }
}

inline void expect_robust(ByteView sample) {
  expect_sound_at_every_cut(sample);
  expect_sound_with_every_bit_flipped(sample);
  expect_sound_with_every_word_set(sample);
}

}  // namespace sluice::formats::testing
