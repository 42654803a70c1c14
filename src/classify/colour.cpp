#include "classify/colour.h"

#include <algorithm>
#include <limits>
#include <memory>

#include <lcms2.h>

namespace sluice::classify {
namespace {

struct Close {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, Close>;

cmsHTRANSFORM transform_from(ByteView bytes) {
  if (bytes.size() > std::numeric_limits<cmsUInt32Number>::max()) return nullptr;
  const Profile own(cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size())));
  if (!own || cmsGetColorSpace(own.get()) != cmsSigRgbData) return nullptr;
  const Profile srgb(cmsCreate_sRGBProfile());
  if (!srgb) return nullptr;
  return cmsCreateTransform(own.get(), TYPE_RGB_8_PLANAR, srgb.get(), TYPE_RGB_8_PLANAR, INTENT_PERCEPTUAL,
                            cmsFLAGS_NOCACHE);
}

}  // namespace

void ToSrgb::Delete::operator()(void* transform) const { cmsDeleteTransform(transform); }

void ToSrgb::convert(ByteView profile, std::span<float, kInputSize> input) {
  if (profile.empty()) return;
  if (!std::ranges::equal(profile, profile_)) {
    transform_.reset(transform_from(profile));
    profile_.assign(profile.begin(), profile.end());
  }
  if (!transform_) return;
  Bytes samples(kInputSize);
  std::ranges::transform(input, samples.begin(), [](float value) { return static_cast<Byte>(value * 255 + 0.5F); });
  cmsDoTransform(transform_.get(), samples.data(), samples.data(), static_cast<cmsUInt32Number>(kSide * kSide));
  std::ranges::transform(samples, input.begin(), [](Byte sample) { return static_cast<float>(sample) / 255; });
}

}  // namespace sluice::classify
