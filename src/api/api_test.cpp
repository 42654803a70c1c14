// What routes share: answers, bodies, queries, the report.

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "api/answer.h"
#include "api/report.h"

namespace sluice::api {
namespace {

TEST(Answer, MapsEveryCodeToAStatusAndSaysWhy) {
  const std::pair<Code, unsigned> cases[] = {
      {Code::invalid_argument, 400}, {Code::denied, 403},      {Code::not_found, 404}, {Code::conflict, 409},
      {Code::too_large, 413},        {Code::unavailable, 503}, {Code::internal, 500}};
  for (const auto& [code, status] : cases) {
    const http::Response response = answer(Error{code, "a \"reason\""});
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.body, R"({"detail":"a \"reason\""})");
  }
}

TEST(Body, IsAnObjectOrNamesTheProblem) {
  const auto body = [](std::string text) {
    http::Request request;
    request.body = std::move(text);
    return object_body(request);
  };
  EXPECT_TRUE(body("")->empty());
  EXPECT_EQ(body(R"({"a": 1})")->at("a"), 1);
  for (const char* bad : {"[]", "1", "{", "{\"a\": }", "nonsense"}) {
    const auto result = body(bad);
    ASSERT_FALSE(result) << bad;
    EXPECT_EQ(result.error().code, Code::invalid_argument);
    EXPECT_TRUE(result.error().message.starts_with("body: ")) << result.error().message;
  }
  EXPECT_FALSE(body(std::string(5000, '[')));
}

TEST(SessionField, IsRequiredAndMustBeAnId) {
  const auto field = [](const char* text) { return session_field(boost::json::parse(text).as_object(), "session_id"); };
  EXPECT_TRUE(field(R"({"session_id": "3f2b7a60-0000-4000-8000-000000000001"})"));
  EXPECT_EQ(field("{}").error().code, Code::invalid_argument);
  EXPECT_EQ(field(R"({"session_id": 7})").error().code, Code::invalid_argument);
  EXPECT_EQ(field(R"({"session_id": "../x"})").error().code, Code::not_found);
}

TEST(NumberQuery, HasBoundsAndADefault) {
  const auto limit = [](const char* value) {
    http::Request request;
    if (value) request.query = {{"limit", value}};
    return number_query(request, "limit", 1, 1000, 100);
  };
  EXPECT_EQ(*limit(nullptr), 100);
  EXPECT_EQ(*limit("7"), 7);
  for (const char* bad : {"0", "1001", "x", "1x", "", "-1", "99999999999999999999"}) {
    ASSERT_FALSE(limit(bad)) << bad;
    EXPECT_TRUE(limit(bad).error().message.starts_with("limit: "));
  }
}

TEST(ThresholdQuery, IsANumberFromZeroToOneOrNone) {
  const auto threshold = [](const char* value) {
    http::Request request;
    if (value) request.query = {{"threshold", value}};
    return threshold_query(request, "threshold");
  };
  EXPECT_EQ(*threshold(nullptr), std::nullopt);
  EXPECT_EQ(*threshold("0"), 0.0);
  EXPECT_EQ(*threshold("0.7"), 0.7);
  EXPECT_EQ(*threshold("1"), 1.0);
  for (const char* bad : {"", "1.01", "-0.1", "nan", "inf", "0.5x", " 0.5", "half"}) {
    ASSERT_FALSE(threshold(bad)) << bad;
    EXPECT_TRUE(threshold(bad).error().message.starts_with("threshold: "));
  }
}

TEST(Report, ShowsMarkupInNamesAndReasonsAsText) {
  ReportData data;
  data.snapshot.session.parameters.directories = {"/r/<script>alert(0)</script>"};
  data.snapshot.session.tally = {.discovered = 2, .processed = 1, .failed = 1};
  store::FileRow bad{.path = "/r/<img src=x onerror=alert(1)>.png"};
  bad.failure = model::Failure{model::Stage::decode, model::Reason::corrupt, "<b>\"broken\" & 'bad'</b>"};
  data.failures = {bad};
  store::FileRow good{.path = "/r/ok.png"};
  good.summary.model_name = "</table><script>";
  data.files = {good};
  const std::string page = report_html(data);
  EXPECT_EQ(page.find("<script"), page.npos);
  EXPECT_EQ(page.find("<img"), page.npos);
  EXPECT_NE(page.find("&lt;img src=x onerror=alert(1)&gt;.png"), page.npos);
  EXPECT_NE(page.find("&lt;b&gt;&quot;broken&quot; &amp; &#39;bad&#39;&lt;/b&gt;"), page.npos);
  EXPECT_NE(page.find("unknown"), page.npos);  // never scanned is not safe
}

TEST(Report, CountsWhatThereIsAndShowsMarkupInValuesAsText) {
  ReportData data;
  data.snapshot.session.parameters.pattern = "<u>*.png</u>";
  data.facets.reasons = {{model::Reason::timeout, 12}};
  data.facets.changes[static_cast<std::size_t>(model::FileChange::moved)] = 34;
  data.facets.generators = {{"", 5}, {"<b>gen</b>", 4}};
  data.facets.models = {{"<i>model</i>", 3}};
  data.facets.keywords.assign(100, {"</td><script>", 2});
  const std::string page = report_html(data);
  for (const char* there :
       {"&lt;u&gt;*.png&lt;/u&gt;", "timeout</td><td class=\"n\">12", "moved</td><td class=\"n\">34",
        "(none)</td><td class=\"n\">5", "&lt;b&gt;gen&lt;/b&gt;", "&lt;i&gt;model&lt;/i&gt;"})
    EXPECT_NE(page.find(there), page.npos) << there;
  EXPECT_EQ(page.find("<script"), page.npos);
  EXPECT_NE(page.find("@media print"), page.npos);
}

TEST(Report, SaysWhichLabelTheUserHasSet) {
  ReportData data;
  store::FileRow row{.path = "/r/a.png"};
  row.state = model::FileState::done;
  row.summary.nsfw_score = 0.9;
  row.own_nsfw = false;
  row.own_score = 3;
  row.included = false;
  data.files = {row};
  const std::string page = report_html(data);
  EXPECT_NE(page.find("safe (set)"), page.npos);
  EXPECT_NE(page.find("<i>(left out)</i>"), page.npos);
}

TEST(Report, SaysWhatItLeavesOut) {
  ReportData data;
  data.snapshot.session.tally = {.discovered = 5000, .processed = 5000};
  data.files.resize(3);
  EXPECT_NE(report_html(data).find("The first 3 of 5000 are listed."), std::string::npos);
}

}  // namespace
}  // namespace sluice::api
