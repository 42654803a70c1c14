#pragma once

// The canvas that the frames of a GIF are put on: transparency, and what becomes of a frame once its time is over
// (GIF89a, section 23, disposal method).

#include <cstdint>
#include <optional>

#include "pixels/image.h"

namespace sluice::pixels {

struct GifFrame {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  enum class Disposal { keep, clear, restore } disposal = Disposal::keep;
  std::optional<Byte> transparent = {};  // this colour index is a hole
  ByteView indexes = {};                 // width × height, rows from top to bottom
  ByteView palette = {};                 // RGB triples; an index beyond them is black
};

class GifCanvas {
 public:
  // All transparent.
  GifCanvas(std::uint32_t width, std::uint32_t height);

  // Disposes of the frame before, then draws this one; what lies outside the canvas is cut off.
  void draw(const GifFrame& frame);

  // What is seen now: RGB if nothing is transparent.
  [[nodiscard]] Image snapshot() const;
  // The same, once nothing more is drawn: without a copy.
  [[nodiscard]] Image take() &&;

 private:
  void dispose();

  Image canvas_;
  Image before_;   // the canvas before a frame that is to be undone
  GifFrame last_;  // its views are not looked at any more
};

}  // namespace sluice::pixels
