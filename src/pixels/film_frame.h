#pragma once

// One decoded frame of a film as an Image: from whatever samples the codec gives to RGB, by the frame's own colour
// matrix and range, and scaled on the way.

#include "base/result.h"
#include "pixels/av.h"
#include "pixels/image.h"
#include "pixels/limits.h"

namespace sluice::pixels {

enum class Scaling {
  none,    // every pixel as stored
  enough,  // the smallest power-of-two fraction with both sides at least kEnough, and square pixels
};

struct Scaled {
  Image image;
  bool is_every_pixel = true;
};

// `aspect`: width to height of one pixel as the file has it; 0/1 if unknown.
Result<Scaled> to_image(const AVFrame& frame, AVRational aspect, Scaling scaling, const Limits& limits);

}  // namespace sluice::pixels
