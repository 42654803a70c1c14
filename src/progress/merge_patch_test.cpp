#include "progress/merge_patch.h"

#include <random>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace sluice::progress {
namespace {
namespace json = boost::json;

json::object object(const char* text) { return json::parse(text).as_object(); }

TEST(MergePatch, HoldsOnlyWhatChanged) {
  EXPECT_EQ(
      *merge_patch(object(R"({"a":1,"b":{"c":2,"d":3},"e":[1]})"), object(R"({"a":1,"b":{"c":2,"d":4},"e":[1,2]})")),
      object(R"({"b":{"d":4},"e":[1,2]})"));
  EXPECT_EQ(*merge_patch(object(R"({"a":1,"gone":2})"), object(R"({"a":1})")), object(R"({"gone":null})"));
  EXPECT_TRUE(merge_patch(object(R"({"a":null})"), object(R"({"a":null})"))->empty());
}

TEST(MergePatch, DoesNotExistWhereSomethingBecomesNull) {
  EXPECT_FALSE(merge_patch(object(R"({"a":1})"), object(R"({"a":null})")));
  EXPECT_FALSE(merge_patch(object(R"({})"), object(R"({"a":{"b":null}})")));
  EXPECT_FALSE(merge_patch(object(R"({"a":{"b":1}})"), object(R"({"a":{"b":null}})")));
}

// The specification's own examples (RFC 7396, appendix A) as far as they are objects.
TEST(Merge, DoesWhatTheSpecificationSays) {
  const char* cases[][3] = {{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
                            {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
                            {R"({"a":"b"})", R"({"a":null})", "{}"},
                            {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
                            {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
                            {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
                            {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
                            {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"}};
  for (const auto& [target, patch, expected] : cases) {
    json::object result = object(target);
    merge(result, object(patch));
    EXPECT_EQ(result, object(expected)) << target << " + " << patch;
  }
}

json::value random_value(std::mt19937& random, int depth) {
  switch (random() % (depth > 0 ? 6 : 4)) {
    case 0:
      return random() % 3;
    case 1:
      return random() % 8 == 0 ? json::value(nullptr) : json::value("x");
    case 2:
      return random() % 2 == 0;
    case 3:
      return 0.5 * static_cast<double>(random() % 3);
    case 4:
      return json::array{random() % 2, nullptr};
    default: {
      json::object out;
      for (const char* key : {"a", "b", "c"}) {
        if (random() % 2) out[key] = random_value(random, depth - 1);
      }
      return out;
    }
  }
}

TEST(MergePatch, AppliedToTheOldGivesTheNew) {
  std::mt19937 random(11);
  int patched = 0;
  for (int i = 0; i < 20'000; ++i) {
    json::object from, to;
    for (const char* key : {"a", "b", "c", "d"}) {
      if (random() % 4) from[key] = random_value(random, 2);
      if (random() % 4) to[key] = random() % 2 && from.contains(key) ? from[key] : random_value(random, 2);
    }
    const auto patch = merge_patch(from, to);
    if (!patch) continue;
    ++patched;
    json::object result = from;
    merge(result, *patch);
    ASSERT_EQ(result, to) << json::serialize(from) << " + " << json::serialize(*patch);
  }
  EXPECT_GT(patched, 5'000);
}

}  // namespace
}  // namespace sluice::progress
