#include "http/static_files.h"

#include <algorithm>
#include <array>

#include <gmock/gmock.h>

#include "http/test_server.h"

namespace sluice::http {
namespace {

constexpr std::array<StaticFile, 3> kFiles{{
    {.path = "/", .mime = "text/html; charset=utf-8", .content = "<p>page", .gzip_content = "GZ", .etag = "aa"},
    {.path = "/assets/x-1.js",
     .mime = "text/javascript",
     .content = "run()",
     .gzip_content = {},
     .etag = "bb",
     .immutable = true},
    {.path = "/empty", .mime = "text/plain", .content = {}, .gzip_content = {}, .etag = "cc"},
}};

std::string header(const Response& response, std::string_view name) {
  const auto it = std::ranges::find(response.headers, name, [](const auto& h) -> std::string_view { return h.first; });
  return it == response.headers.end() ? "" : it->second;
}

Response ask(const StaticFile& file, std::vector<std::pair<std::string, std::string>> headers) {
  Request request;
  request.headers = std::move(headers);
  return static_response(request, file);
}

TEST(StaticFiles, ComeInTheFormTheClientTakes) {
  const Response plain = ask(kFiles[0], {});
  EXPECT_EQ(plain.static_body, "<p>page");
  EXPECT_EQ(header(plain, "ETag"), "\"aa\"");
  EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding");
  EXPECT_EQ(header(plain, "Cache-Control"), "no-cache");
  EXPECT_EQ(header(plain, "Content-Encoding"), "");

  const Response gzip = ask(kFiles[0], {{"accept-encoding", "gzip"}});
  EXPECT_EQ(gzip.static_body, "GZ");
  EXPECT_EQ(header(gzip, "ETag"), "\"aa-gzip\"");
  EXPECT_EQ(header(gzip, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(gzip, "Content-Type"), "text/html; charset=utf-8");

  const Response hashed = ask(kFiles[1], {{"accept-encoding", "gzip"}});
  EXPECT_EQ(hashed.static_body, "run()");
  EXPECT_EQ(header(hashed, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header(hashed, "Vary"), "");
}

TEST(StaticFiles, AreNotSentAgain) {
  struct Case {
    std::string if_none_match;
    bool gzip;
    unsigned status;
  };
  for (const Case& c : {
           Case{"\"aa\"", false, 304},
           Case{"W/\"aa\"", false, 304},
           Case{"\"x\", \"y,z\" , \"aa\"", false, 304},
           Case{"*", false, 304},
           Case{"\"aa\"", true, 200},
           Case{"\"aa-gzip\"", true, 304},
           Case{"\"aa-gzip\"", false, 200},
           Case{"aa", false, 200},
           Case{"\"aa", false, 200},
           Case{"\"b\"", false, 200},
           Case{"", false, 200},
       }) {
    const Response response =
        ask(kFiles[0], {{"if-none-match", c.if_none_match}, {"accept-encoding", c.gzip ? "gzip" : "br"}});
    EXPECT_EQ(response.status, c.status) << c.if_none_match;
    EXPECT_EQ(response.static_body.empty(), c.status == 304) << c.if_none_match;
    EXPECT_EQ(header(response, "ETag"), c.gzip ? "\"aa-gzip\"" : "\"aa\"");
    EXPECT_EQ(header(response, "Cache-Control"), "no-cache");
  }
}

TEST(StaticFiles, AreServed) {
  Router router;
  add_static_files(router, kFiles);
  TestServer server(std::move(router));
  Client client(server.port());
  const std::string host = "Host: localhost\r\n";
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\n" + host + "\r\n").body, "<p>page");
  EXPECT_EQ(client.ask("GET /empty HTTP/1.1\r\n" + host + "\r\n").header("Content-Length"), "0");
  const Reply unchanged = client.ask("GET / HTTP/1.1\r\nIf-None-Match: \"aa\"\r\n" + host + "\r\n", false);
  EXPECT_EQ(unchanged.status, 304u);
  EXPECT_EQ(unchanged.header("Content-Length"), std::nullopt);
  const Reply head = client.ask("HEAD /assets/x-1.js HTTP/1.1\r\n" + host + "\r\n", false);
  EXPECT_EQ(head.header("Content-Length"), "5");
  EXPECT_EQ(client.ask("GET /assets/x-1.js HTTP/1.1\r\n" + host + "\r\n").body, "run()");
}

}  // namespace
}  // namespace sluice::http
