#include "pixels/colour.h"

#include <gtest/gtest.h>
#include <lcms2.h>

#include "pixels/testing/pictures.h"

namespace sluice::pixels {
namespace {

Bytes saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  EXPECT_TRUE(cmsSaveProfileToMem(profile, nullptr, &size));
  Bytes bytes(size);
  EXPECT_TRUE(cmsSaveProfileToMem(profile, bytes.data(), &size));
  cmsCloseProfile(profile);
  return bytes;
}

// Matrix and gamma, without a telling name; with sRGB's primaries or Adobe RGB's.
Bytes rgb_profile(bool is_wide, double gamma) {
  const cmsCIExyY white{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries{
      {0.64, 0.33, 1}, is_wide ? cmsCIExyY{0.21, 0.71, 1} : cmsCIExyY{0.30, 0.60, 1}, {0.15, 0.06, 1}};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  cmsToneCurve* const curves[3] = {curve, curve, curve};
  const cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsFreeToneCurve(curve);
  return saved(profile);
}

Bytes grey_profile() {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 1);
  const cmsHPROFILE profile = cmsCreateGrayProfile(cmsD50_xyY(), curve);
  cmsFreeToneCurve(curve);
  return saved(profile);
}

Image pixel(Byte red, Byte green, Byte blue) { return testing::solid(1, 1, red, green, blue); }

std::optional<std::string> to_srgb(Image& image, const Bytes& profile) {
  ToSrgb converter;
  if (converter.take(profile)) converter.convert(image.samples());
  return converter.problem();
}

TEST(ToSrgb, AppliesAProfile) {
  // Adobe RGB (gamma 2.2) 100, 180, 60 lies inside sRGB but is more saturated there.
  Image wide = pixel(100, 180, 60);
  EXPECT_EQ(to_srgb(wide, rgb_profile(true, 2.2)), std::nullopt);
  EXPECT_LT(wide.samples()[0], 60);
  EXPECT_NEAR(wide.samples()[1], 181, 3);
  EXPECT_LT(wide.samples()[2], 60);

  Image linear = pixel(55, 55, 55);
  EXPECT_EQ(to_srgb(linear, rgb_profile(false, 1.0)), std::nullopt);
  for (const Byte sample : linear.samples()) EXPECT_NEAR(sample, 128, 2);
}

TEST(ToSrgb, GoesFromOneProfileToAnother) {
  ToSrgb converter;
  const auto converted = [&](const Bytes& profile) {
    Image image = pixel(100, 180, 60);
    if (converter.take(profile)) converter.convert(image.samples());
    return Bytes(image.samples().begin(), image.samples().end());
  };
  const Bytes wide = converted(rgb_profile(true, 2.2));
  EXPECT_EQ(converted(rgb_profile(true, 2.2)), wide);
  EXPECT_EQ(converted({}), (Bytes{100, 180, 60}));
  EXPECT_NE(converted(rgb_profile(false, 1.0)), wide);
  EXPECT_EQ(converted(Bytes(10)), (Bytes{100, 180, 60}));
  EXPECT_EQ(converted(rgb_profile(true, 2.2)), wide);
}

TEST(ToSrgb, LeavesAloneWhatIsSrgbOrNotForRgb) {
  for (const Bytes& profile : {Bytes{}, saved(cmsCreate_sRGBProfile()), grey_profile()}) {
    Image picture = pixel(100, 180, 60);
    EXPECT_EQ(to_srgb(picture, profile), std::nullopt);
    EXPECT_TRUE(std::ranges::equal(picture.samples(), pixel(100, 180, 60).samples()));
  }
}

TEST(ToSrgb, WarnsOfAProfileThatCannotBeUsed) {
  Bytes cut = rgb_profile(true, 2.2);
  cut.resize(200);
  for (const Bytes& profile : {Bytes(10), Bytes(200, 7), cut, Bytes(5u << 20)}) {
    Image picture = pixel(100, 180, 60);
    EXPECT_NE(to_srgb(picture, profile), std::nullopt);
    EXPECT_TRUE(std::ranges::equal(picture.samples(), pixel(100, 180, 60).samples()));
  }
}

TEST(ToSrgb, SurvivesDamageAnywhere) {
  const Bytes profile = rgb_profile(true, 2.2);
  testing::Noise random(7);
  for (int round = 0; round < 400; ++round) {
    Bytes damaged = profile;
    for (int i = 0; i < 3; ++i) damaged[random.next() % damaged.size()] = random.byte();
    Image picture = pixel(100, 180, 60);
    to_srgb(picture, damaged);
  }
}

}  // namespace
}  // namespace sluice::pixels
