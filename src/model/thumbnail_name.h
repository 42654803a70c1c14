#pragma once

// How thumbnails are called, for all who keep, serve or list them. A key (RecordSummary::content_key) names the bytes
// of a file: 16 to 64 lower-case hex digits, an "s" before them where only a sample was hashed. Pure. A key that does
// not have this form names no file, so that none can lead out of the folder.

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::model {

inline constexpr std::uint16_t kThumbnailSide = 256;       // made during a run; of the longer side, in pixels
inline constexpr std::uint16_t kLargeThumbnailSide = 512;  // made when first asked for
inline constexpr std::string_view kThumbnailMime = "image/jpeg";
inline constexpr std::string_view kThumbnailFolder = "thumbnails";  // in the data folder

[[nodiscard]] bool is_thumbnail_key(std::string_view key) noexcept;
// "ab/abcd…-256.jpg", below kThumbnailFolder. `key` is one.
[[nodiscard]] std::string thumbnail_file(std::string_view key, std::uint16_t side);
// "thumbnails/ab/abcd…-256.jpg": media_thumbnails.file_path.
[[nodiscard]] std::string thumbnail_path(std::string_view key, std::uint16_t side);
// The key in such a path; empty when it is not of this form.
[[nodiscard]] std::string thumbnail_key_of(std::string_view path);

}  // namespace sluice::model
