#include "http/target.h"

#include <gtest/gtest.h>

namespace sluice::http {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

TEST(Target, DecodesPathAndQuery) {
  struct Case {
    std::string text;
    std::string path;
    Query query;
  };
  for (const Case& c : {
           Case{"/", "/", {}},
           Case{"/a%20b+c", "/a b+c", {}},
           Case{"/%c3%A9%FF", "/\xc3\xa9\xff", {}},
           Case{"/a%2Fb", "/a/b", {}},
           Case{"/?", "/", {}},
           Case{"/?a", "/", {{"a", ""}}},
           Case{"/?a=", "/", {{"a", ""}}},
           Case{"/?a=1&a=2&&b=x%26y=z", "/", {{"a", "1"}, {"a", "2"}, {"b", "x&y=z"}}},
           Case{"/?q=a+b%2Bc&p=/x?y", "/", {{"q", "a b+c"}, {"p", "/x?y"}}},
           Case{"http://host:1", "/", {}},
           Case{"HTTPS://host/x?y=z", "/x", {{"y", "z"}}},
       }) {
    const auto target = parse_target(c.text);
    ASSERT_TRUE(target) << c.text;
    EXPECT_EQ(target->path, c.path) << c.text;
    EXPECT_EQ(target->query, c.query) << c.text;
  }
}

TEST(Target, RefusesWhatIsNone) {
  for (const char* text : {"", "x", "*", "host:443", "?a", "/%", "/%1", "/%g0", "/%0g", "/%00", "/?%00", "/?a=%",
                           "/?a=%2", "/#f", "http://", "http:///x", "ftp://host/"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

TEST(Target, GoesBackToWhatItWas) {
  const std::string path = "/a b/\xff?#%";
  const Query query{{"a&b", "c=d+e"}, {"\xc3\xa9", ""}};
  const std::string text = to_target(path, query);
  EXPECT_EQ(text, "/a%20b/%FF%3F%23%25?a%26b=c%3Dd%2Be&%C3%A9=");
  const auto target = parse_target(text);
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, path);
  EXPECT_EQ(target->query, query);
}

}  // namespace
}  // namespace sluice::http
