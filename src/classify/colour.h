#pragma once

// From the colours of a picture's own profile to sRGB, which is what the network has seen: on the small tensor, not on
// the picture, since the squash and this nearly commute and one is two hundred times the work of the other.
//
// One thread at a time. Hostile profiles are read by Little CMS, so: in a worker only.

#include <memory>
#include <span>

#include "base/bytes.h"
#include "classify/preprocess.h"

namespace sluice::classify {

class ToSrgb {
 public:
  // Leaves `input` as it is when the profile is empty, not for RGB, or not to be understood: such a picture is shown,
  // and judged, as if it were sRGB. Rounds to 8 bits a sample.
  void convert(ByteView profile, std::span<float, kInputSize> input);

 private:
  struct Delete {
    void operator()(void* transform) const;
  };

  // To make a transform takes as long as to run the network, and a camera's pictures share their profile: the last one
  // is kept.
  Bytes profile_;
  std::unique_ptr<void, Delete> transform_;
};

}  // namespace sluice::classify
