#pragma once

// How often which text occurs, in bounded memory. Exact while there are no more than `most` different texts (and for
// all that are frequent). When there are more, the rarest are forgotten, so that a text which then comes again is
// counted too low, by at most what was forgotten at once. Pure.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/store.h"

namespace sluice::store {

class ValueCounter {
 public:
  static constexpr std::size_t kMostBytes = 1024;  // of a text; longer ones are counted by their beginning

  explicit ValueCounter(std::size_t most) : most_(most) {}

  void add(std::string_view value);
  // The `limit` most frequent, falling; those equally frequent by their text.
  [[nodiscard]] std::vector<FacetValue> most_frequent(std::size_t limit) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  void forget_the_rarest();

  std::size_t most_;
  std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> counts_;
};

}  // namespace sluice::store
