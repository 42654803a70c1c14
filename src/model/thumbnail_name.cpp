#include "model/thumbnail_name.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.h"

namespace sluice::model {
namespace {

constexpr std::size_t kFewestDigits = 16;
constexpr std::size_t kMostDigits = 64;

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

bool is_thumbnail_key(std::string_view key) noexcept {
  if (key.starts_with('s')) key.remove_prefix(1);
  return key.size() >= kFewestDigits && key.size() <= kMostDigits && std::ranges::all_of(key, is_hex_digit);
}

std::string thumbnail_file(std::string_view key, std::uint16_t side) {
  SLUICE_ASSERT(is_thumbnail_key(key));
  return fmt::format("{}/{}-{}.jpg", key.substr(0, 2), key, side);
}

std::string thumbnail_path(std::string_view key, std::uint16_t side) {
  return fmt::format("{}/{}", kThumbnailFolder, thumbnail_file(key, side));
}

std::string thumbnail_key_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const std::string_view key = name.substr(0, name.find('-'));
  if (!is_thumbnail_key(key)) return {};
  for (const std::uint16_t side : {kThumbnailSide, kLargeThumbnailSide}) {
    if (path == thumbnail_path(key, side)) return std::string(key);
  }
  return {};
}

}  // namespace sluice::model
