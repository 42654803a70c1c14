#include "classify/colour.h"

#include <array>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <lcms2.h>

namespace sluice::classify {
namespace {

using Input = std::vector<float>;

std::span<float, kInputSize> view(Input& input) { return std::span<float, kInputSize>(input); }

// A tensor of one colour.
Input filled(const std::array<float, 3>& colour) {
  Input input;
  for (const float value : colour) input.insert(input.end(), kSide * kSide, value);
  return input;
}

Bytes saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  Bytes bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

// sRGB's white and curve, but the primaries of Display P3, as telephones write it.
Bytes display_p3() {
  const cmsCIExyY white{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries{{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
  const std::array<cmsFloat64Number, 5> srgb_curve{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, srgb_curve.data());
  std::array<cmsToneCurve*, 3> curves{curve, curve, curve};
  const Bytes bytes = saved(cmsCreateRGBProfile(&white, &primaries, curves.data()));
  cmsFreeToneCurve(curve);
  return bytes;
}

void convert(const Bytes& profile, Input& input) {
  pixels::ToSrgb to_srgb;
  bring_to_srgb(to_srgb, profile, view(input));
}

TEST(Colour, TheColoursOfAWiderProfileBecomeStrongerNumbers) {
  Input input = filled({0.8F, 0.5F, 0.5F});
  convert(display_p3(), input);
  EXPECT_NEAR(input[0], 0.850, 0.004);  // by the matrices of CSS Color 4
  EXPECT_NEAR(input[kSide * kSide], 0.482, 0.004);
  EXPECT_NEAR(input[2 * kSide * kSide], 0.492, 0.004);
  EXPECT_EQ(input[0], input[kSide * kSide - 1]);
}

TEST(Colour, EachPictureIsConvertedByItsOwnProfile) {
  pixels::ToSrgb to_srgb;
  const Input wide = filled({0.8F, 0.5F, 0.5F});
  for (int turn = 0; turn < 2; ++turn) {
    Input input = wide;
    bring_to_srgb(to_srgb, display_p3(), view(input));
    EXPECT_NEAR(input[0], 0.850, 0.004);
    input = wide;
    bring_to_srgb(to_srgb, saved(cmsCreate_sRGBProfile()), view(input));
    EXPECT_NEAR(input[0], 0.8, 0.004);
    input = wide;
    bring_to_srgb(to_srgb, {}, view(input));
    EXPECT_EQ(input, wide);
  }
}

TEST(Colour, GreyStaysGrey) {
  Input input = filled({0.6F, 0.6F, 0.6F});
  convert(display_p3(), input);
  for (const float value : input) ASSERT_NEAR(value, 0.6F, 0.004);
}

TEST(Colour, WhatIsNoProfileOfRgbChangesNothing) {
  const Input before = filled({0.8F, 0.123F, 0.5F});
  const cmsCIExyY white{0.3127, 0.3290, 1};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 2.2);
  const Bytes grey = saved(cmsCreateGrayProfile(&white, curve));
  cmsFreeToneCurve(curve);
  for (const Bytes& profile : {Bytes{}, Bytes{1, 2, 3}, Bytes(4096, 0xff), grey}) {
    Input input = before;
    convert(profile, input);
    EXPECT_EQ(input, before);
  }
}

}  // namespace
}  // namespace sluice::classify
