// sluice-bench-hub PORT: the stream's own hub and HTTP code as a bare publisher, to be measured beside other servers.
//
//   POST /pub   the body, one line of JSON, becomes an event      204
//   GET  /sub   the events from now on
//
// No session, no coalescing window: what is published is sent at once.

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "async/loop.h"
#include "async/timer.h"
#include "http/router.h"
#include "http/server.h"
#include "hub/topic.h"

namespace {

using namespace sluice;

void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

http::Router routes(bench::Topic& topic) {
  http::Router router;
  router.add(http::Method::get, "/sub", [&topic](http::Request) -> task<http::Response> {
    http::Response response;
    response.take_stream = [&topic](std::unique_ptr<http::SseStream> stream) { topic.add(std::move(stream)); };
    co_return response;
  });
  router.add(http::Method::post, "/pub", [&topic](http::Request request) -> task<http::Response> {
    co_await topic.publish(std::move(request.body));
    http::Response response;
    response.status = 204;
    co_return response;
  });
  return router;
}

task<void> live(EventLoop& loop, std::uint16_t port, int& exit_code) {
  const SystemClock clock;
  bench::Topic topic(loop.executor(), clock);
  http::Server server(loop.executor(), clock, {.port = port}, routes(topic));
  if (auto listening = server.listen(); !listening) {
    fmt::print(stderr, "sluice-bench-hub: {}\n", listening.error().message);
    exit_code = 1;
    co_return;
  }
  Event stop_asked(loop.executor());
  bool stopping = false;
  boost::asio::signal_set signals(loop.context(), SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) stopping = true, stop_asked.notify();
  });
  server.start();
  fmt::print("listening on http://127.0.0.1:{}/\n", server.port());
  std::fflush(stdout);
  while (!stopping) co_await stop_asked.wait();
  topic.close_all();
  co_await server.stop(std::chrono::seconds(1));
}

}  // namespace

int main(int argc, char** argv) {
  std::uint16_t port = 0;
  const char* text = argc == 2 ? argv[1] : "";
  const char* end = text + std::strlen(text);
  if (const auto parsed = std::from_chars(text, end, port); parsed.ec != std::errc{} || parsed.ptr != end) {
    fmt::print(stderr, "usage: sluice-bench-hub PORT\n");
    return 2;
  }
  raise_file_limit();
  std::signal(SIGPIPE, SIG_IGN);
  EventLoop loop;
  int exit_code = 0;
  loop.run_until_complete(live(loop, port, exit_code));
  return exit_code;
}
