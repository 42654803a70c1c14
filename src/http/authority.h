#pragma once

// Host names as they stand in Host, Origin and on the command line. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace sluice::http {

struct Authority {
  std::string host;  // lower case, no brackets, no trailing dot: "nas.local", "127.0.0.1", "::1"
  std::string port;  // digits, or empty where none is given

  friend bool operator==(const Authority&, const Authority&) = default;
};

// "host", "host:port", "[v6]:port"; nullopt for everything else, a user name or a path included.
std::optional<Authority> parse_authority(std::string_view text);

// "https://nas.local" → {nas.local, 443}: the scheme's port where none is given. http and https only.
std::optional<Authority> parse_origin(std::string_view text);

// An IP address in its one form ("::1", "10.0.0.7"): an IPv4 address mapped into IPv6 becomes IPv4, brackets and a
// port go. nullopt if it is none.
std::optional<std::string> parse_address(std::string_view text);

// 127.0.0.0/8 and ::1, in parse_address's form.
bool is_loopback(std::string_view address);

}  // namespace sluice::http
