#include "pixels/gif_canvas.h"

#include <algorithm>
#include <utility>

#include "pixels/bounds.h"

namespace sluice::pixels {
namespace {

Image copy_of(const Image& image) {
  Image copy(image.width(), image.height(), image.channels());
  std::ranges::copy(image.samples(), copy.samples().begin());
  return copy;
}

struct Part {
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
};

// How much of a frame lies on the canvas, from its upper left corner on.
Part part_on(const Image& canvas, const GifFrame& frame) {
  if (frame.left >= canvas.width() || frame.top >= canvas.height()) return {};
  return {std::min(frame.width, canvas.width() - frame.left), std::min(frame.height, canvas.height() - frame.top)};
}

}  // namespace

GifCanvas::GifCanvas(std::uint32_t width, std::uint32_t height) : canvas_(width, height, Channels::rgba) {
  std::ranges::fill(canvas_.samples(), Byte{0});
}

void GifCanvas::draw(const GifFrame& frame) {
  dispose();
  last_ = frame;
  if (frame.disposal == GifFrame::Disposal::restore) before_ = copy_of(canvas_);
  const auto [columns, rows] = part_on(canvas_, frame);
  for (std::uint32_t y = 0; y < rows; ++y) {
    const ByteView indexes = frame.indexes.subspan(std::size_t{y} * frame.width, columns);
    std::span<Byte> out = canvas_.row(frame.top + y).subspan(std::size_t{frame.left} * 4);
    for (const Byte index : indexes) {
      const std::size_t color = std::size_t{index} * 3;
      if (index != frame.transparent) {
        const bool known = color + 3 <= frame.palette.size();
        for (std::size_t c = 0; c < 3; ++c) out[c] = known ? frame.palette[color + c] : Byte{0};
        out[3] = 0xFF;
      }
      out = out.subspan(4);
    }
  }
}

void GifCanvas::dispose() {
  if (last_.disposal == GifFrame::Disposal::restore) {
    canvas_ = std::move(before_);
  } else if (last_.disposal == GifFrame::Disposal::clear) {
    const auto [columns, rows] = part_on(canvas_, last_);
    for (std::uint32_t y = 0; y < rows; ++y)
      std::ranges::fill(canvas_.row(last_.top + y).subspan(std::size_t{last_.left} * 4, std::size_t{columns} * 4),
                        Byte{0});
  }
}

Image GifCanvas::snapshot() const { return without_idle_alpha(copy_of(canvas_)); }

Image GifCanvas::take() && { return without_idle_alpha(std::move(canvas_)); }

}  // namespace sluice::pixels
