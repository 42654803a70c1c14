#pragma once

// One decode of a file, good for all that is made from its pixels: thumbnail, perceptual hash, hidden text, pixel hash
// and classifier. Each format takes the cheapest way that is right for all of them.
//
// Pure and single-threaded; runs in a worker only. Errors: corrupt (not decodable, or the picture ends early: half a
// picture is never passed off as a whole one), unsupported (no decoder for this variant), too_large (pixels/limits.h),
// not_found ("no video track": sound in a film's container), io; memory that runs out is std::bad_alloc. What is odd
// but decodable as every viewer shows it is a warning.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/byte_source.h"
#include "formats/sniff.h"
#include "pixels/image.h"
#include "pixels/limits.h"

namespace sluice::pixels {

// The classifier's scores hold while both sides of a scaled decode stay at least this long (docs/metadata.md).
inline constexpr std::uint32_t kEnough = 448;

struct Request {
  // As found by the reader (EXIF 1…8); decoders that turn the picture themselves ignore it.
  std::uint16_t orientation = 1;
  // Every pixel as stored: for the pixel hash. Else a JPEG may be decoded at a fraction of its size, with both sides at
  // least kEnough or the picture's own.
  bool every_pixel = false;
  // Of a film or animation: how many frames, evenly over its length, the first included. Fewer may come back.
  std::uint32_t frames = 1;
};

struct Decoded {
  Image image;                     // the picture, or the first frame; as stored, before `orientation`
  std::uint16_t orientation = 1;   // EXIF 1…8, still to be applied to `image` and `more_frames` (pixels/orient.h)
  bool is_lossless = false;        // every bit as the maker wrote it (PNG, GIF, lossless WebP, …): may hide text
  bool is_every_pixel = true;      // false: scaled
  Bytes icc;                       // the colour profile, empty: sRGB or unknown
  std::vector<Image> more_frames;  // further frames of a film or animation, in order of time; same `orientation`
  std::vector<std::string> warnings;
};

// Code::unsupported also for Format::unknown.
Result<Decoded> decode(const formats::ByteSource& source, formats::Format format, const Request& request,
                       const Limits& limits);

}  // namespace sluice::pixels
