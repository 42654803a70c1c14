#include "http/accept_encoding.h"

#include <optional>
#include <string>

#include "base/utf8.h"
#include "http/message.h"

namespace sluice::http {
namespace {

// qvalue = "0" [ "." 0*3DIGIT ] | "1" [ "." 0*3"0" ], in thousandths.
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int weight = (text[0] - '0') * 1000;
  if (text.size() == 1) return weight;
  if (text[1] != '.') return std::nullopt;
  int unit = 100;
  for (const char digit : text.substr(2)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    weight += (digit - '0') * unit;
    unit /= 10;
  }
  if (weight > 1000) return std::nullopt;
  return weight;
}

// Of the parameters after a coding: "; q=0.5".
int weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto end = parameters.find(';');
    const std::string_view parameter = trimmed(parameters.substr(0, end));
    parameters.remove_prefix(end == std::string_view::npos ? parameters.size() : end + 1);
    if (parameter.size() >= 2 && equals_ignoring_case(parameter.substr(0, 2), "q=")) {
      return parse_weight(parameter.substr(2)).value_or(0);
    }
  }
  return 1000;
}

}  // namespace

int coding_weight(std::string_view accept_encoding, std::string_view coding) {
  std::optional<int> any;
  while (!accept_encoding.empty()) {
    const auto end = accept_encoding.find(',');
    const std::string_view item = accept_encoding.substr(0, end);
    accept_encoding.remove_prefix(end == std::string_view::npos ? accept_encoding.size() : end + 1);
    const auto semicolon = item.find(';');
    const std::string_view name = trimmed(item.substr(0, semicolon));
    const int weight = weight_of(semicolon == std::string_view::npos ? std::string_view() : item.substr(semicolon + 1));
    if (equals_ignoring_case(name, coding)) return weight;
    if (name == "*") any = weight;
  }
  if (any) return *any;
  return coding == "identity" ? 1 : 0;
}

bool accepts_coding(const Request& request, std::string_view coding) {
  std::string all;
  for (const auto& [name, value] : request.headers) {
    if (name != "accept-encoding") continue;
    if (!all.empty()) all += ',';
    all += value;
  }
  const int weight = coding_weight(all, coding);
  return weight > 0 && weight >= coding_weight(all, "identity");
}

}  // namespace sluice::http
