#include "http/client.h"

#include <array>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

namespace sluice::http {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

constexpr std::uint64_t kMostBody = 64u << 20;

beast::http::verb verb_of(Method method) {
  switch (method) {
    case Method::post:
      return beast::http::verb::post;
    case Method::del:
      return beast::http::verb::delete_;
    case Method::patch:
      return beast::http::verb::patch;
    default:
      return beast::http::verb::get;
  }
}

// Cuts complete lines off a growing text and hands on what follows "data: ". False when `on_data` has had enough.
bool take_events(std::string& text, const std::function<bool(std::string_view)>& on_data) {
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != text.npos; begin = end + 1) {
    const std::string_view line(text.data() + begin, end - begin);
    if (line.starts_with("data: ") && !on_data(line.substr(6))) return false;
  }
  text.erase(0, begin);
  return true;
}

}  // namespace

Result<Client> Client::to(std::string_view url, std::string token) {
  Client client;
  client.token_ = std::move(token);
  if (!url.starts_with("http://")) return fail(Code::invalid_argument, fmt::format("'{}' is no http:// address", url));
  const std::string_view authority = url.substr(7, url.find('/', 7) - 7);
  const auto colon = authority.rfind(':');
  if (colon == authority.npos) return fail(Code::invalid_argument, fmt::format("'{}' has no port", url));
  client.host_ = authority.substr(0, colon);
  client.port_ = authority.substr(colon + 1);
  return client;
}

namespace {

Result<void> open(tcp::socket& socket, std::string host, const std::string& port) {
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  tcp::resolver resolver(socket.get_executor());
  const auto endpoints = resolver.resolve(host, port, error);
  if (!error) asio::connect(socket, endpoints, error);
  if (error) return fail(Code::unavailable, fmt::format("{}:{}: {}", host, port, error.message()));
  return {};
}

beast::http::request<beast::http::string_body> request_for(Method method, const std::string& target,
                                                           const std::string& json, const std::string& authority,
                                                           const std::string& token) {
  beast::http::request<beast::http::string_body> request{verb_of(method), target, 11};
  request.set(beast::http::field::host, authority);
  request.set(beast::http::field::connection, "close");
  if (!token.empty()) request.set(beast::http::field::authorization, "Bearer " + token);
  if (!json.empty()) {
    request.set(beast::http::field::content_type, "application/json");
    request.body() = json;
  }
  request.prepare_payload();
  return request;
}

Error broken(const boost::system::error_code& error) {
  return {Code::unavailable, fmt::format("the connection broke: {}", error.message())};
}

}  // namespace

Result<Client::Answer> Client::send(Method method, const std::string& target, const std::string& json) const {
  asio::io_context context;
  tcp::socket socket(context);
  SLUICE_TRY(open(socket, host_, port_));
  boost::system::error_code error;
  const auto request = request_for(method, target, json, fmt::format("{}:{}", host_, port_), token_);
  beast::http::write(socket, request, error);
  if (error) return fail(broken(error));
  beast::flat_buffer buffer;
  beast::http::response_parser<beast::http::string_body> parser;
  parser.body_limit(kMostBody);
  beast::http::read(socket, buffer, parser, error);
  if (error) return fail(broken(error));
  return Answer{parser.get().result_int(), std::move(parser.get().body())};
}

Result<unsigned> Client::follow(const std::string& target, const std::function<bool(std::string_view)>& on_data) const {
  asio::io_context context;
  tcp::socket socket(context);
  SLUICE_TRY(open(socket, host_, port_));
  boost::system::error_code error;
  const auto request = request_for(Method::get, target, "", fmt::format("{}:{}", host_, port_), token_);
  beast::http::write(socket, request, error);
  beast::flat_buffer buffer;
  beast::http::response_parser<beast::http::buffer_body> parser;
  parser.body_limit(boost::none);
  if (!error) beast::http::read_header(socket, buffer, parser, error);
  if (error) return fail(broken(error));
  std::string text;
  std::array<char, 16 * 1024> piece;
  while (parser.get().result_int() == 200 && !parser.is_done()) {
    parser.get().body() = {.data = piece.data(), .size = piece.size(), .more = true};
    beast::http::read_some(socket, buffer, parser, error);
    text.append(piece.data(), piece.size() - parser.get().body().size);
    if (!take_events(text, on_data)) break;
    if (error && error != beast::http::error::need_buffer) break;
  }
  return parser.get().result_int();
}

}  // namespace sluice::http
