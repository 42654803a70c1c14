#pragma once

// How much memory the code under test takes at once: counts what operator new gives while a watch lives. The test
// program that uses it replaces operator new (allocation_watch_test.cpp).

#include <cstddef>

namespace sluice::formats::testing {

class AllocationWatch {
 public:
  AllocationWatch();
  // The most bytes alive at once since this watch began, beyond what was alive then.
  [[nodiscard]] std::size_t peak_bytes() const;

 private:
  std::size_t start_;
};

}  // namespace sluice::formats::testing
