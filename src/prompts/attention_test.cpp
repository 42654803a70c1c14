#include "prompts/attention.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sluice::prompts {
namespace {

// "cat | dog 1.21 | <detail 0.5>"
std::string shown(const PromptParts& parts) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : " | ") + text; };
  for (const auto& k : parts.keywords) add(k.weight == 1 ? k.text : fmt::format("{} {}", k.text, k.weight));
  for (const auto& l : parts.loras) add(fmt::format("<{} {}>", l.name, l.weight));
  return out;
}

struct Case {
  std::string_view prompt, expected;
};

class Attention : public testing::TestWithParam<Case> {};

TEST_P(Attention, SplitsPrompts) {
  EXPECT_EQ(shown(split_prompt(GetParam().prompt)), GetParam().expected) << GetParam().prompt;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Attention,
    testing::Values(
        Case{"", ""}, Case{"cat, dog\nbird", "cat | dog | bird"}, Case{" cat ,, ,dog,", "cat | dog"},
        Case{"Cat, cat, CAT", "Cat"},
        // weights
        Case{"(cat)", "cat 1.1"}, Case{"((cat))", "cat 1.21"}, Case{"(((cat)))", "cat 1.331"},
        Case{"(cat:1.3)", "cat 1.3"}, Case{"((cat:1.3))", "cat 1.43"}, Case{"[cat]", "cat 0.9091"},
        Case{"[[cat]]", "cat 0.8264"}, Case{"{cat}", "cat 1.05"}, Case{"(cat:-0.5)", "cat -0.5"},
        Case{"(cat: .5)", "cat 0.5"}, Case{"( cat : 1.2 )", "cat 1.2"}, Case{"(cat:1e999)", "cat:1e999 1.1"},
        Case{"(cat:dog)", "cat:dog 1.1"},
        // brackets keep their commas; a group in the middle loses its weight
        Case{"(cat, dog:1.2), bird", "cat, dog 1.2 | bird"},
        Case{"woman (fox ears:1.1) red, hat", "woman fox ears red | hat"}, Case{"(a) (b)", "a b"}, Case{"(a)(b)", "ab"},
        // escapes
        Case{R"(saber \(fate\))", "saber (fate)"}, Case{R"((saber \(fate\):1.2))", "saber (fate) 1.2"},
        Case{R"(a\\b)", R"(a\b)"}, Case{"a\\", "a\\"},
        // brackets without a partner
        Case{"cat), (dog", "cat) | (dog"}, Case{"(cat, dog", "(cat | dog"}, Case{":), cat", "cat"},
        Case{"[(cat]), dog", "(cat) | dog"},
        // BREAK and AND
        Case{"cat BREAK dog", "cat | dog"}, Case{"cat AND dog", "cat | dog"},
        Case{"cat :1.2 AND dog :0.8", "cat | dog"}, Case{"BREAKFAST, SAND, AND", "BREAKFAST | SAND"}, Case{"BREAK", ""},
        // alternatives and scheduling
        Case{"[cat|dog]", "cat | dog"}, Case{"[cat:dog:0.5]", "cat | dog"}, Case{"[cat:0.5]", "cat"},
        Case{"[cat::0.5], x", "cat | x"},
        // LoRAs
        Case{"cat, <lora:detail:0.8>", "cat | <detail 0.8>"},
        Case{"<lora:a b:-0.5:1>cat<lyco:c>", "cat | <a b -0.5> | <c 1>"}, Case{"<hypernet:h:0.5>", "<h 0.5>"},
        Case{"<lora:a:1><lora:A:2>", "<a 1>"}, Case{"<lora:a", "<lora:a"}, Case{"<lora::1>, <b>", "<lora::1> | <b>"},
        // the rest
        Case{"embedding:easynegative, cat", "easynegative | cat"},
        Case{"cat\xEF\xBC\x8C"
             "dog",
             "cat | dog"},
        Case{"a   b\t c", "a b c"}, Case{"...", ""},
        Case{"\xE7\x8C\xAB, \xE7\x8A\xAC", "\xE7\x8C\xAB | \xE7\x8A\xAC"}));

TEST(AttentionBounds, DropsSentencesButOpensLongGroups) {
  const std::string sentence(kMaxKeywordCharacters + 1, 'x');
  EXPECT_EQ(shown(split_prompt(sentence + ", cat")), "cat");
  std::string cjk;
  for (std::size_t i = 0; i < kMaxKeywordCharacters; ++i) cjk += "\xE7\x8C\xAB";
  EXPECT_EQ(split_prompt(cjk).keywords.size(), 1u);
  std::string group = "(";
  for (int i = 0; i < 60; ++i) group += fmt::format("word{}, ", i);
  const auto parts = split_prompt(group + ":1.2)");
  ASSERT_EQ(parts.keywords.size(), 60u);
  EXPECT_EQ(parts.keywords[59], (model::WeightedText{"word59", 1.2}));
}

TEST(AttentionBounds, KeepsSoManyKeywordsOnly) {
  std::string prompt;
  for (int i = 0; i < 2'000; ++i) prompt += fmt::format("w{}, <lora:l{}:1>, ", i, i);
  const auto parts = split_prompt(prompt);
  EXPECT_EQ(parts.keywords.size(), kMaxKeywords);
  EXPECT_EQ(parts.loras.size(), kMaxKeywords);
}

TEST(AttentionBounds, NovelAiWeighsSquareBracketsLess) {
  EXPECT_EQ(shown(split_prompt("{{cat}}, [dog]", Emphasis::novelai)), "cat 1.1025 | dog 0.9524");
}

// Each of these takes minutes in a scanner that looks back; here they are done before the test's deadline.
TEST(AttentionBounds, StaysLinearOnHostileText) {
  constexpr std::size_t kMegabyte = 1 << 20;
  const auto repeated = [](std::string_view unit, std::size_t size = kMegabyte) {
    std::string out;
    while (out.size() < size) out += unit;
    return out;
  };
  for (const std::string_view unit : {"(", ",", "((a),"})
    EXPECT_LE(split_prompt(repeated(unit)).keywords.size(), kMaxKeywords) << unit;
  for (const std::string_view unit : {")",    "[",      "{",         "(,",           "()",
                                      "[|",   "<lora:", "<lora:a:1", "\\",           "\\(",
                                      ":1",   "a:1),",  "[a:b:",     "([{",          ")]}(",
                                      "AND ", "BREAK ", "\n",        "\xE7\x8C\xAB", "(\xE7\x8C\xAB\xEF\xBC\x8C",
                                      ".",    ". "}) {
    EXPECT_LE(split_prompt(repeated(unit, kMegabyte / 8)).keywords.size(), kMaxKeywords) << unit;
  }
  const std::string nested = std::string(kMegabyte / 2, '(') + "a, b" + std::string(kMegabyte / 2, ')');
  ASSERT_EQ(split_prompt(nested).keywords.size(), 1u);
  EXPECT_EQ(split_prompt(nested).keywords[0].weight, 100);
  const std::string square = std::string(kMegabyte / 2, '[') + repeated("a, b ") + std::string(kMegabyte / 2, ']');
  EXPECT_LE(split_prompt(square).keywords.size(), kMaxKeywords);
}

}  // namespace
}  // namespace sluice::prompts
