#include "prompts/json_text.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace sluice::prompts {
namespace {

std::string read_again(std::string_view text) {
  const auto value = parse_json_text(text);
  return value ? boost::json::serialize(*value) : "none";
}

TEST(JsonText, ReadsWhatGeneratorsWrite) {
  struct Case {
    std::string_view in, out;
  };
  const Case cases[] = {
      {R"({"a": 1})", R"({"a":1})"},
      {R"(  [{"a": 1}, 2] )", R"([{"a":1},2])"},
      {"\xEF\xBB\xBF{\"a\":1}", R"({"a":1})"},
      {R"({"a": NaN, "b": -Infinity, "c": [Infinity]})", R"({"a":null,"b":null,"c":[null]})"},
      {R"({"a": "NaN \" NaN", "b": NaN})", R"({"a":"NaN \" NaN","b":null})"},
      {R"("{\"a\": 1}")", R"({"a":1})"},
      {R"("\"{\\\"a\\\": 1}\"")", R"({"a":1})"},
      {R"({"seed": 18446744073709551615})", R"({"seed":18446744073709551615})"},
      {R"({"a": 1}trailing)", R"({"a":1})"},
      {R"({"a": 1, "a": 2})", R"({"a":2})"},
      {"", "none"},
      {"{", "none"},
      {"{masterpiece}, girl", "none"},
      {"{{cat}}", "none"},
      {"[[cat]]", "none"},
      {"12", "none"},
      {R"("just a string")", "none"},
      {R"({"a": )", "none"},
      {R"({"a": NaNa})", "none"},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(read_again(in), out) << in;
}

TEST(JsonText, EndsAtItsDepth) {
  std::string deep(100'000, '[');
  EXPECT_EQ(read_again(deep), "none");
  EXPECT_EQ(read_again(deep + std::string(100'000, ']')), "none");
}

TEST(JsonText, KeepsSeedsExact) {
  EXPECT_EQ(text_in(boost::json::value(std::uint64_t{18446744073709551615ull})), "18446744073709551615");
  EXPECT_EQ(text_in(boost::json::value(-5)), "-5");
  EXPECT_EQ(text_in(boost::json::value(3.0)), "3");
  EXPECT_EQ(text_in(boost::json::value("0xFF")), "0xFF");
  EXPECT_EQ(text_in(boost::json::value(nullptr)), std::nullopt);
}

TEST(JsonText, ReadsWholeNumbersOnly) {
  EXPECT_EQ(parse_number(" 1.5 "), 1.5);
  EXPECT_EQ(parse_number("+2"), 2);
  for (const char* text : {"", "inf", "nan", "1e999", "1.5x", "0x10", "--1"})
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

}  // namespace
}  // namespace sluice::prompts
