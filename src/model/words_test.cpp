#include "model/words.h"

#include <vector>

#include <gtest/gtest.h>

namespace sluice::model {
namespace {

Record with_keywords(const std::vector<std::string>& texts) {
  Record record;
  for (const auto& text : texts) record.keywords.push_back({.text = text});
  return record;
}

TEST(Words, AreTheKeywordsInLowerCaseEachOnce) {
  EXPECT_EQ(words_of(with_keywords({"A Cat", "on a mat", "a cat", " ", ""})), "\na cat\non a mat\n");
  EXPECT_EQ(words_of(with_keywords({})), "");
  EXPECT_EQ(words_of(with_keywords({"\xC3\x84pfel"})), "\n\xC3\x84pfel\n") << "only ASCII has another case";
}

TEST(Words, KeepALineFeedWithinAKeywordFromMakingTwoOfIt) {
  EXPECT_EQ(words_of(with_keywords({"red\nhat"})), "\nred hat\n");
  EXPECT_TRUE(has_word(words_of(with_keywords({"red\nhat"})), word_of("Red\nHat")));
}

TEST(Words, AreFoundWholeOnly) {
  const std::string words = words_of(with_keywords({"concat", "cat", "cats"}));
  EXPECT_TRUE(has_word(words, "cat"));
  EXPECT_TRUE(has_word(words, "cats"));
  for (const char* part : {"con", "at", "conca", "", "cat\ncats x"}) EXPECT_FALSE(has_word(words, part)) << part;
  for (const char* nonsense : {"", "\n", "cat", "cat\n", "\ncat"}) EXPECT_FALSE(has_word(nonsense, "cat")) << nonsense;
}

TEST(Words, AreBounded) {
  std::vector<std::string> many;
  for (int i = 0; i < 10'000; ++i) many.push_back("keyword number " + std::to_string(i));
  const std::string words = words_of(with_keywords(many));
  EXPECT_LE(words.size(), kMostWordBytes);
  EXPECT_TRUE(words.ends_with("\n"));
  EXPECT_TRUE(has_word(words, "keyword number 0"));
}

TEST(Words, AreListedWhateverTheTextIs) {
  const auto listed = [](std::string_view words) {
    std::vector<std::string> out;
    for_each_word(words, [&](std::string_view word) { out.emplace_back(word); });
    return out;
  };
  EXPECT_EQ(listed("\na cat\nmat\n"), (std::vector<std::string>{"a cat", "mat"}));
  EXPECT_EQ(listed("cat"), (std::vector<std::string>{"cat"}));
  EXPECT_TRUE(listed("").empty());
  EXPECT_TRUE(listed("\n\n\n").empty());
}

}  // namespace
}  // namespace sluice::model
