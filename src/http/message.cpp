#include "http/message.h"

#include <algorithm>
#include <ranges>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/assert.h"
#include "base/utf8.h"

namespace sluice::http {
namespace {

std::optional<std::string_view> first(const std::vector<std::pair<std::string, std::string>>& pairs,
                                      std::string_view name) {
  const auto it = std::ranges::find(pairs, name, [](const auto& pair) -> std::string_view { return pair.first; });
  if (it == pairs.end()) return std::nullopt;
  return it->second;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
  return first(headers, lower_case_name);
}

std::optional<std::string_view> Request::query_value(std::string_view name) const { return first(query, name); }

std::vector<std::string_view> Request::cookies(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [header, value] : headers) {
    if (header != "cookie") continue;
    for (const auto part : std::views::split(value, ';')) {
      const std::string_view cookie = trimmed(std::string_view(part.begin(), part.end()));
      const auto equals = cookie.find('=');
      if (equals != std::string_view::npos && cookie.substr(0, equals) == name)
        out.push_back(cookie.substr(equals + 1));
    }
  }
  return out;
}

const std::string& Request::argument(const std::string& name) const {
  const auto it = path_arguments.find(name);
  SLUICE_ASSERT(it != path_arguments.end());
  return it->second;
}

Response error_response(unsigned status, std::string_view detail) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  boost::json::object object;
  object["detail"] = to_text(detail);
  response.body = boost::json::serialize(object);
  return response;
}

}  // namespace sluice::http
