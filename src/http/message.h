#pragma once

// A request and a response as the rest of Sluice sees them. Plain values; no Beast.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/task.h"
#include "base/result.h"

namespace sluice::http {

enum class Method { get, head, post, put, patch, del, options, other };

struct Request {
  Method method = Method::get;
  std::string path;                                          // percent-decoded, begins with '/'; bytes
  std::vector<std::pair<std::string, std::string>> query;    // decoded, in order
  std::map<std::string, std::string> path_arguments;         // {id} → value, filled by the router
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in order
  std::string body;
  std::string peer_address;  // of the TCP connection: "127.0.0.1", "::1"
  // Whom to count the request against: the peer, or, behind a trusted proxy, the client that the proxy names.
  std::string client_address;

  // The first value, or nullopt. Views live as long as the request.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_case_name) const;
  [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;
  // Of every cookie with that name, in order: a browser may hold several for one address.
  [[nodiscard]] std::vector<std::string_view> cookies(std::string_view name) const;
  [[nodiscard]] const std::string& argument(const std::string& name) const;  // of path_arguments; asserts it is there
};

class SseStream;

enum class Coding : std::uint8_t { identity, gzip };

struct Response {
  unsigned status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // besides Content-Length, Date, Connection
  // One of: a body of our own, bytes that live as long as the program, pieces, a stream's taker.
  std::string body;
  std::string_view static_body;
  // If set, the body is made piece by piece: the next is asked for when the one before has been taken by the socket, so
  // a body of any length needs the memory of one piece, and a slow reader slows its maker. An empty piece is the end;
  // an error cuts the connection, so that nobody takes a part for the whole. Called on the loop thread, never for HEAD,
  // and not again once the client has gone.
  std::function<task<Result<std::string>>()> next_piece;
  // If set, the answer is an event stream: the head is sent (status, headers, and what every event stream needs:
  // Content-Type, Cache-Control, X-Accel-Buffering), then the connection is turned into an SseStream and given away.
  // Called on the loop thread, at most once: never when the client has gone meanwhile, nor for HEAD.
  std::function<void(std::unique_ptr<SseStream>)> take_stream;
  Coding stream_coding = Coding::identity;  // only one that the client accepts (http/accept_encoding.h)
};

// {"detail": "…"}: the form of every error. `detail` is for people; what is not UTF-8 in it is replaced.
Response error_response(unsigned status, std::string_view detail);

// Answers one request. An exception becomes a 500 that says nothing of its text; the text goes to the log.
using Handler = std::function<task<Response>(Request)>;

}  // namespace sluice::http
