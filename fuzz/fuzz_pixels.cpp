// Any bytes whatever through the decoders of pixels and what is made of them: no crash, no endless loop, no picture
// beyond the limits. The libraries behind them are not instrumented: what crashes in one of those is kept from users by
// the worker's walls, and worth a report to its makers.

#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "pixels/decode.h"
#include "pixels/hidden_text.h"
#include "pixels/orient.h"
#include "pixels/perceptual_hash.h"
#include "pixels/shrink.h"

namespace {
using namespace sluice;

void check(const pixels::Image& image, const pixels::Limits& limits) {
  SLUICE_ASSERT(image.width() > 0 && image.height() > 0);
  SLUICE_ASSERT(std::uint64_t{image.width()} * image.height() <= limits.pixels);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const formats::MemorySource source({data, size});
  const auto format = formats::sniff(source);
  if (!format) return 0;
  pixels::Limits limits;
  limits.pixels = 1u << 20;
  limits.side = 4'096;
  limits.picture_bytes = 1u << 20;
  limits.frames_passed = 8;
  const pixels::Request request{.orientation = 6, .every_pixel = size % 2 == 0, .frames = 3};
  const auto picture = pixels::decode(source, *format, request, limits);
  if (!picture) return 0;
  check(picture->image, limits);
  for (const pixels::Image& frame : picture->more_frames) check(frame, limits);
  (void)pixels::find_hidden_text(picture->image);
  const pixels::Image small = pixels::upright(pixels::shrink(picture->image, 64), picture->orientation);
  SLUICE_ASSERT(small.width() <= 64 && small.height() <= 64);
  (void)pixels::perceptual_hash(small);
  return 0;
}
