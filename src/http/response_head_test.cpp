#include "http/response_head.h"

#include <gmock/gmock.h>

namespace sluice::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ResponseHead, LetsTheResponseReplaceDefaults) {
  Response response;
  response.headers = {{"content-security-policy", "sandbox"}, {"Cache-Control", "private"}};
  response.body = "four";
  const std::string head = response_head(response, {.path = "/api/x", .date = "D"});
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\nDate: D\r\n"));
  EXPECT_THAT(head, HasSubstr("content-security-policy: sandbox\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("default-src")));
  EXPECT_THAT(head, HasSubstr("Cache-Control: private\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("no-store")));
  EXPECT_THAT(head, testing::EndsWith("Content-Length: 4\r\n\r\n"));
}

TEST(ResponseHead, CannotBeSplitByAValue) {
  Response response;
  response.headers = {{"Location", std::string("/a\r\nSet-Cookie: x\n\0y", 20)}};
  EXPECT_THAT(response_head(response, {}), HasSubstr("\r\nLocation: /a  Set-Cookie: x  y\r\n"));
}

TEST(ErrorResponse, IsJsonWhateverTheText) {
  const Response response = error_response(404, "a \"quoted\"\n\xff");
  EXPECT_EQ(response.status, 404u);
  EXPECT_EQ(response.body, "{\"detail\":\"a \\\"quoted\\\"\\n\xef\xbf\xbd\"}");
}

}  // namespace
}  // namespace sluice::http
