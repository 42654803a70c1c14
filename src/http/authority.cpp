#include "http/authority.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

#include "base/utf8.h"

namespace sluice::http {
namespace {

bool is_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_host_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// After the host: nothing, or ':' and digits (which may be missing: "host:").
bool take_port(std::string_view rest, std::string& port) {
  if (rest.empty()) return true;
  if (rest.front() != ':' || rest.size() > 6 || !is_digits(rest.substr(1))) return false;
  port = rest.substr(1);
  return true;
}

}  // namespace

std::optional<Authority> parse_authority(std::string_view text) {
  Authority authority;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto address = parse_address(text.substr(1, end - 1));
    if (!address || !take_port(text.substr(end + 1), authority.port)) return std::nullopt;
    authority.host = *address;
    return authority;
  }
  const auto colon = text.find(':');
  std::string_view host = text.substr(0, colon);
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || !std::ranges::all_of(host, is_host_character)) return std::nullopt;
  if (colon != std::string_view::npos && !take_port(text.substr(colon), authority.port)) return std::nullopt;
  authority.host = to_lower_ascii(host);
  return authority;
}

std::optional<Authority> parse_origin(std::string_view text) {
  const auto end = text.find("://");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string scheme = to_lower_ascii(text.substr(0, end));
  if (scheme != "http" && scheme != "https") return std::nullopt;
  auto authority = parse_authority(text.substr(end + 3));
  if (authority && authority->port.empty()) authority->port = scheme == "http" ? "80" : "443";
  return authority;
}

std::optional<std::string> parse_address(std::string_view text) {
  if (text.starts_with('[')) {
    text = text.substr(1, text.find(']') - 1);
  } else if (std::ranges::count(text, ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  std::string terminated(text);
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  in_addr v4{};
  if (::inet_pton(AF_INET, terminated.c_str(), &v4) == 1) return terminated;
  in6_addr v6{};
  if (::inet_pton(AF_INET6, terminated.c_str(), &v6) != 1) return std::nullopt;
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    ::inet_ntop(AF_INET, &v6.s6_addr[12], buffer.data(), buffer.size());
  } else {
    ::inet_ntop(AF_INET6, &v6, buffer.data(), buffer.size());
  }
  return std::string(buffer.data());
}

bool is_loopback(std::string_view address) { return address == "::1" || address.starts_with("127."); }

}  // namespace sluice::http
