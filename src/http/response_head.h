#pragma once

// Internal. The head of a response as bytes. Pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

namespace sluice::http {

enum class Persistence { close, keep_alive };

struct HeadContext {
  std::string_view path;  // of the request; empty if it was not understood
  std::string_view date;
  bool is_http_1_1 = true;
  Persistence persistence = Persistence::keep_alive;
};

// Status line, the response's own headers, and those that every response carries where it brings none of that name:
// the security headers of DESIGN §8, Date, Cache-Control for /api, Content-Length (Transfer-Encoding for a body in
// pieces, which in HTTP/1.0 ends with the connection), Connection. CR, LF and NUL in a
// value become spaces.
std::string response_head(const Response& response, const HeadContext& context);

// The same for an event stream: no length, the connection's end is the body's.
std::string stream_head(const Response& response, std::string_view date);

}  // namespace sluice::http
