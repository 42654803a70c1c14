#pragma once

// x265 and libavcodec's encoders keep some memory for good. While one of these lives, the leak checker looks away; for
// encoding in tests only, so that it goes on watching the decoders.

#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#endif

namespace sluice::pixels::testing {

#if __has_feature(address_sanitizer)
using LeaksOfOthers = __lsan::ScopedDisabler;
#else
class LeaksOfOthers {
 public:
  LeaksOfOthers() {}
};
#endif

}  // namespace sluice::pixels::testing
