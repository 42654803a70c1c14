#include "store/value_counter.h"

#include <algorithm>

namespace sluice::store {

void ValueCounter::add(std::string_view value) {
  value = value.substr(0, kMostBytes);
  if (const auto it = counts_.find(value); it != counts_.end()) {
    ++it->second;
    return;
  }
  if (counts_.size() >= most_) forget_the_rarest();
  counts_.emplace(value, 1);
}

// At least half of them, so that it is rare.
void ValueCounter::forget_the_rarest() {
  std::vector<std::uint64_t> all;
  all.reserve(counts_.size());
  for (const auto& [value, count] : counts_) all.push_back(count);
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::ranges::nth_element(all, middle);
  std::erase_if(counts_, [highest = *middle](const auto& item) { return item.second <= highest; });
}

std::vector<FacetValue> ValueCounter::most_frequent(std::size_t limit) const {
  std::vector<FacetValue> out;
  out.reserve(counts_.size());
  for (const auto& [value, count] : counts_) out.push_back({value, count});
  const auto comes_before = [](const FacetValue& a, const FacetValue& b) {
    return a.files != b.files ? a.files > b.files : a.value < b.value;
  };
  const auto end = out.begin() + static_cast<std::ptrdiff_t>(std::min(limit, out.size()));
  std::ranges::partial_sort(out, end, comes_before);
  out.erase(end, out.end());
  return out;
}

}  // namespace sluice::store
