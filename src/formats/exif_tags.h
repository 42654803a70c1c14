#pragma once

// The tags we know by name: those of IFD0 and the Exif IFD that hold text.

#include <cstdint>
#include <string_view>

namespace sluice::formats {

namespace tag {
constexpr std::uint16_t kMake = 0x010F;
constexpr std::uint16_t kModel = 0x0110;
constexpr std::uint16_t kOrientation = 0x0112;
constexpr std::uint16_t kXmp = 0x02BC;
constexpr std::uint16_t kRating = 0x4746;
constexpr std::uint16_t kCopyright = 0x8298;
constexpr std::uint16_t kIptc = 0x83BB;
constexpr std::uint16_t kExifIfd = 0x8769;
constexpr std::uint16_t kGpsIfd = 0x8825;
constexpr std::uint16_t kDateTimeOriginal = 0x9003;
constexpr std::uint16_t kOffsetTime = 0x9010;
constexpr std::uint16_t kOffsetTimeOriginal = 0x9011;
constexpr std::uint16_t kMakerNote = 0x927C;
constexpr std::uint16_t kUserComment = 0x9286;
constexpr std::uint16_t kSubSecTimeOriginal = 0x9291;
constexpr std::uint16_t kFirstXp = 0x9C9B;  // XPTitle, XPComment, XPAuthor, XPKeywords, XPSubject
constexpr std::uint16_t kXpKeywords = 0x9C9E;
constexpr std::uint16_t kLastXp = 0x9C9F;
constexpr std::uint16_t kLensModel = 0xA434;
constexpr std::uint16_t kGpsLatitudeRef = 1;
constexpr std::uint16_t kGpsLatitude = 2;
constexpr std::uint16_t kGpsLongitudeRef = 3;
constexpr std::uint16_t kGpsLongitude = 4;
}  // namespace tag

// The standard's name ("Make"); empty if the tag is none of ours.
std::string_view exif_tag_name(std::uint16_t tag) noexcept;

}  // namespace sluice::formats
