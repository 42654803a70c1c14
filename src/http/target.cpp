#include "http/target.h"

#include <optional>

#include "base/utf8.h"

namespace sluice::http {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

enum class Plus { literal, space };

Result<std::string> percent_decoded(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
      const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
      if (!high || !low) return fail(Code::invalid_argument, "the address holds a '%' that is no escape");
      c = static_cast<char>(*high * 16 + *low);
      i += 2;
    } else if (c == '+' && plus == Plus::space) {
      c = ' ';
    }
    if (c == '\0') return fail(Code::invalid_argument, "the address holds a NUL");
    decoded.push_back(c);
  }
  return decoded;
}

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> query;
  while (!text.empty()) {
    const auto end = text.find('&');
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = SLUICE_TRY(percent_decoded(part.substr(0, equals), Plus::space));
    std::string value;
    if (equals != std::string_view::npos) {
      value = SLUICE_TRY(percent_decoded(part.substr(equals + 1), Plus::space));
    }
    query.emplace_back(std::move(name), std::move(value));
  }
  return query;
}

void append_escaped(std::string& out, std::string_view text, std::string_view also_plain) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (alphanumeric || std::string_view("-._~").contains(c) || also_plain.contains(c)) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kDigits[byte >> 4]);
      out.push_back(kDigits[byte & 15]);
    }
  }
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  Target parsed;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const auto end = target.find_first_of("/?");
    parsed.authority = target.substr(0, end);
    if (parsed.authority.empty()) return fail(Code::invalid_argument, "the address names no host");
    target.remove_prefix(parsed.authority.size());
    break;
  }
  if (target.contains('#')) return fail(Code::invalid_argument, "the address holds a fragment");
  const auto question = target.find('?');
  const std::string_view path = target.substr(0, question);
  parsed.path = SLUICE_TRY(percent_decoded(path, Plus::literal));
  if (parsed.path.empty() && !parsed.authority.empty()) parsed.path = "/";
  if (!parsed.path.starts_with('/')) return fail(Code::invalid_argument, "the address does not begin with a '/'");
  if (question != std::string_view::npos) parsed.query = SLUICE_TRY(parse_query(target.substr(question + 1)));
  return parsed;
}

std::string to_target(std::string_view path, const std::vector<std::pair<std::string, std::string>>& query) {
  std::string target;
  append_escaped(target, path, "/");
  char separator = '?';
  for (const auto& [name, value] : query) {
    target.push_back(separator);
    append_escaped(target, name, "");
    target.push_back('=');
    append_escaped(target, value, "");
    separator = '&';
  }
  return target;
}

}  // namespace sluice::http
