#include "store/value_counter.h"

#include <gtest/gtest.h>

namespace sluice::store {
namespace {

TEST(ValueCounter, ListsTheMostFrequentFirst) {
  ValueCounter counter(100);
  for (const char* value : {"b", "a", "c", "b", "", "b", "a", ""}) counter.add(value);
  EXPECT_EQ(counter.most_frequent(3), (std::vector<FacetValue>{{"b", 3}, {"", 2}, {"a", 2}}));
  EXPECT_EQ(counter.most_frequent(100).size(), 4u);
  EXPECT_TRUE(ValueCounter(10).most_frequent(10).empty());
}

TEST(ValueCounter, KeepsTheFrequentAmongMoreThanItMayHold) {
  ValueCounter counter(100);
  for (int i = 0; i < 10'000; ++i) {
    counter.add("rare " + std::to_string(i));
    if (i % 10 == 0) counter.add("frequent");
  }
  const auto most = counter.most_frequent(1);
  EXPECT_EQ(most[0].value, "frequent");
  EXPECT_GT(most[0].files, 900u);
  EXPECT_LE(counter.most_frequent(1000).size(), 100u);
}

TEST(ValueCounter, ForgetsEvenWhenAllAreEquallyFrequent) {
  ValueCounter counter(4);
  for (int round = 0; round < 3; ++round) {
    for (const char* value : {"a", "b", "c", "d", "e"}) counter.add(value);
  }
  EXPECT_LE(counter.most_frequent(10).size(), 4u);
}

TEST(ValueCounter, CutsEndlessTexts) {
  ValueCounter counter(10);
  counter.add(std::string(1 << 20, 'x'));
  EXPECT_EQ(counter.most_frequent(1)[0].value.size(), ValueCounter::kMostBytes);
}

}  // namespace
}  // namespace sluice::store
