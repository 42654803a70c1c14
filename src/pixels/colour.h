#pragma once

// From the colours of a picture's own profile (ICC.1) to sRGB. Made for small pictures, thumbnails and what the
// classifier sees: it nearly commutes with scaling, and on the whole picture it would cost more than decoding.
//
// To make a transform takes half as long as to run the classifier, and a camera's pictures share their profile: the
// last one is kept. One thread at a time. Hostile profiles are read by Little CMS, so: in a worker only.

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"

namespace sluice::pixels {

class ToSrgb {
 public:
  // The profile of what comes next. False: there is nothing to convert, because there is no profile, or one that says
  // it is sRGB, or one for grey or CMYK (the decoder has made RGB of those), or one that cannot be used: such a picture
  // is shown and judged as if it were sRGB, as viewers do.
  bool take(ByteView icc);
  // Of the profile taken last: why it cannot be used.
  [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }
  // RGB, 8 bits a sample, in place. Only after take() has answered true.
  void convert(std::span<Byte> samples) const;

 private:
  void make_transform();
  struct Delete {
    void operator()(void* transform) const;
  };

  Bytes profile_;
  std::unique_ptr<void, Delete> transform_;
  std::optional<std::string> problem_;
};

}  // namespace sluice::pixels
