#include "formats/testing/allocation_watch.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include <gtest/gtest.h>
#include <malloc.h>

namespace {

// One thread runs these tests.
std::size_t live = 0;
std::size_t peak = 0;

// The thread sanitizer brings its own operator new; there nothing is counted. The other builds hold the bounds.
#if !__has_feature(thread_sanitizer)

void* counted(std::size_t size) {
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory == nullptr) throw std::bad_alloc();
  live += malloc_usable_size(memory);
  peak = std::max(peak, live);
  return memory;
}

void uncounted(void* memory) noexcept {
  if (memory == nullptr) return;
  live -= std::min(live, malloc_usable_size(memory));
  std::free(memory);
}

#endif

}  // namespace

#if !__has_feature(thread_sanitizer)
void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { uncounted(memory); }
void operator delete[](void* memory) noexcept { uncounted(memory); }
void operator delete(void* memory, std::size_t) noexcept { uncounted(memory); }
void operator delete[](void* memory, std::size_t) noexcept { uncounted(memory); }
#endif

namespace sluice::formats::testing {

AllocationWatch::AllocationWatch() : start_(live) { peak = live; }
std::size_t AllocationWatch::peak_bytes() const { return peak - std::min(peak, start_); }

#if !__has_feature(thread_sanitizer)
namespace {

TEST(AllocationWatch, SeesTheMostThatWasAliveAtOnce) {
  const AllocationWatch watch;
  for (int i = 0; i < 4; ++i) const std::vector<char> once(100'000);
  EXPECT_GE(watch.peak_bytes(), 100'000u);
  EXPECT_LT(watch.peak_bytes(), 200'000u);
}

}  // namespace
#endif
}  // namespace sluice::formats::testing
