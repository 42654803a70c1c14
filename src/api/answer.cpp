#include "api/answer.h"

#include <charconv>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/rollout.h"
#include "base/bytes.h"
#include "base/utf8.h"

namespace sluice::api {
namespace json = boost::json;

unsigned status_of(Code code) {
  switch (code) {
    case Code::invalid_argument:
      return 400;
    case Code::unauthenticated:
      return 401;
    case Code::denied:
    case Code::permission:
      return 403;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::too_large:
      return 413;
    case Code::unsupported:
      return 415;
    case Code::unavailable:
      return 503;
    case Code::timeout:
      return 504;
    case Code::corrupt:
    case Code::io:
    case Code::cancelled:
    case Code::internal:
      return 500;
  }
  return 500;
}

http::Response answer(const Error& error) {
  http::Response response = answer(json::object{{"detail", error.message}}, status_of(error.code));
  if (response.status == 503) response.headers.emplace_back("Retry-After", "2");
  return response;
}

http::Response answer(const json::value& value, unsigned status) { return answer_json(json::serialize(value), status); }

http::Response answer_json(std::string body, unsigned status) {
  http::Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

Result<json::value> json_body(const http::Request& request) {
  if (request.body.empty()) return json::object();
  boost::system::error_code ec;
  json::value value = json::parse(request.body, ec);
  if (ec) return fail(Code::invalid_argument, fmt::format("body: not JSON ({})", ec.message()));
  return value;
}

Result<json::object> object_body(const http::Request& request) {
  json::value value = SLUICE_TRY(json_body(request));
  if (!value.is_object()) return fail(Code::invalid_argument, "body: must be a JSON object");
  return std::move(value.get_object());
}

Result<void> allow_only(const json::object& body, std::string_view key) {
  for (const auto& item : body) {
    if (item.key() != key)
      return fail(Code::invalid_argument, fmt::format("{}: unknown field", std::string_view(item.key())));
  }
  return {};
}

Result<SessionId> session_field(const json::object& body, std::string_view key) {
  const json::value* value = body.if_contains(key);
  if (!value) return fail(Code::invalid_argument, fmt::format("{}: is required", key));
  if (!value->is_string()) return fail(Code::invalid_argument, fmt::format("{}: must be a session's id", key));
  const std::string_view text = value->get_string();
  if (!is_session_id(text)) return fail(Code::not_found, fmt::format("{}: there is no such session", key));
  return SessionId(std::string(text));
}

Result<model::Parameters> parameters_of(const http::Request& request) {
  const json::object body = SLUICE_TRY(object_body(request));
  const json::value* given = body.if_contains("parameters");
  if (!given || !given->is_object())
    return fail(Code::invalid_argument, "parameters: is required and must be an object");
  SLUICE_TRY(allow_only(body, "parameters"));
  return model::parse_parameters(given->get_object());
}

void put_path(json::object& out, const std::string& path) {
  out["path"] = to_text(path);
  if (!is_utf8(path)) out["path_base64"] = to_base64(as_bytes(path));
}

std::string asker_of(const http::Request& request) {
  Browser browser = browser_of(request);
  return browser.set_cookie.empty() ? std::move(browser.id) : request.client_address;
}

Result<SessionId> session_of(const http::Request& request) {
  const std::string& text = request.argument("id");
  if (!is_session_id(text)) return fail(Code::not_found, "there is no such session");
  return SessionId(text);
}

Result<std::int64_t> number_argument(const http::Request& request, const std::string& name) {
  const std::string& text = request.argument(name);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return fail(Code::not_found, "there is no such file");
  return number;
}

Result<FileId> file_of(const http::Request& request) { return FileId(SLUICE_TRY(number_argument(request, "file"))); }

Result<std::int64_t> number_query(const http::Request& request, std::string_view name, std::int64_t least,
                                  std::int64_t most, std::int64_t otherwise) {
  const auto text = request.query_value(name);
  if (!text) return otherwise;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() || number < least || number > most) {
    return fail(Code::invalid_argument, fmt::format("{}: must be a whole number from {} to {}", name, least, most));
  }
  return number;
}

Result<std::optional<double>> threshold_query(const http::Request& request, std::string_view name) {
  const auto text = request.query_value(name);
  if (!text) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() || !(number >= 0 && number <= 1)) {
    return fail(Code::invalid_argument, fmt::format("{}: must be a number from 0 to 1", name));
  }
  return number;
}

}  // namespace sluice::api
