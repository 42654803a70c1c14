#include "http/guard.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace sluice::http {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Asked {
  Method method = Method::get;
  Headers headers;
  std::string peer = "127.0.0.1";
  bool has_body = false;
};

Options with_token() {
  Options options;
  options.token = "s3cret";
  return options;
}

Request to_request(const Asked& asked) {
  Request request;
  request.method = asked.method;
  request.path = "/api/x";
  request.headers = asked.headers;
  request.peer_address = asked.peer;
  return request;
}

// 0: it may go on.
unsigned status(const Options& options, const Asked& asked) {
  const Arrival arrival{.is_http_1_1 = true, .has_body = asked.has_body, .local_address = "192.168.1.5"};
  const auto refused = refusal(Access(options), to_request(asked), arrival);
  return refused ? refused->status : 0;
}

std::string header(const Response& response, std::string_view name) {
  const auto it = std::ranges::find(response.headers, name, [](const auto& h) -> std::string_view { return h.first; });
  return it == response.headers.end() ? "" : it->second;
}

TEST(Guard, KnowsItsHosts) {
  Options options;
  options.address = "10.0.0.7";
  options.allowed_hosts = {"NAS.local", "media.example:8443", "[fd00::1]", "fd00::2"};
  struct Case {
    std::string host;
    unsigned status;
  };
  for (const Case& c : {
           Case{"localhost", 0},
           Case{"LOCALHOST:1", 0},
           Case{"127.0.0.1:7862", 0},
           Case{"[::1]:7862", 0},
           Case{"10.0.0.7:7862", 0},     // listens there
           Case{"192.168.1.5:7862", 0},  // was connected to there
           Case{"nas.local", 0},
           Case{"nas.local.:99", 0},
           Case{"media.example:8443", 0},
           Case{"media.example", 403},
           Case{"media.example:1", 403},
           Case{"[fd00::1]:5", 0},
           Case{"[fd00::2]:5", 0},
           Case{"evil.example", 403},
           Case{"localhost.evil.example", 403},
           Case{"xlocalhost", 403},
           Case{"192.168.1.6", 403},
           Case{"0.0.0.0:7862", 403},
           Case{"", 400},
           Case{"a b", 400},
           Case{"localhost@evil.example", 400},
       }) {
    EXPECT_EQ(status(options, {.headers = {{"host", c.host}}}), c.status) << c.host;
  }
  EXPECT_EQ(status(options, {}), 400u);
  EXPECT_EQ(status(options, {.headers = {{"host", "localhost"}, {"host", "localhost"}}}), 400u);
  options.address = "0.0.0.0";
  EXPECT_EQ(status(options, {.headers = {{"host", "0.0.0.0:7862"}}}), 403u);
}

TEST(Guard, AllowsNoHostInHttp10) {
  const Arrival old{.is_http_1_1 = false, .has_body = false, .local_address = {}};
  EXPECT_FALSE(refusal(Access(Options{}), to_request({}), old));
}

TEST(Guard, LetsPagesOfOtherOriginsAskNothing) {
  Options options;
  options.allowed_hosts = {"media.example"};
  struct Case {
    std::string host;
    std::string origin;
    unsigned status;
  };
  for (const Case& c : {
           Case{"localhost:7862", "http://localhost:7862", 0},
           Case{"localhost:7862", "https://localhost:7862", 0},
           Case{"localhost", "http://localhost", 0},
           Case{"localhost", "https://localhost", 0},
           Case{"[::1]:7862", "http://[::1]:7862", 0},
           Case{"127.0.0.1:7862", "https://media.example", 0},    // behind a proxy that sets Host
           Case{"localhost:7862", "http://localhost:3000", 403},  // another program of this machine
           Case{"localhost:7862", "http://localhost", 403},
           Case{"127.0.0.1:7862", "http://localhost:7862", 403},
           Case{"localhost:7862", "http://evil.example", 403},
           Case{"localhost:7862", "http://localhost:7862.evil.example", 403},
           Case{"localhost:7862", "null", 403},
           Case{"localhost:7862", "", 403},
           Case{"localhost:7862", "file://", 403},
       }) {
    for (const Method method : {Method::get, Method::post}) {
      EXPECT_EQ(status(options, {.method = method, .headers = {{"host", c.host}, {"origin", c.origin}}}), c.status)
          << c.host << " " << c.origin;
    }
  }
}

