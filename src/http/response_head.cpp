#include "http/response_head.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include "base/utf8.h"

namespace sluice::http {
namespace {

using Header = std::pair<std::string_view, std::string_view>;

constexpr std::array<Header, 5> kSecurityHeaders{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
     "font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
     "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

constexpr std::array<Header, 3> kStreamHeaders{{
    {"Content-Type", "text/event-stream"},
    {"Cache-Control", "no-cache, no-transform"},
    {"X-Accel-Buffering", "no"},
}};

bool brings(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers,
                             [&](const auto& header) { return equals_ignoring_case(header.first, name); });
}

void append(std::string& head, std::string_view name, std::string_view value) {
  head += name;
  head += ": ";
  const auto start = static_cast<std::string::difference_type>(head.size());
  head += value;
  std::replace_if(head.begin() + start, head.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  head += "\r\n";
}

void append_unless_brought(std::string& head, const Response& response, const Header& header) {
  if (!brings(response, header.first)) append(head, header.first, header.second);
}

// What both kinds of response have in common.
std::string begin_head(const Response& response, std::string_view date) {
  std::string head;
  head.reserve(1024);
  const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(response.status));
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status,
                 std::string_view(reason.data(), reason.size()));
  append(head, "Date", date);
  for (const auto& [name, value] : response.headers) append(head, name, value);
  for (const Header& header : kSecurityHeaders) append_unless_brought(head, response, header);
  return head;
}

// RFC 9110 §8.6: none for 1xx and 204; for 304 it would be that of the 200.
bool has_length(unsigned status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

std::string response_head(const Response& response, const HeadContext& context) {
  std::string head = begin_head(response, context.date);
  if (context.path.starts_with("/api/")) append_unless_brought(head, response, {"Cache-Control", "no-store"});
  if (response.next_piece) {
    if (context.is_http_1_1) append(head, "Transfer-Encoding", "chunked");
  } else if (has_length(response.status)) {
    const std::size_t length = response.static_body.empty() ? response.body.size() : response.static_body.size();
    append(head, "Content-Length", fmt::format_int(length).c_str());
  }
  if (context.persistence == Persistence::close) {
    append(head, "Connection", "close");
  } else if (!context.is_http_1_1) {
    append(head, "Connection", "keep-alive");
  }
  head += "\r\n";
  return head;
}

std::string stream_head(const Response& response, std::string_view date) {
  std::string head = begin_head(response, date);
  for (const Header& header : kStreamHeaders) append_unless_brought(head, response, header);
  if (response.stream_coding == Coding::gzip) append(head, "Content-Encoding", "gzip");
  append(head, "Vary", "Accept-Encoding");
  append(head, "Connection", "close");
  head += "\r\n";
  return head;
}

}  // namespace sluice::http
