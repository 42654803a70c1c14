// Bodies in pieces: chunked, as the reader takes them, cut off where their maker fails.

#include <memory>
#include <stdexcept>

#include <gmock/gmock.h>

#include "http/test_server.h"

namespace sluice::http {
namespace {

struct Made {
  std::atomic<int> pieces = 0;
};

// `count` pieces of `size` bytes, then `end`.
Handler maker(std::shared_ptr<Made> made, int count, std::size_t size, std::function<Result<std::string>()> end) {
  return [made, count, size, end](Request) -> task<Response> {
    Response response;
    response.headers.emplace_back("Content-Type", "text/plain");
    response.next_piece = [made, size, end, left = count]() mutable -> task<Result<std::string>> {
      if (left-- <= 0) co_return end();
      ++made->pieces;
      co_return std::string(size, static_cast<char>('a' + left % 26));
    };
    co_return response;
  };
}

Result<std::string> finished() { return std::string(); }
Result<std::string> broken() { return fail(Code::unavailable, "the disk is gone"); }
Result<std::string> throwing() { throw std::runtime_error("the secret is 42"); }

class HttpPieces : public testing::Test {
 protected:
  static Router routes(const std::shared_ptr<Made>& made) {
    Router router;
    router.add(Method::get, "/three", maker(made, 3, 5, finished));
    router.add(Method::get, "/none", maker(made, 0, 0, finished));
    router.add(Method::get, "/broken", maker(made, 2, 5, broken));
    router.add(Method::get, "/throwing", maker(made, 2, 5, throwing));
    router.add(Method::get, "/endless", maker(made, 1'000'000, 64 * 1024, finished));
    return router;
  }
  static std::string get(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }
  std::shared_ptr<Made> made = std::make_shared<Made>();
  TestServer server{routes(made)};
};

TEST_F(HttpPieces, AreChunksAndTheConnectionGoesOn) {
  Client client(server.port());
  client.send(get("/three") + get("/none"));
  const Reply head{.status = 0, .head = client.receive_until("\r\n\r\n"), .body = {}};
  EXPECT_EQ(head.header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(head.header("Content-Length"), std::nullopt);
  EXPECT_EQ(client.receive_until("0\r\n\r\n"), "5\r\nccccc\r\n5\r\nbbbbb\r\n5\r\naaaaa\r\n0\r\n\r\n");
  EXPECT_NE(client.receive_until("\r\n\r\n"), "");
  EXPECT_EQ(client.receive_until("\r\n\r\n"), "0\r\n\r\n");
}

TEST_F(HttpPieces, EndWithTheConnectionInHttp10) {
  Client client(server.port());
  client.send("GET /three HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
  const std::string all = client.receive_all();
  EXPECT_TRUE(all.ends_with("\r\n\r\ncccccbbbbbaaaaa")) << all;
  EXPECT_EQ(all.find("Transfer-Encoding"), all.npos);
  EXPECT_NE(all.find("\r\nConnection: close\r\n"), all.npos);
}

TEST_F(HttpPieces, AreNotMadeForHead) {
  Client client(server.port());
  client.send("HEAD /three HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/none"));
  EXPECT_NE(client.receive_until("\r\n\r\n"), "");
  EXPECT_TRUE(client.receive_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
  EXPECT_EQ(made->pieces, 0);
}

TEST_F(HttpPieces, AreCutOffWithoutAnEndWhereTheirMakerFails) {
  for (const char* path : {"/broken", "/throwing"}) {
    Client client(server.port());
    client.send(get(path));
    const std::string all = client.receive_all();
    EXPECT_TRUE(all.ends_with("5\r\nbbbbb\r\n5\r\naaaaa")) << path << "\n" << all;
    EXPECT_EQ(all.find("secret"), all.npos);
  }
}

TEST_F(HttpPieces, AreMadeNoFasterThanTheyAreReadAndNoMoreWhenTheReaderHasGone) {
  {
    Client client(server.port(), 4096);
    client.send(get("/endless"));
    ASSERT_NE(client.receive_until("\r\n\r\n"), "");
    constexpr int kReads = 500;  // of at most 16 KiB, a quarter of a piece
    for (int i = 0; i < kReads; ++i) ASSERT_TRUE(client.receive());
    constexpr int kInBuffers = 512;  // pieces, 32 MiB: more than two sockets hold
    EXPECT_LT(made->pieces, kReads / 4 + kInBuffers);
  }
  EXPECT_TRUE(server.becomes([](const Statistics& statistics) { return statistics.connections == 0; }));
}

}  // namespace
}  // namespace sluice::http
