#include "http/router.h"

#include <gtest/gtest.h>

namespace sluice::http {
namespace {

// A handler that answers with the status it was made with, so that a test sees which one was found.
Handler marked(unsigned status) {
  return [status](Request) -> task<Response> {
    Response response;
    response.status = status;
    co_return response;
  };
}

class Routes : public testing::Test {
 protected:
  Routes() {
    const auto add = [this](Method method, std::string pattern) {
      patterns.push_back(pattern);
      router.add(method, std::move(pattern), marked(static_cast<unsigned>(patterns.size())));
    };
    add(Method::get, "/");
    add(Method::get, "/api/sessions/{id}");
    add(Method::get, "/api/sessions/active");
    add(Method::del, "/api/sessions/{id}");
    add(Method::post, "/api/{kind}/{id}/pause");
    add(Method::get, "/media/{id}/thumb");
  }

  // The pattern that answers, "404", or the methods allowed.
  std::string find(Method method, std::string path) {
    request.method = method;
    request.path = std::move(path);
    const auto found = router.find(request);
    if (std::holds_alternative<Router::NotFound>(found)) return "404";
    if (const auto* other = std::get_if<Router::MethodNotAllowed>(&found)) return other->allow;
    return "found";
  }

  Router router;
  Request request;
  std::vector<std::string> patterns;
};

TEST_F(Routes, FindsPathsSegmentBySegment) {
  struct Case {
    Method method;
    std::string path;
    std::string expected;
  };
  for (const Case& c : {
           Case{Method::get, "/", "found"},
           Case{Method::head, "/", "found"},
           Case{Method::post, "/", "GET, HEAD"},
           Case{Method::get, "", "404"},
           Case{Method::get, "//", "404"},
           Case{Method::get, "/api", "404"},
           Case{Method::get, "/api/sessions/", "404"},
           Case{Method::get, "/api/sessions/7", "found"},
           Case{Method::get, "/api/sessions/7/", "404"},
           Case{Method::get, "/api/sessions/7/8", "404"},
           Case{Method::get, "/API/sessions/7", "404"},
           Case{Method::put, "/api/sessions/7", "GET, HEAD, DELETE"},
           Case{Method::other, "/api/sessions/7", "GET, HEAD, DELETE"},
           Case{Method::get, "/media/{id}/thumb", "found"},
           Case{Method::post, "/api/session/7/pause", "found"},
       }) {
    EXPECT_EQ(find(c.method, c.path), c.expected) << c.path;
  }
}

TEST_F(Routes, HandTheArgumentsOver) {
  ASSERT_EQ(find(Method::post, "/api/session/a b\xff/pause"), "found");
  EXPECT_EQ(request.argument("kind"), "session");
  EXPECT_EQ(request.argument("id"), "a b\xff");
  ASSERT_EQ(find(Method::get, "/"), "found");
  EXPECT_TRUE(request.path_arguments.empty());
}

TEST_F(Routes, PreferLiteralSegments) {
  ASSERT_EQ(find(Method::get, "/api/sessions/active"), "found");
  EXPECT_TRUE(request.path_arguments.empty());
  ASSERT_EQ(find(Method::del, "/api/sessions/active"), "found");
  EXPECT_EQ(request.argument("id"), "active");
}

TEST_F(Routes, LetHeadHaveAHandlerOfItsOwn) {
  Router own;
  own.add(Method::get, "/x", marked(1));
  own.add(Method::head, "/{any}", marked(2));
  request.method = Method::head;
  request.path = "/y";
  EXPECT_TRUE(std::holds_alternative<const Handler*>(own.find(request)));
  EXPECT_EQ(request.argument("any"), "y");
}

}  // namespace
}  // namespace sluice::http
