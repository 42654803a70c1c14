#pragma once

// Internal. One HTTP connection: requests one after the other, until it ends or becomes an event stream. Lives in the
// frame of its coroutine, serve().

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/intrusive/list.hpp>

#include "async/task.h"
#include "base/clock.h"
#include "http/listener.h"
#include "http/message.h"
#include "http/request_parser.h"

namespace sluice::http {

struct ServerContext;

class Connection : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  Connection(ServerContext& server, Accepted accepted);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  task<void> run();
  // Instead of run(): tells the client to come back later.
  task<void> turn_away();

  // Called by the server's sweep: what it waits for is given up if it is late.
  void expire_if_late(SteadyTime now);
  // Called when the server stops.
  void end_if_idle();

 private:
  enum class Next { request, end };
  enum class Wait { header, body };

  task<Next> serve_one();
  task<bool> read_until(RequestParser& parser, Wait wait);
  task<bool> read_more(Wait wait);
  task<bool> continue_if_expected(const RequestParser& parser, const Request& request);
  task<Response> handled(const Handler& handler, Request request);
  task<Next> answer(const Response& response, std::string_view path, Method method, Next after);
  task<bool> write_pieces(const Response& response, std::string_view path);
  task<Result<std::string>> next_piece(const Response& response, std::string_view path);
  task<Next> refuse(const RequestParser::Failure& failure);
  task<void> become_stream(const Response& response, Method method);
  task<bool> write(std::string_view head, std::string_view body);
  task<void> linger();

  std::optional<Response> admit(RequestParser& parser, const Handler*& handler);
  void allow(Duration time);
  [[nodiscard]] bool is_idle() const { return is_between_requests_ && buffer_.size() == 0; }

  ServerContext& server_;
  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;  // received, not parsed yet
  const std::string peer_address_;
  const std::string local_address_;
  SteadyTime deadline_ = SteadyTime::max();
  bool is_late_ = false;  // the deadline has passed
  bool is_between_requests_ = true;
  bool is_http_1_1_ = true;  // of the request at hand
};

// The coroutine of a connection. `server` outlives it.
task<void> serve(ServerContext& server, Accepted accepted);

// Tells one connection too many to come back later. `server` outlives it.
task<void> turn_away(ServerContext& server, Accepted accepted);

}  // namespace sluice::http