TEST(Guard, LooksAtTheSiteOfTheAskingPage) {
  struct Case {
    Method method;
    std::string site;
    std::string mode;
    unsigned status;
  };
  for (const Case& c : {
           Case{Method::get, "same-origin", "cors", 0},
           Case{Method::get, "none", "navigate", 0},
           Case{Method::get, "same-site", "no-cors", 0},
           Case{Method::get, "cross-site", "no-cors", 403},
           Case{Method::get, "cross-site", "cors", 403},
           Case{Method::get, "cross-site", "navigate", 0},
           Case{Method::head, "cross-site", "cors", 403},
           Case{Method::post, "same-origin", "cors", 0},
           Case{Method::post, "none", "navigate", 0},
           Case{Method::post, "same-site", "cors", 403},
           Case{Method::post, "cross-site", "navigate", 403},
           Case{Method::del, "cross-site", "cors", 403},
           Case{Method::patch, "anything", "cors", 403},
           Case{Method::other, "cross-site", "navigate", 403},
       }) {
    const Headers headers{{"host", "localhost"}, {"sec-fetch-site", c.site}, {"sec-fetch-mode", c.mode}};
    EXPECT_EQ(status({}, {.method = c.method, .headers = headers}), c.status) << c.site << " " << c.mode;
  }
}

TEST(Guard, WantsJson) {
  struct Case {
    Method method;
    std::optional<std::string> type;
    bool has_body;
    unsigned status;
  };
  for (const Case& c : {
           Case{Method::post, "application/json", true, 0},
           Case{Method::patch, "Application/JSON ; charset=utf-8", true, 0},
           Case{Method::post, std::nullopt, true, 415},
           Case{Method::post, "text/plain", true, 415},
           Case{Method::post, "application/x-www-form-urlencoded", true, 415},
           Case{Method::post, "application/jsonp", true, 415},
           Case{Method::del, "text/plain", true, 415},
           Case{Method::post, std::nullopt, false, 0},
           Case{Method::post, "text/plain", false, 0},
           Case{Method::get, "text/plain", true, 0},
       }) {
    Headers headers{{"host", "localhost"}};
    if (c.type) headers.emplace_back("content-type", *c.type);
    EXPECT_EQ(status({}, {.method = c.method, .headers = headers, .has_body = c.has_body}), c.status)
        << c.type.value_or("none");
  }
}

TEST(Guard, AsksStrangersForTheToken) {
  struct Case {
    std::string peer;
    Headers headers;
    unsigned status;
  };
  for (const Case& c : {
           Case{"127.0.0.1", {}, 0},
           Case{"127.3.2.1", {}, 0},
           Case{"::1", {}, 0},
           Case{"192.168.1.9", {}, 401},
           Case{"fd00::9", {}, 401},
           Case{"127.0.0.1", {{"forwarded", "for=1.2.3.4"}}, 401},
           Case{"127.0.0.1", {{"x-forwarded-for", "1.2.3.4"}}, 401},
           Case{"127.0.0.1", {{"x-forwarded-proto", "https"}}, 401},
           Case{"127.0.0.1", {{"x-real-ip", "127.0.0.1"}}, 401},
           Case{"192.168.1.9", {{"authorization", "Bearer s3cret"}}, 0},
           Case{"192.168.1.9", {{"authorization", "bearer  s3cret"}}, 0},
           Case{"192.168.1.9", {{"authorization", "Bearer s3cre"}}, 401},
           Case{"192.168.1.9", {{"authorization", "Bearer s3cret2"}}, 401},
           Case{"192.168.1.9", {{"authorization", "Bearer "}}, 401},
           Case{"192.168.1.9", {{"authorization", "Basic s3cret"}}, 401},
           Case{"192.168.1.9", {{"cookie", "sluice_token=s3cret"}}, 0},
           Case{"192.168.1.9", {{"cookie", "a=b; sluice_token=s3cret; c=d"}}, 0},
           Case{"192.168.1.9", {{"cookie", "a=b"}, {"cookie", "sluice_token=s3cret"}}, 0},
           Case{"192.168.1.9", {{"cookie", "sluice_token=old; sluice_token=s3cret"}}, 0},
           Case{"192.168.1.9", {{"cookie", "xsluice_token=s3cret"}}, 401},
           Case{"192.168.1.9", {{"cookie", "sluice_token="}}, 401},
       }) {
    Asked asked{.headers = c.headers, .peer = c.peer};
    asked.headers.emplace_back("host", "localhost");
    EXPECT_EQ(status(with_token(), asked), c.status) << c.peer;
    EXPECT_EQ(status({}, asked), 0u) << "without a token nobody is asked";
    Options everywhere = with_token();
    everywhere.token_on_loopback = true;
    const bool presents = c.headers.size() > 0 && c.status == 0;
    EXPECT_EQ(status(everywhere, asked), presents ? 0u : 401u) << c.peer;
  }
}

