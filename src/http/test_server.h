#pragma once

// For tests: a server on a free loopback port with its loop on a thread of its own, and a client that blocks, with a
// deadline on everything.

#include <atomic>
#include <bit>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "async/loop.h"
#include "async/timer.h"
#include "base/unique_fd.h"
#include "http/server.h"

namespace sluice::http {

constexpr auto kPatience = std::chrono::seconds(30);

struct Reply {
  unsigned status = 0;
  std::string head;  // the status line and the fields, without the empty line
  std::string body;

  [[nodiscard]] std::optional<std::string> header(std::string_view name) const {
    const std::string wanted = "\r\n" + std::string(name) + ": ";
    const auto at = head.find(wanted);
    if (at == std::string::npos) return std::nullopt;
    const auto start = at + wanted.size();
    return head.substr(start, head.find("\r\n", start) - start);
  }
};

class Client {
 public:
  // `receive_buffer`: SO_RCVBUF, 0 for the system's.
  explicit Client(std::uint16_t port, int receive_buffer = 0) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0) ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_.get(), std::bit_cast<sockaddr*>(&address), sizeof address), 0);
  }

  // False if the server does not want any more.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // True once there are bytes, or the end.
  bool has_news(std::chrono::milliseconds patience = kPatience) {
    pollfd poll_fd{.fd = fd_.get(), .events = POLLIN, .revents = 0};
    return ::poll(&poll_fd, 1, static_cast<int>(patience.count())) == 1;
  }

  // False at the end of the connection.
  bool receive() {
    if (!has_news()) {
      ADD_FAILURE() << "nothing arrived in time";
      return false;
    }
    char buffer[16384];
    const ssize_t got = ::recv(fd_.get(), buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    received_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  std::string receive_all() {
    while (receive()) {
    }
    return std::exchange(received_, {});
  }

  // Up to and with `end`; what follows stays for later. Empty if the connection ends before.
  std::string receive_until(std::string_view end) {
    for (;;) {
      const auto at = received_.find(end);
      if (at != std::string::npos) return take(at + end.size());
      if (!receive()) return {};
    }
  }

  Reply reply(bool has_body = true) {
    Reply reply;
    reply.head = receive_until("\r\n\r\n");
    if (reply.head.size() < 13) return reply;
    reply.head.resize(reply.head.size() - 4);
    reply.status = static_cast<unsigned>(std::stoul(reply.head.substr(9, 3)));
    const auto length = has_body ? std::stoul(reply.header("Content-Length").value_or("0")) : 0;
    while (received_.size() < length && receive()) {
    }
    reply.body = take(length);
    return reply;
  }

  Reply ask(std::string_view request, bool has_body = true) {
    send(request);
    return reply(has_body);
  }

  // True if the server ends the connection without another byte.
  bool ends() { return receive_all().empty(); }
  void close() { fd_.reset(); }
  void shut_down_sending() { ::shutdown(fd_.get(), SHUT_WR); }
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  std::string take(std::size_t count) {
    std::string taken = received_.substr(0, count);
    received_.erase(0, count);
    return taken;
  }

  UniqueFd fd_;
  std::string received_;
};

// Time as it passes, and more of it when a test wants. Any thread.
class JumpingClock final : public Clock {
 public:
  [[nodiscard]] WallTime wall() const override { return system_.wall() + jumped_.load(); }
  [[nodiscard]] SteadyTime steady() const override { return system_.steady() + jumped_.load(); }
  void jump(Duration by) { jumped_ = jumped_.load() + by; }

 private:
  SystemClock system_;
  std::atomic<Duration> jumped_{Duration(0)};
};

class TestServer {
 public:
  explicit TestServer(Router router, Options options = {}) {
    options.port = 0;
    std::promise<void> listening;
    thread_ = std::jthread([this, &listening, router = std::move(router), options = std::move(options)]() mutable {
      loop_.run_until_complete(live(listening, std::move(router), std::move(options)));
    });
    listening.get_future().wait();
  }
  ~TestServer() {
    loop_.post([this] { wants_stop_ = true, wants_end_ = true, wake_->notify(); });
    thread_.join();
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  // Runs the function on the loop and waits for it.
  template <class F>
  auto on_loop(F function) {
    std::packaged_task<std::invoke_result_t<F>()> work(std::move(function));
    auto result = work.get_future();
    loop_.post([&work] { work(); });
    return result.get();
  }

  // Looks at the server, again and again, until it is so; false if that takes too long.
  bool becomes(const std::function<bool(const Statistics&)>& condition) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < end) {
      if (condition(statistics())) return true;
      std::this_thread::yield();
    }
    return false;
  }

  // Lets `by` pass, as often as it takes until `client` is told something. For limits that are long in real time, so
  // that a busy machine does not reach them by itself.
  void let_time_pass(Client& client, Duration by) {
    for (int i = 0; i < 1000 && !client.has_news(std::chrono::milliseconds(20)); ++i) clock_.jump(by);
  }

  // Begins to stop the server; the loop goes on, for the streams.
  void begin_stop(Duration limit = std::chrono::seconds(20)) {
    on_loop([&] { stop_limit_ = limit, wants_stop_ = true, wake_->notify(); });
  }
  void await_stop() { stopped_.get_future().wait(); }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Executor executor() { return loop_.executor(); }
  Statistics statistics() {
    return on_loop([this] { return server_->statistics(); });
  }

 private:
  task<void> live(std::promise<void>& listening, Router router, Options options) {
    wake_ = std::make_unique<Event>(loop_.executor());
    server_ = std::make_unique<Server>(loop_.executor(), clock_, std::move(options), std::move(router));
    const auto listened = server_->listen();
    EXPECT_TRUE(listened) << listened.error().message;
    server_->start();
    port_ = server_->port();
    listening.set_value();
    while (!wants_stop_) co_await wake_->wait();
    co_await server_->stop(stop_limit_);
    stopped_.set_value();
    while (!wants_end_) co_await wake_->wait();
    server_.reset();
    wake_.reset();
  }

  JumpingClock clock_;
  EventLoop loop_;
  std::uint16_t port_ = 0;
  bool wants_stop_ = false;
  bool wants_end_ = false;
  Duration stop_limit_ = std::chrono::seconds(20);
  std::promise<void> stopped_;
  std::unique_ptr<Event> wake_;
  std::unique_ptr<Server> server_;
  std::jthread thread_;
};

}  // namespace sluice::http
