#include "worker/score_sidecar.h"

#include <gtest/gtest.h>

namespace sluice::worker {
namespace {

struct Case {
  std::string_view text;
  std::optional<double> score;
  bool favourite;
  std::string_view problem;
};

class ScoreSidecar : public testing::TestWithParam<Case> {};

TEST_P(ScoreSidecar, IsParsed) {
  const SidecarScore read = parse_score_sidecar(GetParam().text);
  EXPECT_EQ(read.score, GetParam().score) << GetParam().text;
  EXPECT_EQ(read.favourite, GetParam().favourite) << GetParam().text;
  EXPECT_EQ(read.problem, GetParam().problem) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, ScoreSidecar,
    testing::Values(Case{R"({"file": "a.png", "score": 4, "favourite": true, "updated": "2025-01-01"})", 4, true, ""},
                    Case{R"({"score": -1})", -1, false, ""}, Case{R"({"score": 5.0})", 5, false, ""},
                    Case{R"({"score": 0})", 0, false, ""}, Case{R"({"score": null, "favourite": 1})", {}, true, ""},
                    Case{"\xEF\xBB\xBF{\"score\": 2}", 2, false, ""}, Case{R"({})", {}, false, ""},
                    Case{R"({"score": 6, "favourite": true})", {}, true, "score 6 is not in -1…5"},
                    Case{R"({"score": -2})", {}, false, "score -2 is not in -1…5"},
                    Case{R"({"score": "4"})", {}, false, "score is no number"},
                    Case{R"({"score": true})", {}, false, "score is no number"},
                    Case{R"({"score": 1, "favourite": "yes"})", 1, false, "favourite is neither true nor false"},
                    Case{"", {}, false, "not valid JSON"}, Case{"{\"score\": 4", {}, false, "not valid JSON"},
                    Case{"[4]", {}, false, "not a JSON object"}, Case{"NaN", {}, false, "not valid JSON"},
                    Case{"[[[[[[[[[[[[1]]]]]]]]]]]]", {}, false, "not valid JSON"}));

TEST(ScoreSidecarFile, LargerThanItsCapIsNotRead) {
  const std::string large = R"({"score": 4, "x": ")" + std::string(kMaxSidecarBytes, 'x') + "\"}";
  const SidecarScore read = read_score_sidecar(formats::MemorySource(as_bytes(large)));
  EXPECT_EQ(read.score, std::nullopt);
  EXPECT_EQ(read.problem, "larger than 65536 bytes");
}

}  // namespace
}  // namespace sluice::worker
