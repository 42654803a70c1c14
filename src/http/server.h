#pragma once

// The HTTP server: listener, connections, limits, guard. Knows no media. Loop thread only.
//
// Built by src/app; the executor and the clock outlive it. It is stopped (and stop() awaited) before it is destroyed.
// A connection is one coroutine; a stream is none (http/sse_stream.h). No deadline costs a timer of its own: one
// sweep over all connections looks for those that are late, so a limit is kept to within a second.
//
// It answers by itself, before any handler: 400 for what is no valid HTTP/1.1 request, 403 for a foreign Host, Origin
// or site, 401 without a needed token, 303 to a browser that brings the token in a page's address, 404/405 from the
// router, 408, 413, 415 (a body on a state-changing method that is not application/json), 431, 503 over the connection
// limit. Every error body is {"detail": "…"}. Every response carries the security headers (DESIGN §8); one that brings
// a header of that name replaces it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/router.h"

namespace sluice::http {

struct Limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 1024 * 1024;
  std::size_t connections = 25'000;                 // all of them, streams included
  Duration header_time = std::chrono::seconds(10);  // from the first byte (or the connection) to the end of the header
  Duration body_time = std::chrono::seconds(30);
  Duration idle_time = std::chrono::seconds(60);   // between requests of a keep-alive connection
  Duration write_time = std::chrono::seconds(30);  // without progress, for ordinary responses
  Duration stall_time = std::chrono::seconds(60);  // a stream whose reader accepts nothing
};

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 7862;  // 0: a free one
  // Names ("nas.local", "nas.local:8080") besides loopback and the address the client has connected to. Pages of
  // these hosts may also send requests from another origin.
  std::vector<std::string> allowed_hosts;
  std::string token;                         // empty: none is asked for
  bool token_on_loopback = false;            // false: loopback peers without forwarding headers need none
  std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-For is believed
  std::vector<std::string> page_paths = {"/", "/ingest-v2"};  // where ?token=… logs a browser in
  Limits limits;
};

struct Statistics {
  std::size_t connections = 0;  // open now, streams included
  std::size_t streams = 0;      // open now
  std::uint64_t requests = 0;   // that reached a handler
  std::uint64_t refused = 0;    // connections over the limit
};

class Server {
 public:
  Server(Executor executor, const Clock& clock, Options options, Router router);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Result<void> listen();                     // binds; from here on connections queue
  [[nodiscard]] std::uint16_t port() const;  // the real one, after listen()
  void start();                              // accepts
  // Stops accepting, ends idle connections at once, lets requests under way finish until `limit`, then cancels them.
  // Streams are their owners': they live on, even beyond the server, until finished or destroyed.
  task<void> stop(Duration limit);
  [[nodiscard]] Statistics statistics() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice::http
