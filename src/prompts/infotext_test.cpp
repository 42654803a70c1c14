#include "prompts/infotext.h"

#include <gtest/gtest.h>

namespace sluice::prompts {
namespace {

std::string shown(const std::vector<Setting>& settings) {
  std::string out;
  for (const auto& s : settings) out += "[" + std::string(s.key) + "=" + s.value + "]";
  return out;
}

struct Case {
  std::string_view text, prompt, negative, settings;
};

class Infotexts : public testing::TestWithParam<Case> {};

TEST_P(Infotexts, AreCut) {
  const Case& c = GetParam();
  const Infotext cut = cut_infotext(c.text);
  EXPECT_EQ(cut.prompt, c.prompt) << c.text;
  EXPECT_EQ(cut.negative_prompt, c.negative) << c.text;
  EXPECT_EQ(shown(cut.settings), c.settings) << c.text;
}

constexpr std::string_view kShort = "[Steps=20][Sampler=Euler a][Seed=1]";

INSTANTIATE_TEST_SUITE_P(
    Table, Infotexts,
    testing::Values(
        Case{"", "", "", ""}, Case{"a cat", "a cat", "", ""}, Case{"a cat\nNegative prompt: dog", "a cat", "dog", ""},
        Case{"a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, Seed: 1", "a cat", "dog", kShort},
        Case{"a cat\r\nNegative prompt: dog\r\nSteps: 20, Sampler: Euler a, Seed: 1\r\n", "a cat", "dog", kShort},
        Case{"a\n\nb\nNegative prompt: c\nd\nSteps: 20, Sampler: Euler a, Seed: 1", "a\n\nb", "c\nd", kShort},
        Case{"Steps: 20, Sampler: Euler a, Seed: 1", "", "", kShort},
        Case{"Negative prompt: dog\nSteps: 20, Sampler: Euler a, Seed: 1", "", "dog", kShort},
        Case{"Parameters: a\nSteps: 20, Sampler: Euler a, Seed: 1", "a", "", kShort},
        // too few settings, or none that any generator writes: prompt
        Case{"a\nSteps: 20, Sampler: x", "a\nSteps: 20, Sampler: x", "", ""},
        Case{"a\nstyle: x, mood: y, time: z", "a\nstyle: x, mood: y, time: z", "", ""},
        // prompt text that speaks of steps
        Case{"Steps: 3 to heaven, x\nSteps: 20, Sampler: Euler a, Seed: 1", "Steps: 3 to heaven, x", "", kShort},
        // jammed into one line
        Case{"a cat. Negative prompt: dog. Steps: 20, Sampler: Euler a, Seed: 1", "a cat", "dog", kShort},
        Case{"a cat, Steps: 20, Sampler: Euler a, Seed: 1", "a cat", "", kShort},
        Case{"a cat\nNegative prompt: dog, bird, Steps: 20, Sampler: Euler a, Seed: 1", "a cat", "dog, bird", kShort},
        Case{"a cat, negative prompt: dog\nSteps: 20, Sampler: Euler a, Seed: 1", "a cat", "dog", kShort},
        // lines behind the settings
        Case{"a\nSteps: 20, Sampler: Euler a, Seed: 1\nTemplate: {a|b}", "a", "",
             "[Steps=20][Sampler=Euler a][Seed=1][Template={a|b}]"}));

TEST(Settings, KeepWhatIsQuotedBracketedOrContinued) {
  struct SettingsCase {
    std::string_view line, expected;
  };
  const SettingsCase cases[] = {
      {R"(A: "b, c: d", E: f)", "[A=b, c: d][E=f]"},
      {R"(A: "b \"c\" \\ \n", E: f)", "[A=b \"c\" \\ \n][E=f]"},
      {R"(A: "open, B: c)", "[A=\"open][B=c]"},
      {R"(A: {"x": [1, 2], "y": "}"}, B: c)", R"([A={"x": [1, 2], "y": "}"}][B=c])"},
      {R"(A: [{"x": 1}, {"y": 2}], B: c)", R"([A=[{"x": 1}, {"y": 2}]][B=c])"},
      {"A: {open, B: c", "[A={open][B=c]"},
      {"A: b, c, D: e", "[A=b, c][D=e]"},
      {"Created Date: 2026-02-25T22:09:08.816Z, B: c", "[Created Date=2026-02-25T22:09:08.816Z][B=c]"},
      {"A:, B:c", "[A=][B=c]"},
      {", , :x, A: 1", "[A=1]"},
  };
  for (const auto& [line, expected] : cases) EXPECT_EQ(shown(cut_settings(line)), expected) << line;
}

TEST(Settings, StayLinearOnHostileText) {
  constexpr std::size_t kMegabyte = 1 << 20;
  for (const std::string_view unit :
       {"A: \"", "A: {", "A: [\"", "A: \"\\", "Steps: 1, ", "Steps: 1\n", "Negative prompt:", "negative prompt",
        "A: b, ", "\n", " ", "A: {}\n", ":", ",", "Steps:", "Steps: 1, A: {, Seed: 2\n"}) {
    std::string text;
    while (text.size() < kMegabyte) text += unit;
    const Infotext cut = cut_infotext(text);
    EXPECT_LE(cut.settings.size(), 1'000u) << unit;
  }
}

}  // namespace
}  // namespace sluice::prompts
