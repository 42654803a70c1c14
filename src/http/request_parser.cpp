#include "http/request_parser.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/verb.hpp>

#include "base/utf8.h"
#include "http/target.h"

namespace sluice::http {
namespace beast_http = boost::beast::http;
namespace {

Method to_method(beast_http::verb verb) {
  switch (verb) {
    case beast_http::verb::get:
      return Method::get;
    case beast_http::verb::head:
      return Method::head;
    case beast_http::verb::post:
      return Method::post;
    case beast_http::verb::put:
      return Method::put;
    case beast_http::verb::patch:
      return Method::patch;
    case beast_http::verb::delete_:
      return Method::del;
    case beast_http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

}  // namespace

RequestParser::RequestParser(std::size_t header_bytes, std::size_t body_bytes) : header_limit_bytes_(header_bytes) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  header_limit(static_cast<std::uint32_t>(std::min(header_bytes, kMost)));
  body_limit(body_bytes);
  eager(false);
}

std::size_t RequestParser::consume(std::string_view bytes) {
  std::size_t used = 0;
  const bool was_in_header = !is_header_done();
  while (used < bytes.size() && !failure_ && !is_done() && !(was_in_header && is_header_done())) {
    ErrorCode error;
    const std::size_t step = put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), error);
    used += step;
    if (was_in_header) {
      // Beast's own limit begins anew with every field it has taken.
      header_bytes_ += step;
      const std::size_t seen = is_header_done() ? header_bytes_ : header_bytes_ + bytes.size() - used;
      const bool is_fine = !error.failed() || error == beast_http::error::need_more;
      if (seen > header_limit_bytes_ && is_fine) error = beast_http::error::header_limit;
    }
    if (error == beast_http::error::need_more) break;
    if (error.failed()) fail_by(error);
  }
  return used;
}

void RequestParser::fail_by(const ErrorCode& error) {
  if (failure_) return;
  if (error == beast_http::error::header_limit) {
    failure_ = {431, "the header of the request is too large"};
  } else if (error == beast_http::error::body_limit) {
    failure_ = {413, "the body of the request is too large"};
  } else {
    failure_ = {400, "this is no valid HTTP/1.1 request"};
  }
}

void RequestParser::refuse(unsigned status, std::string_view detail, ErrorCode& error) {
  failure_ = {status, detail};
  error = beast_http::error::bad_value;
}

void RequestParser::on_request_impl(Verb method, View, View target, int version, ErrorCode& error) {
  version_ = version;
  request_.method = to_method(method);
  auto parsed = http::parse_target({target.data(), target.size()});
  if (!parsed) return refuse(400, "the address of the request is malformed", error);
  request_.path = std::move(parsed->path);
  request_.query = std::move(parsed->query);
  // RFC 9112 §3.2.2: the absolute form outranks Host. on_header_impl drops the others.
  if (!parsed->authority.empty()) request_.headers.emplace_back(":authority", std::move(parsed->authority));
}

void RequestParser::on_field_impl(Field field, View name, View value, ErrorCode&) {
  if (!in_header_) return;
  const std::string_view text(value.data(), value.size());
  if (field == Field::transfer_encoding) {
    has_transfer_encoding_ = true;
    is_chunked_only_ = is_chunked_only_ && equals_ignoring_case(trimmed(text), "chunked");
  }
  request_.headers.emplace_back(to_lower_ascii({name.data(), name.size()}), text);
}

void RequestParser::on_header_impl(ErrorCode& error) {
  in_header_ = false;
  if (has_transfer_encoding_ && version_ < 11) {
    return refuse(400, "HTTP/1.0 knows no Transfer-Encoding", error);
  }
  if (has_transfer_encoding_ && !is_chunked_only_) {
    return refuse(400, "the only Transfer-Encoding understood is \"chunked\"", error);
  }
  auto& headers = request_.headers;
  if (headers.empty() || headers.front().first != ":authority") return;
  std::erase_if(headers, [](const auto& header) { return header.first == "host"; });
  headers.front().first = "host";
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) {}

std::size_t RequestParser::on_body_impl(View bytes, ErrorCode&) {
  request_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode&) {
  request_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

}  // namespace sluice::http
