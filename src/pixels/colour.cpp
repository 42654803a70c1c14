#include "pixels/colour.h"

#include <algorithm>
#include <array>
#include <memory>

#include <lcms2.h>

#include "base/assert.h"

namespace sluice::pixels {
namespace {

// Real ones have some hundred bytes to some hundred thousand.
constexpr std::size_t kLargestProfile = 4u << 20;

struct Closer {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, Closer>;

std::string description(const Profile& profile) {
  std::array<char, 256> text{};
  const cmsUInt32Number length = cmsGetProfileInfoASCII(profile.get(), cmsInfoDescription, "en", "US", text.data(),
                                                        static_cast<cmsUInt32Number>(text.size() - 1));
  return length == 0 ? std::string() : std::string(text.data());
}

}  // namespace

void ToSrgb::Delete::operator()(void* transform) const { cmsDeleteTransform(transform); }

bool ToSrgb::take(ByteView icc) {
  if (icc.size() > kLargestProfile) {
    *this = {};
    problem_ = "too large to be used";
  } else if (!std::ranges::equal(icc, profile_)) {
    *this = {};
    profile_.assign(icc.begin(), icc.end());
    if (!icc.empty()) make_transform();
  }
  return transform_ != nullptr;
}

void ToSrgb::make_transform() {
  const Profile from(cmsOpenProfileFromMem(profile_.data(), static_cast<cmsUInt32Number>(profile_.size())));
  if (!from) {
    problem_ = "damaged";
    return;
  }
  if (cmsGetColorSpace(from.get()) != cmsSigRgbData || description(from).contains("sRGB")) return;
  const Profile to(cmsCreate_sRGBProfile());
  // A coarser table for profiles that are tables themselves.
  transform_.reset(cmsCreateTransform(from.get(), TYPE_RGB_8, to.get(), TYPE_RGB_8, INTENT_PERCEPTUAL,
                                      cmsFLAGS_LOWRESPRECALC | cmsFLAGS_NOCACHE));
  if (!transform_) problem_ = "not to be used";
}

void ToSrgb::convert(std::span<Byte> samples) const {
  SLUICE_ASSERT(transform_ != nullptr);
  cmsDoTransform(transform_.get(), samples.data(), samples.data(), static_cast<cmsUInt32Number>(samples.size() / 3));
}

}  // namespace sluice::pixels
