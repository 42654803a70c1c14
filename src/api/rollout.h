#pragma once

// Rollout: which browsers are told to stream and which to poll, so that an operator can begin with a few. A browser has
// a random id in a cookie; the id decides for good: with a higher percentage those who were in stay in. Nobody is kept
// out of the stream itself; this is what the page is told. Pure, but for the making of an id.

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

namespace sluice::api {

class Rollout {
 public:
  static constexpr std::string_view kCookie = "sluice_browser";
  static constexpr std::uint32_t kBuckets = 10'000;  // steps of 0.01 %

  // `percent` in [0, 100], rounded to a bucket.
  explicit Rollout(double percent = 100);

  // Where an id belongs: the same in every version and on every machine.
  static std::uint32_t bucket(std::string_view browser);
  [[nodiscard]] bool streams(std::string_view browser) const { return bucket(browser) < buckets_in_; }

 private:
  std::uint32_t buckets_in_;
};

// The id that the browser has, or a new one together with the Set-Cookie value that makes the browser keep it.
struct Browser {
  std::string id;
  std::string set_cookie;  // empty: it has one
};
Browser browser_of(const http::Request& request);

}  // namespace sluice::api
