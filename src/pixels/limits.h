#pragma once

// What decoding may cost, each bound with its reason. A file beyond one fails with Code::too_large.

#include <cstdint>

namespace sluice::pixels {

struct Limits {
  // Width × height as the file claims it, before anything is allocated. Phones make 200 megapixels, scanners more;
  // 8-bit RGBA of this size is 1 GiB, half of what a worker may have.
  std::uint64_t pixels = 256ull << 20;
  // One side: beyond it no library here is tested by its makers, and products of two sides stay far from overflow.
  std::uint32_t side = 65'535;
  // What a decoder may hold at once for one picture, counted before it is allocated: a worker has 2 GiB, and file,
  // classifier and libraries are in it too.
  std::uint64_t working_bytes = 1536ull << 20;
  // All of a file's compressed bytes that a picture decoder is given at once (a film is read as it is decoded).
  std::uint64_t picture_bytes = 512ull << 20;
  // Frames of an animation or packets of a film that are gone through to reach the wanted ones.
  std::uint32_t frames_passed = 2'000;
  // Frames gone through × pixels of the canvas: small files hold hundreds of large frames, and this is two or three
  // seconds on a slow core, far from the deadline of a job. A first frame is always decoded.
  std::uint64_t pixels_passed = 400'000'000;
  // All frames of an animation that are kept, in pixels: eight of 4K, 256 MiB as RGBA. A first frame is always kept.
  std::uint64_t pixels_kept = 64ull << 20;
};

}  // namespace sluice::pixels
