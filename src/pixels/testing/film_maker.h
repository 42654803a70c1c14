#pragma once

// Films encoded in memory with libavcodec and libavformat, one picture a frame. For tests only.

#include <vector>

#include "base/bytes.h"
#include "pixels/av.h"
#include "pixels/image.h"

namespace sluice::pixels::testing {

struct FilmOptions {
  const char* container = "mp4";
  const char* encoder = "libx264";
  int key_distance = 10;  // frames
  AVColorSpace matrix = AVCOL_SPC_SMPTE170M;
  bool full_range = false;
  AVRational aspect{1, 1};
  int clockwise = 0;            // degrees
  bool index_at_front = false;  // of MP4 and QuickTime
};

// Ten frames a second; nothing if the encoder is not there.
Bytes make_film(const FilmOptions& options, const std::vector<Image>& pictures);

}  // namespace sluice::pixels::testing
