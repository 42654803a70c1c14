#include "api/rollout.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/ids.h"

namespace sluice::api {
namespace {

constexpr std::size_t kIdBytes = 16;

bool is_browser_id(std::string_view text) {
  return text.size() == 2 * kIdBytes && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

Rollout::Rollout(double percent) : buckets_in_(0) {
  SLUICE_ASSERT(percent >= 0 && percent <= 100);
  buckets_in_ = static_cast<std::uint32_t>(std::lround(percent * kBuckets / 100));
}

// FNV-1a over the bytes, then the finalizer of MurmurHash3, since FNV's low bits are weak. Changing it moves browsers.
std::uint32_t Rollout::bucket(std::string_view browser) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : browser) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
  return static_cast<std::uint32_t>((hash ^ (hash >> 33)) % kBuckets);
}

Browser browser_of(const http::Request& request) {
  const auto given = request.cookies(Rollout::kCookie);
  if (const auto it = std::ranges::find_if(given, is_browser_id); it != given.end())
    return {.id = std::string(*it), .set_cookie = {}};
  Browser made{.id = random_hex(kIdBytes), .set_cookie = {}};
  made.set_cookie =
      fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000", Rollout::kCookie, made.id);
  return made;
}

}  // namespace sluice::api
