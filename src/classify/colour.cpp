#include "classify/colour.h"

namespace sluice::classify {
namespace {

constexpr std::size_t kPixels = kSide * kSide;
constexpr std::size_t kColours = 3;
constexpr float kRounding = 0.5F;  // samples are never negative

}  // namespace

void bring_to_srgb(pixels::ToSrgb& to_srgb, ByteView profile, std::span<float, kInputSize> input) {
  if (!to_srgb.take(profile)) return;
  Bytes samples(kInputSize);
  for (std::size_t colour = 0; colour < kColours; ++colour) {
    for (std::size_t i = 0; i < kPixels; ++i)
      samples[i * kColours + colour] = static_cast<Byte>(input[colour * kPixels + i] * 255 + kRounding);
  }
  to_srgb.convert(samples);
  for (std::size_t colour = 0; colour < kColours; ++colour) {
    for (std::size_t i = 0; i < kPixels; ++i)
      input[colour * kPixels + i] = static_cast<float>(samples[i * kColours + colour]) / 255;
  }
}

}  // namespace sluice::classify
