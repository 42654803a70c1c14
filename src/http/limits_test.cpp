// The limits of a server, seen from outside; and what happens when it stops.
#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "http/test_server.h"

namespace sluice::http {
namespace {

using namespace std::chrono_literals;

const std::string kHost = "Host: localhost\r\n";
const std::string kPost = "POST /echo HTTP/1.1\r\n" + kHost + "Content-Type: application/json\r\n";
const std::string kGet = "GET /echo HTTP/1.1\r\n" + kHost + "\r\n";

task<Response> echo(Request request) {
  Response response;
  response.body = request.body;
  co_return response;
}

task<Response> huge(Request) {
  Response response;
  response.body.resize(64 << 20);
  co_return response;
}

task<Response> wait_for(Event& event) {
  co_await event.wait();
  Response response;
  response.body = "late";
  co_return response;
}

class HttpLimits : public testing::Test {
 protected:
  void serve(Limits limits) {
    Router router;
    router.add(Method::get, "/echo", echo);
    router.add(Method::post, "/echo", echo);
    router.add(Method::get, "/huge", huge);
    router.add(Method::get, "/wait", [this](Request) {
      if (!event) event = std::make_unique<Event>(server->executor());
      return wait_for(*event);
    });
    Options options;
    options.limits = limits;
    server = std::make_unique<TestServer>(std::move(router), std::move(options));
  }
  void TearDown() override {
    if (server) server->on_loop([this] { event.reset(); });
  }

