#include "http/sse_stream.h"

#include <list>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <zlib.h>

#include "http/test_server.h"

namespace sluice::http {
namespace {

using namespace std::chrono_literals;

// A whole gzip member.
std::string inflated(std::string coded) {
  z_stream stream{};
  ::inflateInit2(&stream, 16 + MAX_WBITS);
  std::string out(4096, 0);
  stream.next_in = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_in = static_cast<uInt>(coded.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  ::inflateEnd(&stream);
  return out;
}

SharedBytes bytes(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

constexpr std::string_view kAsk = "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Hands its streams to `take`, which may be set as long as nobody has asked.
class SseStreams : public testing::Test {
 protected:
  using Taker = std::function<void(std::unique_ptr<SseStream>)>;

  // The server of the test; `taker` runs on the loop.
  void serve(Taker taker, Limits limits = {}) {
    Router router;
    router.add(Method::get, "/stream",
               [this, taker = std::move(taker)](Request) { return stream_response(taker, coding); });
    Options options;
    options.limits = limits;
    server = std::make_unique<TestServer>(std::move(router), std::move(options));
  }
  void keep_streams(Limits limits = {}) {
    serve([this](std::unique_ptr<SseStream> stream) { streams.push_back(std::move(stream)); }, limits);
  }
  // A client whose stream has arrived.
  Client open(int receive_buffer = 0) {
    Client client(server->port(), receive_buffer);
    client.send(kAsk);
    head = client.receive_until("\r\n\r\n");
    ++opened;
    EXPECT_TRUE(server->becomes([this](const Statistics& now) { return now.streams >= opened; }));
    return client;
  }
  SseStream::Sent send(SharedBytes event) {
    return server->on_loop([&] { return streams.front()->send(std::move(event)); });
  }
  void TearDown() override {
    if (server) server->on_loop([this] { streams.clear(); });
  }

  std::list<std::unique_ptr<SseStream>> streams;
  std::unique_ptr<TestServer> server;
  std::string head;
  std::size_t opened = 0;
  Coding coding = Coding::identity;

 private:
  static task<Response> stream_response(Taker taker, Coding coding) {
    Response response;
    response.headers.emplace_back("X-Session", "7");
    response.take_stream = std::move(taker);
    response.stream_coding = coding;
    co_return response;
  }
};

TEST_F(SseStreams, BeginWithThisHead) {
  keep_streams();
  const Client client = open();
  const auto date = head.find("Date: ");
  ASSERT_NE(date, std::string::npos);
  head.erase(date, head.find("\r\n", date) + 2 - date);
  EXPECT_EQ(head,
            "HTTP/1.1 200 OK\r\n"
            "X-Session: 7\r\n"
            "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: "
            "blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "Cross-Origin-Opener-Policy: same-origin\r\n"
            "Cross-Origin-Resource-Policy: same-origin\r\n"
            "Content-Type: text/event-stream\r\n"
            "Cache-Control: no-cache, no-transform\r\n"
            "X-Accel-Buffering: no\r\n"
            "Vary: Accept-Encoding\r\n"
            "Connection: close\r\n\r\n");
  EXPECT_EQ(server->statistics().streams, 1u);
  EXPECT_EQ(server->statistics().connections, 1u);
}

TEST_F(SseStreams, GiveAHeadRequestItsHeadAlone) {
  keep_streams();
  Client client(server->port());
  client.send("HEAD /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(client.receive_until("\r\n\r\n"), testing::HasSubstr("text/event-stream"));
  EXPECT_TRUE(client.ends());
  EXPECT_EQ(server->statistics().streams, 0u);
}

TEST_F(SseStreams, CarryBytesAsTheyAre) {
  keep_streams();
  Client client = open();
  EXPECT_EQ(send(bytes("data: 1\n\n")), SseStream::Sent::all);
  EXPECT_EQ(send(bytes("data: 2\n\n")), SseStream::Sent::all);
  EXPECT_EQ(client.receive_until("2\n\n"), "data: 1\n\ndata: 2\n\n");
}

TEST_F(SseStreams, AreCodedWhereTheHandlerChoseSo) {
  coding = Coding::gzip;
  keep_streams();
  Client client = open();
  EXPECT_THAT(head, testing::HasSubstr("\r\nContent-Encoding: gzip\r\n"));
  EXPECT_EQ(send(bytes("data: 1\n\n")), SseStream::Sent::all);
  EXPECT_LT(server->on_loop([&] { return streams.front()->last_size(); }), 64u);
  server->on_loop([&] { streams.front()->finish(); });
  const std::string coded = client.receive_all();
  EXPECT_EQ(coded.substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(inflated(coded), "data: 1\n\n");
}

TEST_F(SseStreams, AreSentFromTheTakerOn) {
  serve([this](std::unique_ptr<SseStream> stream) {
    EXPECT_EQ(stream->send(bytes("data: first\n\n")), SseStream::Sent::all);
    streams.push_back(std::move(stream));
  });
  Client client = open();
  EXPECT_EQ(client.receive_until("\n\n"), "data: first\n\n");
}

TEST_F(SseStreams, ShareOneEventAmongManyReaders) {
  keep_streams();
  std::vector<Client> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(open());
  const auto event = bytes("data: to all\n\n");
  server->on_loop([&] {
    for (const auto& stream : streams) EXPECT_EQ(stream->send(event), SseStream::Sent::all);
  });
  for (Client& client : clients) EXPECT_EQ(client.receive_until("\n\n"), *event);
  EXPECT_EQ(event.use_count(), 1);
  server->on_loop([this] { streams.clear(); });
  for (Client& client : clients) EXPECT_TRUE(client.ends());
  EXPECT_EQ(server->statistics().connections, 0u);
}

TEST_F(SseStreams, FinishAPendingWriteByThemselvesAndSaySo) {
  keep_streams();
  Client client = open(4096);
  const auto big = bytes(std::string(8 << 20, 'x') + "end");
  std::promise<void> ready;
  server->on_loop([&] {
    streams.front()->on_ready([&] { ready.set_value(); });
    EXPECT_EQ(streams.front()->send(big), SseStream::Sent::pending);
    EXPECT_TRUE(streams.front()->busy());
  });
  EXPECT_EQ(client.receive_until("end").size(), big->size());
  EXPECT_EQ(ready.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_FALSE(server->on_loop([this] { return streams.front()->busy(); }));
  EXPECT_EQ(big.use_count(), 1);
  EXPECT_EQ(send(bytes("more")), SseStream::Sent::all);
  EXPECT_EQ(client.receive_until("more"), "more");
}

TEST_F(SseStreams, KeepLittleForAReaderThatDoesNotRead) {
  keep_streams();
  const Client client = open(4096);
  std::size_t accepted = 0;
  server->on_loop([&] {
    const auto event = bytes(std::string(1000, 'x'));
    while (streams.front()->send(event) == SseStream::Sent::all) accepted += event->size();
  });
  EXPECT_LT(accepted, std::size_t{256} * 1024);
}

TEST_F(SseStreams, TellTheirOwnerWhenTheClientGoes) {
  std::promise<void> closed;
  serve([&](std::unique_ptr<SseStream> stream) {
    stream->on_closed([&](SseStream::Closed) {
      EXPECT_EQ(streams.front()->send(bytes("late")), SseStream::Sent::closed);
      streams.clear();  // within its own callback
      closed.set_value();
    });
    streams.push_back(std::move(stream));
  });
  Client client = open();
  client.close();
  EXPECT_EQ(closed.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_TRUE(server->becomes([](const Statistics& now) { return now.connections == 0; }));
}

TEST_F(SseStreams, CloseAReaderThatAcceptsNothingForTheStallTime) {
  std::promise<void> closed;
  Limits limits;
  limits.stall_time = 50ms;
  serve(
      [&](std::unique_ptr<SseStream> stream) {
        stream->on_ready([] { ADD_FAILURE() << "nothing has left"; });
        stream->on_closed([&](SseStream::Closed) { closed.set_value(); });
        streams.push_back(std::move(stream));
      },
      limits);
  const Client client = open(4096);
  EXPECT_EQ(send(bytes(std::string(8 << 20, 'x'))), SseStream::Sent::pending);
  EXPECT_EQ(closed.get_future().wait_for(kPatience), std::future_status::ready);
}

TEST_F(SseStreams, MayBeDestroyedWithinReady) {
  keep_streams();
  Client client = open(4096);
  std::promise<void> destroyed;
  server->on_loop([&] {
    streams.front()->on_closed([](SseStream::Closed) { ADD_FAILURE() << "told although it is gone"; });
    streams.front()->on_ready([&] {
      streams.clear();
      destroyed.set_value();
    });
    EXPECT_EQ(streams.front()->send(bytes(std::string(8 << 20, 'x'))), SseStream::Sent::pending);
  });
  EXPECT_EQ(client.receive_all().size(), std::size_t{8} << 20);
  EXPECT_EQ(destroyed.get_future().wait_for(kPatience), std::future_status::ready);
}

TEST_F(SseStreams, MayBeDestroyedWithinTheCallbackOfAnother) {
  std::promise<void> done;
  serve([&](std::unique_ptr<SseStream> stream) {
    stream->on_closed([&](SseStream::Closed) {
      streams.clear();  // all that are dying with this one too
      done.set_value();
    });
    streams.push_back(std::move(stream));
  });
  std::vector<Client> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(open());
  server->on_loop([&] { clients.clear(); });  // all at once, as the loop sees it
  EXPECT_EQ(done.get_future().wait_for(kPatience), std::future_status::ready);
}

TEST_F(SseStreams, NeverCallBackFromWithinSend) {
  keep_streams();
  Client client = open();
  bool told = false;
  std::promise<void> closed;
  server->on_loop([&] {
    streams.front()->on_closed([&](SseStream::Closed) {
      told = true;
      closed.set_value();
    });
    client.close();
    while (streams.front()->send(bytes("data: x\n\n")) == SseStream::Sent::all) {
    }
    EXPECT_FALSE(told);
  });
  EXPECT_EQ(closed.get_future().wait_for(kPatience), std::future_status::ready);
}

TEST_F(SseStreams, FinishAfterWhatIsInFlight) {
  keep_streams();
  Client client = open(4096);
  std::promise<void> closed;
  server->on_loop([&] {
    SseStream& stream = *streams.front();
    stream.on_closed([&](SseStream::Closed) { closed.set_value(); });
    stream.on_ready([] { ADD_FAILURE() << "no more to be sent"; });
    EXPECT_EQ(stream.send(bytes(std::string(4 << 20, 'x'))), SseStream::Sent::pending);
    stream.finish();
  });
  EXPECT_EQ(client.receive_all().size(), std::size_t{4} << 20);
  client.close();
  EXPECT_EQ(closed.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(send(bytes("x")), SseStream::Sent::closed);
}

TEST_F(SseStreams, FinishEvenIfTheClientStays) {
  keep_streams();
  Client client = open();
  std::promise<void> closed;
  server->on_loop([&] {
    streams.front()->on_closed([&](SseStream::Closed) { closed.set_value(); });
    streams.front()->finish();
  });
  EXPECT_TRUE(client.ends());
  EXPECT_EQ(closed.get_future().wait_for(kPatience), std::future_status::ready);
}

TEST_F(SseStreams, IgnoreAFewBytesButNoFlood) {
  std::promise<void> closed;
  serve([&](std::unique_ptr<SseStream> stream) {
    stream->on_closed([&](SseStream::Closed) { closed.set_value(); });
    streams.push_back(std::move(stream));
  });
  Client client = open();
  client.send("hello?");
  EXPECT_EQ(send(bytes("data: 1\n\n")), SseStream::Sent::all);
  EXPECT_EQ(client.receive_until("\n\n"), "data: 1\n\n");
  while (client.send(std::string(4096, '!'))) {
  }
  EXPECT_EQ(closed.get_future().wait_for(kPatience), std::future_status::ready);
}

TEST_F(SseStreams, OutliveTheStopOfTheirServer) {
  keep_streams();
  Client client = open();
  server->begin_stop();
  server->await_stop();
  EXPECT_EQ(server->statistics().streams, 1u);
  EXPECT_EQ(send(bytes("data: bye\n\n")), SseStream::Sent::all);
  server->on_loop([this] { streams.front()->finish(); });
  EXPECT_EQ(client.receive_all(), "data: bye\n\n");
  client.close();
}

}  // namespace
}  // namespace sluice::http
