#pragma once

// Who may ask for what, decided from the head of a request before its body is read. Pure: everything it looks at is
// an argument. The threats: pages of other sites in the user's browser (DNS rebinding, cross-site requests), and
// everybody else on the network. Programs that send neither Origin nor Sec-Fetch-Site (curl) are no browser.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/authority.h"
#include "http/message.h"
#include "http/server.h"

namespace sluice::http {

// What the operator allows, from Options, parsed once.
struct Access {
  explicit Access(const Options& options);

  std::vector<Authority> allowed_hosts;  // without a port: any port
  std::string listen_host;               // empty if it is a wildcard
  std::string token;
  bool token_on_loopback = false;
  std::vector<std::string> trusted_proxies;  // parse_address's form
  std::vector<std::string> page_paths;
};

// What of the request is no part of Request.
struct Arrival {
  bool is_http_1_1 = true;
  bool has_body = false;           // Content-Length above 0, or chunked
  std::string_view local_address;  // the address the client has connected to, parse_address's form
};

// The answer to a request that must go no further, or nullopt: 400 no or several Host; 403 foreign Host, Origin or
// site; 401 no token; 415 a body that is not JSON; 303 a browser that brings its token in the address.
std::optional<Response> refusal(const Access& access, const Request& request, const Arrival& arrival);

// Whom the request comes from: the peer, or the last hop of X-Forwarded-For that is no trusted proxy.
std::string client_address(const Access& access, const Request& request);

// In a time that depends on the lengths alone.
bool equals_in_constant_time(std::string_view secret, std::string_view given);

}  // namespace sluice::http
