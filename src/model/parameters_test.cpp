#include "model/parameters.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace sluice::model {
namespace {

Result<Parameters> parse(const char* text) { return parse_parameters(boost::json::parse(text).as_object()); }

TEST(Parameters, HasTheDocumentedDefaults) {
  const auto p = parse(R"({"directory": "/a"})");
  ASSERT_TRUE(p);
  Parameters expected;
  expected.directories = {"/a"};
  EXPECT_EQ(*p, expected);
  EXPECT_TRUE(p->pixels);
}

TEST(Parameters, PixelsFollowsTheClassifierUnlessGiven) {
  EXPECT_FALSE(parse(R"({"directory": "/a", "enable_nsfw_detection": false})")->pixels);
  EXPECT_TRUE(parse(R"({"pixels": true, "directory": "/a", "enable_nsfw_detection": false})")->pixels);
}

TEST(Parameters, ReadsBackWhatItWrote) {
  const auto p = parse(R"({"directories": ["/a", "b/ü"], "pattern": "*.png", "recursive": false, "max_files": 7,
                           "nsfw_threshold": 1, "pixels": false})");
  ASSERT_TRUE(p) << p.error().message;
  const auto again = parse_parameters(to_json(*p));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, *p);
}

struct Bad {
  const char* json;
  const char* field;
};

TEST(Parameters, NamesTheFieldThatIsOff) {
  for (const auto& [json, field] : {
           Bad{R"({})", "directory"},
           Bad{R"({"directory": ""})", "directory"},
           Bad{R"({"directory": 1})", "directory"},
           Bad{R"({"directory": "/a\u0000b"})", "directory"},
           Bad{R"({"directories": []})", "directories"},
           Bad{R"({"directories": [3]})", "directories"},
           Bad{R"({"directories": "/a"})", "directories"},
           Bad{R"({"directory": "/a", "pattern": ""})", "pattern"},
           Bad{R"({"directory": "/a", "pattern": 3})", "pattern"},
           Bad{R"({"directory": "/a", "recursive": 1})", "recursive"},
           Bad{R"({"directory": "/a", "recursive": null})", "recursive"},
           Bad{R"({"directory": "/a", "nsfw_threshold": 1.01})", "nsfw_threshold"},
           Bad{R"({"directory": "/a", "nsfw_threshold": "0.5"})", "nsfw_threshold"},
           Bad{R"({"directory": "/a", "max_files": 0})", "max_files"},
           Bad{R"({"directory": "/a", "max_files": -1})", "max_files"},
           Bad{R"({"directory": "/a", "max_files": 1.5})", "max_files"},
           Bad{R"({"directory": "/a", "max_files": 1e300})", "max_files"},
           Bad{R"({"directory": "/a", "max_files": true})", "max_files"},
           Bad{R"({"directory": "/a", "colour": 1})", "colour"},
       }) {
    const auto p = parse(json);
    ASSERT_FALSE(p) << json;
    EXPECT_EQ(p.error().code, Code::invalid_argument);
    EXPECT_TRUE(p.error().message.starts_with(std::string(field) + ":")) << p.error().message;
  }
}

}  // namespace
}  // namespace sluice::model
