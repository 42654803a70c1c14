#pragma once

// Where the parts of a PNG file are that matter for its pixels. Texts and other chunks are stepped over, so that no
// decoder has to carry or inflate them.

#include <vector>

#include "base/result.h"
#include "formats/byte_source.h"
#include "pixels/limits.h"

namespace sluice::pixels {

enum class PngColour : Byte { grey = 0, rgb = 2, palette = 3, grey_alpha = 4, rgba = 6 };

struct PngPiece {
  std::uint64_t offset = 0;  // of the chunk: length, type, data, checksum
  std::uint32_t data_bytes = 0;
};

struct PngLayout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Byte depth = 0;
  PngColour colour = PngColour::grey;
  bool is_interlaced = false;
  bool has_transparency = false;        // tRNS
  std::vector<PngPiece> before_pixels;  // IHDR, PLTE, tRNS in their order
  std::vector<PngPiece> pixels;         // IDAT; all but the last are inside the file
  bool is_whole = false;                // the last one is, too
  Bytes icc;

  [[nodiscard]] bool has_alpha() const {
    return has_transparency || colour == PngColour::grey_alpha || colour == PngColour::rgba;
  }
};

// corrupt: no signature, header or pixels; too_large: dimensions, compressed bytes or chunks.
Result<PngLayout> read_png_layout(const formats::ByteSource& source, const Limits& limits);

}  // namespace sluice::pixels
