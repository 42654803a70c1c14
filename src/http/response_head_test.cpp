#include "http/response_head.h"

#include <gmock/gmock.h>

namespace sluice::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(HttpDate, HasTheOneForm) {
  EXPECT_EQ(to_http_date(WallTime(std::chrono::seconds(784'111'777))), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(to_http_date(WallTime(std::chrono::seconds(951'782'399))), "Mon, 28 Feb 2000 23:59:59 GMT");
  EXPECT_EQ(to_http_date(WallTime(std::chrono::microseconds(951'782'400'999'999))), "Tue, 29 Feb 2000 00:00:00 GMT");
}

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
