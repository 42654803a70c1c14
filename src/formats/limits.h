#pragma once

// Every bound that a hostile file can run into, in one place, each with its reason. Beyond a bound a reader stops,
// keeps what it has and says so in a warning; it fails only when nothing useful is left.

#include <cstdint>

namespace sluice::formats {

struct Limits {
  std::uint64_t text_bytes = 16ull << 20;      // one text as stored; real workflows stay below 4 MiB
  std::uint64_t inflated_bytes = 64ull << 20;  // one compressed text once inflated, and all of a file together
  std::uint32_t chunks = 100'000;  // chunks, boxes, segments or elements of one file; long GIFs have tens of thousands
  std::uint32_t depth = 32;        // nested boxes or elements
  std::uint64_t all_text_bytes =
      96ull << 20;              // all texts of one file: EXIF entries may share bytes, so the file's size is no bound
  std::uint32_t texts = 4'096;  // texts of one file
  std::uint32_t exif_bytes = 8u << 20;  // one EXIF blob: ComfyUI writes whole graphs there
  std::uint64_t pixels = 1ull << 32;    // width × height
};

}  // namespace sluice::formats
