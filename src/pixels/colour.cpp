#include "pixels/colour.h"

#include <array>
#include <memory>
#include <string_view>

#include <lcms2.h>

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

std::optional<std::string> to_srgb(Image& image, ByteView icc) {
  if (icc.empty() || image.is_empty()) return std::nullopt;
  if (icc.size() > kLargestProfile) return "the colour profile is too large to be used";
  const Profile from(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
  if (!from) return "the colour profile is damaged";
  if (cmsGetColorSpace(from.get()) != cmsSigRgbData) return std::nullopt;
  if (description(from).contains("sRGB")) return std::nullopt;

  const Profile to(cmsCreate_sRGBProfile());
  const cmsUInt32Number layout = image.has_alpha() ? TYPE_RGBA_8 : TYPE_RGB_8;
  // A coarser table for profiles that are tables themselves: it is built for each picture anew.
  const std::unique_ptr<void, decltype(&cmsDeleteTransform)> transform(
      cmsCreateTransform(from.get(), layout, to.get(), layout, INTENT_PERCEPTUAL,
                         cmsFLAGS_COPY_ALPHA | cmsFLAGS_LOWRESPRECALC),
      &cmsDeleteTransform);
  if (!transform) return "the colour profile cannot be used";
  for (std::uint32_t y = 0; y < image.height(); ++y) {
    const std::span<Byte> row = image.row(y);
    cmsDoTransform(transform.get(), row.data(), row.data(), image.width());
  }
  return std::nullopt;
}

}  // namespace sluice::pixels
