#include "prompts/json_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>
#include <fmt/format.h>

#include "base/utf8.h"

namespace sluice::prompts {
namespace {
namespace json = boost::json;

constexpr std::array<std::string_view, 3> kNotNumbers{"NaN", "-Infinity", "Infinity"};

std::optional<json::value> parse_once(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  json::parser parser({}, options);
  parser.reset(json::make_shared_resource<json::monotonic_resource>());
  boost::system::error_code ec;
  parser.write_some(text.data(), text.size(), ec);
  if (ec) return std::nullopt;
  return parser.release();
}

std::optional<json::value> parse_repaired(std::string_view text) {
  if (auto value = parse_once(text)) return value;
  const bool repairable = text.find("NaN") != std::string_view::npos || text.find("Infinity") != std::string_view::npos;
  return repairable ? parse_once(without_nan(text)) : std::nullopt;
}

std::string_view without_bom(std::string_view text) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  return text;
}

}  // namespace

std::string without_nan(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\' && i + 1 < text.size()) {
      out += c;
      out += text[++i];
      continue;
    }
    if (c == '"') in_string = !in_string;
    bool replaced = false;
    if (!in_string && (c == 'N' || c == 'I' || c == '-')) {
      for (const std::string_view word : kNotNumbers) {
        if (!text.substr(i).starts_with(word)) continue;
        out += "null";
        i += word.size() - 1;
        replaced = true;
        break;
      }
    }
    if (!replaced) out += c;
  }
  return out;
}

bool looks_like_json(std::string_view text) noexcept {
  text = trimmed(without_bom(text));
  if (text.size() < 2) return false;
  const bool encoded = text.front() == '"' && (text[1] == '{' || text[1] == '\\' || text[1] == '[');
  if (encoded) return true;
  // Prompts begin with brackets, too: "{{cat}}", "[[cat]]".
  const std::string_view next = trimmed(text.substr(1, 64));
  const std::string_view may_follow = text.front() == '{' ? "\"}" : text.front() == '[' ? "{\"]" : "";
  return !may_follow.empty() && (next.empty() || may_follow.find(next.front()) != std::string_view::npos);
}

std::optional<json::value> parse_json_text(std::string_view text) {
  constexpr int kEncodings = 4;
  if (!looks_like_json(text)) return std::nullopt;
  std::string inner;
  std::string_view layer = trimmed(without_bom(text));
  for (int i = 0; i < kEncodings; ++i) {
    auto value = parse_repaired(layer);
    if (!value) return std::nullopt;
    if (value->is_object() || value->is_array()) return value;
    if (!value->is_string()) return std::nullopt;
    inner = std::string(value->get_string());
    layer = trimmed(inner);
  }
  return std::nullopt;
}

std::optional<double> parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

json::value json_number(double number) {
  const bool whole = std::abs(number) < 1e15 && number == std::floor(number);
  return whole ? json::value(static_cast<std::int64_t>(number)) : json::value(number);
}

std::optional<double> number_in(const json::value& value) {
  if (value.is_string()) return parse_number(std::string_view(value.get_string()));
  if (!value.is_number()) return std::nullopt;
  const double number = value.to_number<double>();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> integer_in(const json::value& value) {
  const auto number = number_in(value);
  constexpr double kLimit = 9.0e18;
  if (!number || std::abs(*number) > kLimit) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(*number));
}

std::optional<std::string> text_in(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_int64()) return fmt::to_string(value.get_int64());
  if (value.is_uint64()) return fmt::to_string(value.get_uint64());
  if (!value.is_double()) return std::nullopt;
  const double number = value.get_double();
  const bool whole = std::abs(number) < 9.0e18 && number == std::floor(number);
  return whole ? fmt::to_string(static_cast<std::int64_t>(number)) : fmt::to_string(number);
}

}  // namespace sluice::prompts
