#include "http/connection.h"

#include <algorithm>
#include <exception>
#include <tuple>
#include <utility>
#include <variant>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "base/utf8.h"
#include "http/response_head.h"
#include "http/server_state.h"

namespace sluice::http {
namespace asio = boost::asio;
using asio::ip::tcp;
namespace {

constexpr auto kAnswer = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadSize = 4096;
constexpr std::size_t kBodyReadSize = 32 * 1024;
// A connection that ends while the client may still be sending: how long and how much is thrown away, so that the
// client reads our answer before it learns that nobody listens.
constexpr Duration kLingerTime = std::chrono::seconds(2);
constexpr std::size_t kLingerBytes = 4 * 1024 * 1024;

// Takes the descriptor over; where that fails the socket stays closed, and so the first read ends the connection.
tcp::socket to_socket(const Executor& executor, Accepted& accepted) {
  tcp::socket socket(executor);
  boost::system::error_code error;
  socket.assign(accepted.family == AF_INET6 ? tcp::v6() : tcp::v4(), accepted.fd.get(), error);
  if (!error) static_cast<void>(accepted.fd.release());
  return socket;
}

}  // namespace

Connection::Connection(ServerContext& server, Accepted accepted)
    : server_(server),
      socket_(to_socket(server.executor, accepted)),
      buffer_(server.options.limits.header_bytes + kBodyReadSize),
      peer_address_(std::move(accepted.peer_address)),
      local_address_(std::move(accepted.local_address)) {
  server_.connections.push_back(*this);
  ++server_.open_connections;
}

Connection::~Connection() { --server_.open_connections; }

task<void> Connection::run() {
  allow(server_.options.limits.header_time);
  while (co_await serve_one() == Next::request) {
    is_between_requests_ = true;
    allow(server_.options.limits.idle_time);
  }
}

task<void> Connection::turn_away() {
  Response response = error_response(503, "too many connections; try again in a few seconds");
  response.headers.emplace_back("Retry-After", "5");
  co_await answer(response, {}, Method::other, Next::end);
}

void Connection::allow(Duration time) {
  deadline_ = server_.clock.steady() + time;
  is_late_ = false;
}

void Connection::expire_if_late(SteadyTime now) {
  if (now < deadline_) return;
  is_late_ = true;
  deadline_ = SteadyTime::max();
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::end_if_idle() {
  boost::system::error_code ignored;
  if (is_idle()) socket_.cancel(ignored);
}

task<Connection::Next> Connection::serve_one() {
  const Limits& limits = server_.options.limits;
  RequestParser parser(limits.header_bytes, limits.body_bytes);
  if (!co_await read_until(parser, Wait::header)) {
    if (parser.failure()) co_return co_await refuse(*parser.failure());
    co_return Next::end;
  }
  is_http_1_1_ = parser.is_http_1_1();
  const Handler* handler = nullptr;
  if (const auto refused = admit(parser, handler)) {
    // A body nobody wants is not read: the connection ends with the answer.
    const Next after = parser.is_done() && parser.keep_alive() ? Next::request : Next::end;
    co_return co_await answer(*refused, parser.request().path, parser.request().method, after);
  }
  if (!co_await continue_if_expected(parser, parser.request())) co_return Next::end;
  allow(limits.body_time);
  if (!co_await read_until(parser, Wait::body)) {
    if (parser.failure()) co_return co_await refuse(*parser.failure());
    co_return Next::end;
  }
  deadline_ = SteadyTime::max();  // the handler's time is its own
  const std::string path = parser.request().path;
  const Method method = parser.request().method;
  const Next after = parser.keep_alive() ? Next::request : Next::end;
  ++server_.requests;
  const Response response = co_await handled(*handler, std::move(parser.request()));
  if (response.take_stream) {
    co_await become_stream(response, method);
    co_return Next::end;
  }
  co_return co_await answer(response, path, method, after);
}

// True when the parser has what was waited for; false if it has failed, or if nothing more will come.
task<bool> Connection::read_until(RequestParser& parser, Wait wait) {
  bool is_first_line = wait == Wait::header;
  for (;;) {
    const auto data = buffer_.cdata();
    std::string_view bytes(static_cast<const char*>(data.data()), data.size());
    if (is_first_line) {  // RFC 9112 §2.2: an empty line before a request is ignored
      while (bytes.starts_with("\r\n")) bytes.remove_prefix(2), buffer_.consume(2);
    }
    if (!bytes.empty() && bytes != "\r") {
      if (is_between_requests_) {
        is_between_requests_ = false;
        allow(server_.options.limits.header_time);
      }
      is_first_line = false;
      buffer_.consume(parser.consume(bytes));
    }
    if (parser.failure()) co_return false;
    if (wait == Wait::header ? parser.is_header_done() : parser.is_done()) co_return true;
    if (server_.is_stopping && is_idle()) co_return false;
    if (buffer_.size() == buffer_.max_size()) {
      // The parser has asked for more than it may have: a chunk's extension or a trailer without end.
      parser.fail(400, "a line of the body is too long");
      co_return false;
    }
    if (co_await read_more(wait) && !is_late_) continue;
    if (is_late_ && !is_between_requests_) parser.fail(408, "the request took too long to arrive");
    co_return false;
  }
}

task<bool> Connection::read_more(Wait wait) {
  const std::size_t wanted = wait == Wait::header ? kReadSize : kBodyReadSize;
  const std::size_t room = std::min(wanted, buffer_.max_size() - buffer_.size());
  const auto [error, count] = co_await socket_.async_read_some(buffer_.prepare(room), kAnswer);
  buffer_.commit(count);
  co_return !error.failed();
}

std::optional<Response> Connection::admit(RequestParser& parser, const Handler*& handler) {
  Request& request = parser.request();
  request.peer_address = peer_address_;
  request.client_address = client_address(server_.access, request);
  const Arrival arrival{
      .is_http_1_1 = parser.is_http_1_1(), .has_body = parser.has_body(), .local_address = local_address_};
  if (auto response = refusal(server_.access, request, arrival)) return response;
  auto found = server_.router.find(request);
  if (const auto* match = std::get_if<const Handler*>(&found)) {
    handler = *match;
    return std::nullopt;
  }
  if (const auto* other = std::get_if<Router::MethodNotAllowed>(&found)) {
    auto response = error_response(405, "this method is not allowed here; allowed: " + other->allow);
    response.headers.emplace_back("Allow", other->allow);
    return response;
  }
  return error_response(404, "there is nothing at this address");
}

task<bool> Connection::continue_if_expected(const RequestParser& parser, const Request& request) {
  const auto expect = request.header("expect");
  // A client that has begun to send its body does not wait any more.
  if (!expect || !parser.is_http_1_1() || parser.is_done() || buffer_.size() > 0) co_return true;
  if (!equals_ignoring_case(*expect, "100-continue")) co_return true;  // RFC 9110 §10.1.1 allows to ignore others
  co_return co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

task<Response> Connection::handled(const Handler& handler, Request request) {
  const std::string path = request.path;
  try {
    co_return co_await handler(std::move(request));
  } catch (const std::exception& thrown) {
    // A handler that stop() has cancelled ends by an exception too; the next co_await then ends this task.
    if (!server_.is_stopping) log::error("http: {}: the handler threw: {}", to_text(path), thrown.what());
  }
  co_return error_response(500, "internal error; the server's log says more");
}

task<Connection::Next> Connection::answer(const Response& response, std::string_view path, Method method, Next after) {
  if (server_.is_stopping) after = Next::end;
  if (response.next_piece && !is_http_1_1_)
    after = Next::end;  // there are no chunks: the body ends with the connection
  const std::string head =
      response_head(response, {.path = path,
                               .date = server_.date(),
                               .is_http_1_1 = is_http_1_1_,
                               .persistence = after == Next::request ? Persistence::keep_alive : Persistence::close});
  std::string_view body = response.static_body.empty() ? std::string_view(response.body) : response.static_body;
  const bool has_body = method != Method::head && response.status != 204 && response.status != 304;
  if (!co_await write(head, has_body ? body : std::string_view())) co_return Next::end;
  if (response.next_piece && has_body && !co_await write_pieces(response, path)) co_return Next::end;
  if (after == Next::end) co_await linger();
  co_return after;
}

// True when the body is whole. Each piece is a chunk (RFC 9112 §7.1).
task<bool> Connection::write_pieces(const Response& response, std::string_view path) {
  for (std::string_view before;; before = "\r\n") {
    deadline_ = SteadyTime::max();  // the maker's time is its own
    const auto piece = co_await next_piece(response, path);
    if (!piece) co_return false;
    const std::string size = is_http_1_1_ ? fmt::format("{}{:x}\r\n", before, piece->size()) : std::string();
    if (!co_await write(size, *piece)) co_return false;
    if (piece->empty()) break;
  }
  co_return !is_http_1_1_ || co_await write("\r\n", {});
}

task<Result<std::string>> Connection::next_piece(const Response& response, std::string_view path) {
  try {
    auto piece = co_await response.next_piece();
    if (!piece) log::warn("http: {}: the answer is cut off: {}", to_text(path), piece.error().message);
    co_return piece;
  } catch (const std::exception& thrown) {
    if (!server_.is_stopping) log::error("http: {}: a piece threw: {}", to_text(path), thrown.what());
  }
  co_return fail(Code::internal, "a piece threw");
}

task<Connection::Next> Connection::refuse(const RequestParser::Failure& failure) {
  const Response response = error_response(failure.status, failure.detail);
  co_return co_await answer(response, {}, Method::other, Next::end);
}

// Ends this connection in any case; the socket lives on as the stream's.
task<void> Connection::become_stream(const Response& response, Method method) {
  const std::string head = stream_head(response, server_.date());
  if (!co_await write(head, {})) co_return;
  if (method == Method::head) co_return co_await linger();
  boost::system::error_code error;
  UniqueFd fd(socket_.release(error));
  if (error) co_return;
  auto stream = StreamSet::adopt(server_.streams, std::move(fd), response.stream_coding);
  if (!stream) {
    log::error("http: no stream: {}", stream.error().message);
    co_return;
  }
  try {
    response.take_stream(*std::move(stream));
  } catch (const std::exception& thrown) {
    log::error("http: the taker of a stream threw: {}", thrown.what());
  }
}

task<bool> Connection::write(std::string_view head, std::string_view body) {
  std::array<asio::const_buffer, 2> rest{asio::buffer(head), asio::buffer(body)};
  while (asio::buffer_size(rest) > 0) {
    allow(server_.options.limits.write_time);
    const auto [error, written] = co_await socket_.async_write_some(rest, kAnswer);
    if (error) co_return false;
    const std::size_t of_head = std::min(written, rest[0].size());
    rest[0] += of_head;
    rest[1] += written - of_head;
  }
  co_return true;
}

task<void> Connection::linger() {
  boost::system::error_code error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  if (error) co_return;
  allow(kLingerTime);
  is_between_requests_ = true;  // nothing is lost if the server stops now
  buffer_.consume(buffer_.size());
  for (std::size_t total = 0; total < kLingerBytes && !server_.is_stopping;) {
    const auto [failure, count] = co_await socket_.async_read_some(buffer_.prepare(kReadSize), kAnswer);
    if (failure || is_late_) co_return;
    total += count;
  }
}

task<void> serve(ServerContext& server, Accepted accepted) {
  Connection connection(server, std::move(accepted));
  co_await connection.run();
}

task<void> turn_away(ServerContext& server, Accepted accepted) {
  Connection connection(server, std::move(accepted));
  co_await connection.turn_away();
}

}  // namespace sluice::http
