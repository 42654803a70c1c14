#include "http/server.h"

#include <stdexcept>

#include <gmock/gmock.h>

#include "http/test_server.h"

namespace sluice::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

task<Response> echo(Request request) {
  Response response;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body = request.path + "|" + request.body;
  for (const auto& [name, value] : request.query) response.body += "|" + name + "=" + value;
  co_return response;
}

task<Response> throwing(Request) {
  throw std::runtime_error("the secret is 42");
  co_return Response{};
}

task<Response> empty(Request) {
  Response response;
  response.status = 204;
  co_return response;
}

Router routes() {
  Router router;
  router.add(Method::get, "/echo", echo);
  router.add(Method::post, "/echo", echo);
  router.add(Method::get, "/echo/{name}", echo);
  router.add(Method::get, "/throw", throwing);
  router.add(Method::post, "/api/empty", empty);
  router.add(Method::get, "/api/echo", echo);
  return router;
}

std::string get(std::string_view path, std::string_view more = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) + "\r\n";
}

std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

constexpr std::string_view kChunkedHead =
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

class HttpServer : public testing::Test {
 protected:
  Reply ask(std::string_view request) { return Client(server.port()).ask(request); }
  TestServer server{routes()};
};

TEST_F(HttpServer, AnswersWithLengthDateAndSecurityHeaders) {
  const Reply reply = ask(get("/echo?a=1&b=%20x+y"));
  EXPECT_EQ(reply.status, 200u);
  EXPECT_EQ(reply.body, "/echo||a=1|b= x y");
  EXPECT_EQ(reply.header("Content-Length"), "17");
  EXPECT_THAT(reply.header("Date").value_or(""), testing::EndsWith(" GMT"));
  EXPECT_THAT(reply.header("Content-Security-Policy").value_or(""),
              StartsWith("default-src 'none'; script-src 'self'"));
  EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(reply.header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(reply.header("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(reply.header("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_EQ(reply.header("Cache-Control"), std::nullopt);
  EXPECT_EQ(reply.header("Connection"), std::nullopt);
  EXPECT_EQ(ask(get("/api/echo")).header("Cache-Control"), "no-store");
}

TEST_F(HttpServer, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
  Client client(server.port());
  client.send(get("/echo/1") + post("/echo", "{\"a\":2}") + "\r\n" + get("/echo/3"));
  EXPECT_EQ(client.reply().body, "/echo/1|");
  EXPECT_EQ(client.reply().body, "/echo|{\"a\":2}");
  EXPECT_EQ(client.reply().body, "/echo/3|");
  EXPECT_EQ(client.ask(get("/echo/4")).body, "/echo/4|");
  EXPECT_EQ(server.statistics().connections, 1u);
  EXPECT_EQ(server.statistics().requests, 4u);
}

TEST_F(HttpServer, ReadsARequestThatArrivesByteByByte) {
  Client client(server.port());
  for (const char c : post("/echo", "[1,2]")) client.send({&c, 1});
  EXPECT_EQ(client.reply().body, "/echo|[1,2]");
}

TEST_F(HttpServer, AnswersHeadWithoutABody) {
  Client client(server.port());
  const Reply reply = client.ask("HEAD /echo HTTP/1.1\r\nHost: localhost\r\n\r\n", false);
  EXPECT_EQ(reply.status, 200u);
  EXPECT_EQ(reply.header("Content-Length"), "6");
  EXPECT_EQ(client.ask(get("/echo")).body, "/echo|");
}

TEST_F(HttpServer, SendsNoLengthWithNoContent) {
  const Reply reply = ask(post("/api/empty", ""));
  EXPECT_EQ(reply.status, 204u);
  EXPECT_EQ(reply.header("Content-Length"), std::nullopt);
}

TEST_F(HttpServer, HonoursTheConnectionHeaderOfBothVersions) {
  struct Case {
    std::string request;
    std::optional<std::string> connection;
    bool ends;
  };
  for (const Case& c :
       {Case{get("/echo", "Connection: close\r\n"), "close", true}, Case{"GET /echo HTTP/1.0\r\n\r\n", "close", true},
        Case{"GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive", false},
        Case{get("/echo"), std::nullopt, false}}) {
    Client client(server.port());
    const Reply reply = client.ask(c.request);
    EXPECT_EQ(reply.status, 200u) << c.request;
    EXPECT_EQ(reply.header("Connection"), c.connection) << c.request;
    if (c.ends) {
      EXPECT_TRUE(client.ends()) << c.request;
    } else {
      EXPECT_EQ(client.ask(get("/echo")).status, 200u) << c.request;
    }
  }
}

TEST_F(HttpServer, AnswersAClientThatHasShutDownItsSide) {
  Client client(server.port());
  client.send(get("/echo"));
  client.shut_down_sending();
  EXPECT_EQ(client.reply().body, "/echo|");
  EXPECT_TRUE(client.ends());
}

TEST_F(HttpServer, RefusesWhatIsNoRequest) {
  const std::string host = "Host: localhost\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string json = "Content-Type: application/json\r\n";
  for (const std::string& request : {
           std::string("nonsense\r\n\r\n"),
           std::string("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10),
           "GET /echo HTTP/2.0\r\n" + host + "\r\n",
           "GET /echo HTTP/1.1\n" + host + "\r\n",
           "GET echo HTTP/1.1\r\n" + host + "\r\n",
           "GET /echo%zz HTTP/1.1\r\n" + host + "\r\n",
           "GET /echo% HTTP/1.1\r\n" + host + "\r\n",
           "GET /echo%4 HTTP/1.1\r\n" + host + "\r\n",
           "GET /echo%00 HTTP/1.1\r\n" + host + "\r\n",
           "GET /echo?a=%q HTTP/1.1\r\n" + host + "\r\n",
           "GET /echo#x HTTP/1.1\r\n" + host + "\r\n",
           "GET /echo HTTP/1.1\r\nbad header\r\n" + host + "\r\n",
           "POST /echo HTTP/1.0\r\n" + host + json + chunked + "\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\n" + host + json + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\n" + host + json + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\n" + host + json + "Transfer-Encoding: gzip\r\n" + chunked + "\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\n" + host + json + chunked + chunked + "\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\n" + host + json + chunked + "Content-Length: 5\r\n\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\n" + host + json + "Content-Length: 5\r\n" + chunked + "\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\n" + host + json + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
           "POST /echo HTTP/1.1\r\n" + host + json + "Content-Length: 5, 6\r\n\r\n12345",
           "POST /echo HTTP/1.1\r\n" + host + json + "Content-Length: -5\r\n\r\n12345",
           "POST /echo HTTP/1.1\r\n" + host + json + "Content-Length: 99999999999999999999999\r\n\r\n12345",
           "POST /echo HTTP/1.1\r\n" + host + json + chunked + "\r\nxyz\r\n",
           "POST /echo HTTP/1.1\r\n" + host + json + chunked + "\r\n5\r\nabcdeNO\r\n",
       }) {
    Client client(server.port());
    const Reply reply = client.ask(request);
    EXPECT_EQ(reply.status, 400u) << request;
    EXPECT_THAT(reply.body, StartsWith("{\"detail\":\"")) << request;
    EXPECT_EQ(reply.header("Connection"), "close") << request;
    EXPECT_TRUE(client.ends()) << request;
  }
}

TEST_F(HttpServer, ReadsChunkedBodiesAndDropsTrailers) {
  Client client(server.port());
  EXPECT_EQ(client.ask(std::string(kChunkedHead) + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nHost: evil\r\n\r\n").body,
            "/echo|abcde");
  for (const char c : std::string(kChunkedHead) + "3\r\nabc\r\n0\r\n\r\n") client.send({&c, 1});
  EXPECT_EQ(client.reply().body, "/echo|abc");
}

TEST_F(HttpServer, RefusesAChunkHeaderWithoutEnd) {
  Client client(server.port());
  client.send(std::string(kChunkedHead) + "3;x=" + std::string(200'000, 'y'));
  EXPECT_EQ(client.reply().status, 400u);
}

TEST_F(HttpServer, TakesTheHostOfAnAbsoluteTarget) {
  EXPECT_EQ(ask("GET http://localhost:1/echo HTTP/1.1\r\nHost: evil.example\r\n\r\n").body, "/echo|");
  EXPECT_EQ(ask("GET http://evil.example/echo HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 403u);
}

TEST_F(HttpServer, NamesWhatIsNotThere) {
  EXPECT_EQ(ask(get("/nothing")).status, 404u);
  EXPECT_EQ(ask(get("/nothing")).body, "{\"detail\":\"there is nothing at this address\"}");
  const Reply reply = ask("DELETE /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(reply.status, 405u);
  EXPECT_EQ(reply.header("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(ask("BREW /echo HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 405u);
}

TEST_F(HttpServer, TellsNothingOfAHandlersException) {
  Client client(server.port());
  const Reply reply = client.ask(get("/throw"));
  EXPECT_EQ(reply.status, 500u);
  EXPECT_THAT(reply.body, HasSubstr("{\"detail\":\""));
  EXPECT_THAT(reply.body, Not(HasSubstr("42")));
  EXPECT_EQ(client.ask(get("/echo")).status, 200u);
}

TEST_F(HttpServer, AppliesTheGuardToHeadersAndBodies) {
  EXPECT_EQ(ask("GET /echo HTTP/1.1\r\n\r\n").status, 400u);
  EXPECT_EQ(ask("GET /echo HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 403u);
  EXPECT_EQ(ask(get("/echo", "Origin: http://evil.example\r\n")).status, 403u);
  EXPECT_EQ(
      ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}").status,
      415u);
}

TEST_F(HttpServer, SaysContinueToAClientThatWaits) {
  Client client(server.port());
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
      "Content-Length: 2\r\n\r\n";
  client.send(head);
  EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("{}");
  EXPECT_EQ(client.reply().body, "/echo|{}");
  // With the body at hand, and with a refusal, the answer comes at once.
  EXPECT_EQ(client.ask(head + "{}").status, 200u);
  EXPECT_EQ(ask("POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                .status,
            404u);
}

TEST_F(HttpServer, ClosesAllConnectionsItHad) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask(get("/echo")).status, 200u);
  EXPECT_TRUE(server.becomes([](const Statistics& now) { return now.connections == 0; }));
}

}  // namespace
}  // namespace sluice::http
