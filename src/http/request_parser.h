#pragma once

// Internal. Beast's parser, filling our Request directly, with our limits: one object for one request.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "http/message.h"

namespace sluice::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  RequestParser(std::size_t header_bytes, std::size_t body_bytes);

  struct Failure {
    unsigned status;
    std::string_view detail;
  };

  // Takes what it can from the front of `bytes` and answers how much that was. It stops at the end of the header
  // (once), at the end of the message, at a failure, and where more bytes are needed.
  std::size_t consume(std::string_view bytes);
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  // For what only the connection can see: a deadline, a full buffer.
  void fail(unsigned status, std::string_view detail) { failure_ = {status, detail}; }

  // From the end of the header on.
  [[nodiscard]] Request& request() { return request_; }
  [[nodiscard]] bool is_http_1_1() const { return version_ == 11; }
  [[nodiscard]] bool has_body() const { return chunked() || content_length().value_or(0) > 0; }

 private:
  using ErrorCode = boost::beast::error_code;
  using View = boost::beast::string_view;
  using Verb = boost::beast::http::verb;
  using Field = boost::beast::http::field;

  void on_request_impl(Verb method, View method_text, View target, int version, ErrorCode& error) override;
  void on_response_impl(int, View, int, ErrorCode&) override {}
  void on_field_impl(Field field, View name, View value, ErrorCode& error) override;
  void on_header_impl(ErrorCode& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode& error) override;
  std::size_t on_body_impl(View bytes, ErrorCode& error) override;
  void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t remaining, View bytes, ErrorCode& error) override;
  void on_finish_impl(ErrorCode&) override {}

  void fail_by(const ErrorCode& error);
  void refuse(unsigned status, std::string_view detail, ErrorCode& error);

  Request request_;
  std::optional<Failure> failure_;
  std::size_t header_limit_bytes_;
  std::size_t header_bytes_ = 0;
  int version_ = 11;
  bool in_header_ = true;  // fields after the body (trailers) are dropped
  bool has_transfer_encoding_ = false;
  bool is_chunked_only_ = true;
};

}  // namespace sluice::http
