#include "formats/exif_tags.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sluice::formats {
namespace {

using Name = std::pair<std::uint16_t, std::string_view>;

constexpr std::array kNames = std::to_array<Name>({
    {0x000B, "ProcessingSoftware"},
    {0x010D, "DocumentName"},
    {0x010E, "ImageDescription"},
    {0x010F, "Make"},
    {0x0110, "Model"},
    {0x011D, "PageName"},
    {0x0131, "Software"},
    {0x0132, "DateTime"},
    {0x013B, "Artist"},
    {0x013C, "HostComputer"},
    {0x8298, "Copyright"},
    {0x8824, "SpectralSensitivity"},
    {0x9003, "DateTimeOriginal"},
    {0x9004, "DateTimeDigitized"},
    {0x9010, "OffsetTime"},
    {0x9011, "OffsetTimeOriginal"},
    {0x9012, "OffsetTimeDigitized"},
    {0x927C, "MakerNote"},
    {0x9286, "UserComment"},
    {0x9290, "SubSecTime"},
    {0x9291, "SubSecTimeOriginal"},
    {0x9292, "SubSecTimeDigitized"},
    {0x9C9B, "XPTitle"},
    {0x9C9C, "XPComment"},
    {0x9C9D, "XPAuthor"},
    {0x9C9E, "XPKeywords"},
    {0x9C9F, "XPSubject"},
    {0xA004, "RelatedSoundFile"},
    {0xA420, "ImageUniqueID"},
    {0xA430, "CameraOwnerName"},
    {0xA431, "BodySerialNumber"},
    {0xA433, "LensMake"},
    {0xA434, "LensModel"},
    {0xA435, "LensSerialNumber"},
    {0xA436, "ImageTitle"},
    {0xA437, "Photographer"},
    {0xA438, "ImageEditor"},
    {0xA439, "CameraFirmware"},
    {0xA43A, "RAWDevelopingSoftware"},
    {0xA43B, "ImageEditingSoftware"},
    {0xA43C, "MetadataEditingSoftware"},
    {0xC614, "UniqueCameraModel"},
});
static_assert(std::ranges::is_sorted(kNames, {}, &Name::first));

}  // namespace

std::string_view exif_tag_name(std::uint16_t tag) noexcept {
  const auto found = std::ranges::lower_bound(kNames, tag, {}, &Name::first);
  return found != kNames.end() && found->first == tag ? found->second : std::string_view();
}

}  // namespace sluice::formats