TEST(Guard, SaysHowToLogIn) {
  const auto refused =
      refusal(Access(with_token()), to_request({.headers = {{"host", "localhost"}}, .peer = "10.0.0.1"}), {});
  ASSERT_TRUE(refused);
  EXPECT_EQ(header(*refused, "WWW-Authenticate"), "Bearer realm=\"sluice\"");
  EXPECT_THAT(refused->body, testing::HasSubstr("?token=TOKEN"));
  EXPECT_THAT(refused->body, testing::Not(testing::HasSubstr("s3cret")));
}

TEST(Guard, MovesTheTokenOfAPagesAddressIntoACookie) {
  const auto ask = [](Method method, std::string path, std::string token, std::string peer) {
    Request request = to_request({.method = method, .headers = {{"host", "localhost"}}, .peer = std::move(peer)});
    request.path = std::move(path);
    request.query = {{"a", "1 2"}, {"token", std::move(token)}};
    return refusal(Access(with_token()), request, {});
  };
  for (const char* peer : {"10.0.0.1", "127.0.0.1"}) {
    const auto response = ask(Method::get, "/ingest-v2", "s3cret", peer);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 303u);
    EXPECT_EQ(header(*response, "Location"), "/ingest-v2?a=1%202");
    EXPECT_EQ(header(*response, "Set-Cookie"),
              "sluice_token=s3cret; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000");
    EXPECT_EQ(header(*response, "Cache-Control"), "no-store");
  }
  EXPECT_EQ(ask(Method::get, "/", "wrong", "10.0.0.1")->status, 401u);
  EXPECT_EQ(ask(Method::get, "/api/x", "s3cret", "10.0.0.1")->status, 401u);
  EXPECT_EQ(ask(Method::post, "/", "s3cret", "10.0.0.1")->status, 401u);
  EXPECT_FALSE(ask(Method::get, "/", "wrong", "127.0.0.1"));
}

TEST(ClientAddress, IsBelievedOfTrustedProxiesOnly) {
  Options options;
  options.trusted_proxies = {"127.0.0.1", "10.0.0.1", "::ffff:10.0.0.2"};
  const Access access(options);
  struct Case {
    std::string peer;
    std::vector<std::string> forwarded;
    std::string client;
  };
  for (const Case& c : {
           Case{"9.9.9.9", {"1.1.1.1"}, "9.9.9.9"},
           Case{"127.0.0.1", {}, "127.0.0.1"},
           Case{"127.0.0.1", {"1.1.1.1"}, "1.1.1.1"},
           Case{"127.0.0.1", {"6.6.6.6, 1.1.1.1"}, "1.1.1.1"},
           Case{"127.0.0.1", {"6.6.6.6, 1.1.1.1, 10.0.0.2,10.0.0.1"}, "1.1.1.1"},
           Case{"127.0.0.1", {"6.6.6.6", "1.1.1.1", "10.0.0.1"}, "1.1.1.1"},
           Case{"127.0.0.1", {"10.0.0.1, 10.0.0.2"}, "10.0.0.1"},
           Case{"127.0.0.1", {"[2001:db8::1]:443"}, "2001:db8::1"},
           Case{"127.0.0.1", {"1.1.1.1:5000"}, "1.1.1.1"},
           Case{"127.0.0.1", {"1.1.1.1, nonsense"}, "127.0.0.1"},
           Case{"127.0.0.1", {"1.1.1.1, nonsense, 10.0.0.1"}, "10.0.0.1"},
           Case{"127.0.0.1", {""}, "127.0.0.1"},
       }) {
    Asked asked{.headers = {}, .peer = c.peer};
    for (const std::string& value : c.forwarded) asked.headers.emplace_back("x-forwarded-for", value);
    EXPECT_EQ(client_address(access, to_request(asked)), c.client) << testing::PrintToString(c.forwarded);
  }
}

TEST(ConstantTime, ComparesEveryByte) {
  EXPECT_TRUE(equals_in_constant_time("abc", "abc"));
  for (const char* given : {"", "ab", "abd", "xbc", "abcabc", "abca"}) {
    EXPECT_FALSE(equals_in_constant_time("abc", given)) << given;
  }
  EXPECT_FALSE(equals_in_constant_time("", ""));
}

}  // namespace
}  // namespace sluice::http
