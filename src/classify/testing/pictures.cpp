#include "classify/testing/pictures.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.h"

namespace sluice::classify::testing {
namespace {

using Colour = std::array<std::int32_t, 3>;

// A well-mixed number for two others.
std::uint32_t mix(std::uint32_t seed, std::uint32_t value) {
  std::uint32_t hash = (seed ^ (value + 0x9e3779b9U)) * 0x85ebca6bU;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35U;
  return hash ^ (hash >> 16);
}

std::int32_t bits(std::uint32_t hash, unsigned shift, std::uint32_t mask) {
  return static_cast<std::int32_t>((hash >> shift) & mask);
}

std::int32_t ratio(std::int32_t value, std::int32_t whole) { return value * 255 / std::max(1, whole); }

Colour colour_of(std::uint32_t seed) {
  return {bits(mix(seed, 0), 0, 255), bits(mix(seed, 1), 0, 255), bits(mix(seed, 2), 0, 255)};
}

// A point of a picture.
struct Point {
  std::uint32_t x, y;
  std::int32_t width, height;
};

Colour gradient(const Point& at) {
  const std::int32_t red = ratio(static_cast<std::int32_t>(at.x), at.width - 1);
  const std::int32_t green = ratio(static_cast<std::int32_t>(at.y), at.height - 1);
  return {red, green, (red + green) >> 1};
}

Colour noise(std::uint32_t seed, const Point& at) {
  const std::uint32_t hash = mix(mix(seed, at.x), at.y);
  return {bits(hash, 0, 255), bits(hash, 8, 255), bits(hash, 16, 255)};
}

// How far a point lies within a disc whose place and size the seed decides: above zero inside.
struct Depth {
  std::int32_t inside;
  std::int32_t most;
};

Depth depth_in_lump(std::uint32_t seed, const Point& at) {
  const std::int32_t radius = 1 + std::min(at.width, at.height) * (8 + bits(mix(seed, 2), 0, 31)) / 64;
  const auto centre_x = static_cast<std::int32_t>(mix(seed, 0) % static_cast<std::uint32_t>(at.width));
  const auto centre_y = static_cast<std::int32_t>(mix(seed, 1) % static_cast<std::uint32_t>(at.height));
  const std::int32_t dx = static_cast<std::int32_t>(at.x) - centre_x;
  const std::int32_t dy = static_cast<std::int32_t>(at.y) - centre_y;
  return {radius * radius - dx * dx - dy * dy, radius * radius};
}

Colour discs(std::uint32_t seed, const Point& at) {
  Colour colour = colour_of(seed);
  for (std::uint32_t disc = 1; disc <= 9; ++disc) {
    if (depth_in_lump(seed + disc, at).inside >= 0) colour = colour_of(seed + disc);
  }
  return colour;
}

// Soft lumps of colour with a grain over them.
Colour lumps(std::uint32_t seed, const Point& at, Colour colour) {
  for (std::uint32_t number = 1; number <= 12; ++number) {
    const Depth depth = depth_in_lump(seed + number, at);
    if (depth.inside <= 0) continue;
    const std::int32_t weight = ratio(depth.inside, depth.most);
    for (std::uint32_t channel = 0; channel < 3; ++channel) {
      colour[channel] += (bits(mix(seed + number, 3 + channel), 0, 127) - 64) * weight / 255;
    }
  }
  const std::int32_t grain = bits(mix(mix(seed, at.x), at.y), 0, 15) - 8;
  for (std::int32_t& value : colour) value = std::clamp(value + grain, 0, 255);
  return colour;
}

Colour colour_at(const Picture& picture, const Point& at) {
  const std::uint32_t seed = picture.seed;
  if (picture.kind == "flat") return colour_of(seed);
  if (picture.kind == "gradient") return gradient(at);
  if (picture.kind == "noise") return noise(seed, at);
  if (picture.kind == "checks") return colour_of(((at.x >> 4) + (at.y >> 4)) % 2 != 0 ? seed : seed + 1);
  if (picture.kind == "discs") return discs(seed, at);
  if (picture.kind == "warm") return lumps(seed, at, {200, 150, 120});
  SLUICE_ASSERT(picture.kind == "cold");
  return lumps(seed, at, {70, 110, 150});
}

}  // namespace

pixels::Image paint(const Picture& picture) {
  pixels::Image image(static_cast<std::uint32_t>(picture.width), static_cast<std::uint32_t>(picture.height),
                      picture.alpha ? pixels::Channels::rgba : pixels::Channels::rgb);
  auto sample = image.samples().begin();
  for (std::uint32_t y = 0; y < image.height(); ++y) {
    for (std::uint32_t x = 0; x < image.width(); ++x) {
      for (const std::int32_t value : colour_at(picture, {x, y, picture.width, picture.height})) {
        *sample++ = static_cast<Byte>(value);
      }
      if (picture.alpha) {
        *sample++ = static_cast<Byte>(ratio(static_cast<std::int32_t>(x + y), picture.width + picture.height - 2));
      }
    }
  }
  return image;
}

pixels::Image upright(const pixels::Image& stored, std::uint16_t orientation) {
  const bool swaps_sides = orientation >= 5;
  const std::uint32_t right = stored.width() - 1;
  const std::uint32_t bottom = stored.height() - 1;
  const auto source_of = [&](std::uint32_t x, std::uint32_t y) -> std::pair<std::uint32_t, std::uint32_t> {
    switch (orientation) {
      case 2:
        return {right - x, y};
      case 3:
        return {right - x, bottom - y};
      case 4:
        return {x, bottom - y};
      case 5:
        return {y, x};
      case 6:
        return {y, bottom - x};
      case 7:
        return {right - y, bottom - x};
      case 8:
        return {right - y, x};
      default:
        return {x, y};
    }
  };
  pixels::Image shown(swaps_sides ? stored.height() : stored.width(), swaps_sides ? stored.width() : stored.height(),
                      stored.channels());
  const std::size_t size = stored.samples_per_pixel();
  for (std::uint32_t y = 0; y < shown.height(); ++y) {
    for (std::uint32_t x = 0; x < shown.width(); ++x) {
      const auto [from_x, from_y] = source_of(x, y);
      std::ranges::copy(stored.row(from_y).subspan(from_x * size, size), shown.row(y).subspan(x * size, size).begin());
    }
  }
  return shown;
}

std::uint32_t checksum(const pixels::Image& image) {
  std::uint32_t hash = 0x811c9dc5U;
  for (const Byte sample : image.samples()) hash = (hash ^ sample) * 0x01000193U;
  return hash;
}

}  // namespace sluice::classify::testing
