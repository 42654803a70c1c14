#include "api/file_query.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace sluice::api {
namespace {

Result<store::FileQuery> by(std::vector<std::pair<std::string, std::string>> query) {
  http::Request request;
  request.query = std::move(query);
  return filter_of(request);
}

Result<store::FileQuery> by_json(const char* text) { return filter_of(boost::json::parse(text).as_object()); }

TEST(FileQuery, TakesEveryFilter) {
  const auto query = by({{"state", "done"},
                         {"label", "safe"},
                         {"text", "cat"},
                         {"score", "-1,4,none"},
                         {"generator", "none"},
                         {"model", "flux"},
                         {"keyword", "Red Hat"},
                         {"change", "new"},
                         {"included", "0"},
                         {"commit_failed", "1"}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->state, model::FileState::done);
  EXPECT_EQ(query->label, model::NsfwLabel::safe);
  EXPECT_EQ(query->scores.bits(), 0b1010'0001u);
  EXPECT_EQ(query->generator, "") << "files without";
  EXPECT_EQ(query->model, "flux");
  EXPECT_EQ(query->keyword, "Red Hat");
  EXPECT_EQ(query->change, model::FileChange::added);
  EXPECT_EQ(query->included, false);
  EXPECT_EQ(query->commit_failed, true);
  EXPECT_EQ(by({{"reason", "timeout"}})->reason, model::Reason::timeout);
}

TEST(FileQuery, IsOneForQueryAndBody) {
  const auto query = by_json(R"({"score": "5", "text": "x", "included": "1", "label": ""})");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->scores.bits(), 0b0100'0000u);
  EXPECT_EQ(query->included, true);
  EXPECT_EQ(query->label, std::nullopt) << "empty is none";
}

TEST(FileQuery, NamesTheFilterThatIsOff) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"state", "over"},
                                                                                    {"reason", "bad luck"},
                                                                                    {"label", "maybe"},
                                                                                    {"score", "6"},
                                                                                    {"score", "4,,5"},
                                                                                    {"score", "4.5"},
                                                                                    {"change", "odd"},
                                                                                    {"included", "yes"},
                                                                                    {"commit_failed", "2"},
                                                                                    {"text", std::string(1001, 'x')}}) {
    const auto query = by({{name, value}});
    ASSERT_FALSE(query) << name << "=" << value;
    EXPECT_EQ(query.error().code, Code::invalid_argument);
    EXPECT_TRUE(query.error().message.starts_with(name + ": ")) << query.error().message;
  }
  EXPECT_TRUE(by_json(R"({"limit": "3"})").error().message.starts_with("filter.limit: "));
  EXPECT_TRUE(by_json(R"({"included": true})").error().message.starts_with("filter.included: "));
}

TEST(FileQuery, CountsOnlyWhereTheSessionsCountsDoNotTell) {
  EXPECT_FALSE(must_count(*by({})));
  EXPECT_FALSE(must_count(*by({{"state", "done"}})));
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"reason", "timeout"},
                                                                                    {"label", "nsfw"},
                                                                                    {"text", "x"},
                                                                                    {"score", "4"},
                                                                                    {"generator", "none"},
                                                                                    {"model", "x"},
                                                                                    {"keyword", "x"},
                                                                                    {"change", "moved"},
                                                                                    {"included", "1"},
                                                                                    {"commit_failed", "1"}})
    EXPECT_TRUE(must_count(*by({{name, value}}))) << name;
}

}  // namespace
}  // namespace sluice::api