  std::unique_ptr<TestServer> server;
  std::unique_ptr<Event> event;
};

TEST_F(HttpLimits, RefuseALargeHeader) {
  serve({.header_bytes = 2048});
  std::string many = "GET /echo HTTP/1.1\r\n" + kHost;
  for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": 0123456789\r\n";
  for (const std::string& request : {
           "GET /echo HTTP/1.1\r\n" + kHost + "X: " + std::string(4000, 'x') + "\r\n\r\n",
           "GET /echo?" + std::string(4000, 'x') + " HTTP/1.1\r\n" + kHost + "\r\n",
           std::string(1 << 20, 'x'),
           many + "\r\n",
       }) {
    Client client(server->port());
    client.send(request);
    EXPECT_EQ(client.reply().status, 431u) << request.substr(0, 40);
    EXPECT_TRUE(client.ends());
  }
  Client client(server->port());
  for (const char c : many) {
    if (!client.send({&c, 1})) break;
  }
  EXPECT_EQ(client.reply().status, 431u);
  EXPECT_EQ(
      Client(server->port()).ask("GET /echo HTTP/1.1\r\n" + kHost + "X: " + std::string(1900, 'x') + "\r\n\r\n").status,
      200u);
}

TEST_F(HttpLimits, RefuseALargeBodyBeforeAllOfItIsRead) {
  serve({.body_bytes = 1000});
  const std::string announced = kPost + "Content-Length: 1001\r\n\r\n";
  const std::string chunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";
  for (const std::string& request : {announced, announced + "begun", chunked + "3e9\r\n",
                                     chunked + "3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\n"}) {
    Client client(server->port());
    client.send(request);
    EXPECT_EQ(client.reply().status, 413u);
    EXPECT_TRUE(client.ends());
  }
  Client eager(server->port());
  eager.send(kPost + "Content-Length: 500000\r\n\r\n");
  EXPECT_TRUE(eager.send(std::string(500'000, 'x')));  // as browsers do
  EXPECT_EQ(eager.reply().status, 413u);
  EXPECT_EQ(Client(server->port()).ask(kPost + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'x')).status, 200u);
}

TEST_F(HttpLimits, GiveUpOnASlowHeader) {
  serve({.header_time = 1h});
  Client slow(server->port());
  // In one piece, so that what is late has begun for certain when the first answer is here.
  EXPECT_EQ(slow.ask(kGet + "GET /echo HT").status, 200u);
  server->let_time_pass(slow, 1h);
  EXPECT_EQ(slow.reply().status, 408u);
  EXPECT_TRUE(slow.ends());
}

TEST_F(HttpLimits, EndConnectionsThatSayNothing) {
  serve({.header_time = 1h});
  Client silent(server->port());
  server->let_time_pass(silent, 1h);
  EXPECT_TRUE(silent.ends()) << "no answer: browsers open connections in advance";
}

TEST_F(HttpLimits, GiveUpOnASlowBody) {
  serve({.body_time = 20ms});
  Client client(server->port());
  client.send(kPost + "Content-Length: 10\r\n\r\n12345");
  EXPECT_EQ(client.reply().status, 408u);
  EXPECT_TRUE(client.ends());
}

TEST_F(HttpLimits, EndIdleConnections) {
  serve({.idle_time = 20ms});
  Client client(server->port());
  EXPECT_EQ(client.ask(kGet).status, 200u);
  EXPECT_TRUE(client.ends());
}

TEST_F(HttpLimits, GiveUpOnAReaderThatDoesNotRead) {
  serve({.write_time = 20ms});
  Client client(server->port(), 4096);
  client.send("GET /huge HTTP/1.1\r\n" + kHost + "\r\n");
  EXPECT_TRUE(server->becomes([](const Statistics& now) { return now.requests == 1; }));
  EXPECT_TRUE(server->becomes([](const Statistics& now) { return now.connections == 0; }));
}

TEST_F(HttpLimits, TurnConnectionsAwayThatAreTooMany) {
  serve({.connections = 2});
  Client first(server->port());
  EXPECT_EQ(first.ask(kGet).status, 200u);
  Client second(server->port());
  EXPECT_EQ(second.ask(kGet).status, 200u);
  {
    Client third(server->port());
    const Reply reply = third.reply();
    EXPECT_EQ(reply.status, 503u);
    EXPECT_EQ(reply.header("Retry-After"), "5");
    EXPECT_TRUE(third.ends());
  }
  EXPECT_EQ(server->statistics().refused, 1u);
  first.close();
  EXPECT_TRUE(server->becomes([](const Statistics& now) { return now.connections == 1; }));
  EXPECT_EQ(Client(server->port()).ask(kGet).status, 200u);
}

TEST_F(HttpLimits, OutlastALackOfDescriptors) {
#ifdef SLUICE_SANITIZED
  GTEST_SKIP() << "the sanitizers' own checks of pointers need a free descriptor";
#endif
  serve({});
  Client known(server->port());
  EXPECT_EQ(known.ask(kGet).status, 200u);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  std::optional<Client> late;
  // While the loop is held up the client connects, and the lowest free descriptor becomes the limit.
  server->on_loop([&] {
    late.emplace(server->port());
    const UniqueFd probe(::dup(0));
    const rlimit tight{.rlim_cur = static_cast<rlim_t>(probe.get()), .rlim_max = before.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  });
  EXPECT_EQ(known.ask(kGet).status, 200u);
  EXPECT_EQ(server->statistics().connections, 1u);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(late->ask(kGet).status, 200u);
}

TEST_F(HttpLimits, LetRequestsUnderWayFinishWhenTheServerStops) {
  serve({});
  Client idle(server->port());
  EXPECT_EQ(Client(server->port()).ask(kGet).status, 200u);
  Client busy(server->port());
  busy.send("GET /wait HTTP/1.1\r\n" + kHost + "\r\n");
  EXPECT_TRUE(server->becomes([](const Statistics& now) { return now.requests == 2; }));
  server->begin_stop();
  EXPECT_TRUE(idle.ends());
  server->on_loop([this] { event->notify(); });
  const Reply reply = busy.reply();
  EXPECT_EQ(reply.body, "late");
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_TRUE(busy.ends());
  busy.close();
  server->await_stop();
  EXPECT_EQ(server->statistics().connections, 0u);
}

TEST_F(HttpLimits, CancelRequestsThatDoNotFinishInTime) {
  serve({});
  Client busy(server->port());
  busy.send("GET /wait HTTP/1.1\r\n" + kHost + "\r\n");
  EXPECT_TRUE(server->becomes([](const Statistics& now) { return now.requests == 1; }));
  server->begin_stop(10ms);
  server->await_stop();
  EXPECT_TRUE(busy.ends());
}

TEST_F(HttpLimits, LeaveNoDescriptorBehind) {
  const auto count = [] {
    return std::ranges::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                                 std::filesystem::directory_iterator());
  };
  const auto before = count();
  serve({.body_time = 20ms});
  {
    Client slow(server->port());
    slow.send(kPost + "Content-Length: 10\r\n\r\n12345");
    Client gone(server->port());
    gone.send("GET /huge HTTP/1.1\r\n" + kHost + "\r\n");
    EXPECT_TRUE(server->becomes([](const Statistics& now) { return now.requests == 1; }));
    gone.close();
    EXPECT_EQ(slow.reply().status, 408u);
  }
  server.reset();
  EXPECT_EQ(count(), before);
}

}  // namespace
}  // namespace sluice::http
