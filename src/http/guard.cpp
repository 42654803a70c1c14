#include "http/guard.h"

#include <algorithm>
#include <ranges>

#include "base/log.h"
#include "base/utf8.h"
#include "http/target.h"

namespace sluice::http {
namespace {

constexpr std::string_view kCookie = "sluice_token";

bool changes_state(Method method) {
  return method != Method::get && method != Method::head && method != Method::options;
}

bool is_named(const std::vector<Authority>& allowed, const Authority& authority) {
  return std::ranges::any_of(allowed, [&](const Authority& entry) {
    return entry.host == authority.host && (entry.port.empty() || entry.port == authority.port);
  });
}

bool is_our_host(const Access& access, const Authority& host, std::string_view local_address) {
  if (host.host == "localhost" || host.host == "127.0.0.1" || host.host == "::1") return true;
  if (!local_address.empty() && host.host == local_address) return true;
  if (!access.listen_host.empty() && host.host == access.listen_host) return true;
  return is_named(access.allowed_hosts, host);
}

std::optional<Response> check_host(const Access& access, const Request& request, const Arrival& arrival) {
  const auto count =
      std::ranges::count(request.headers, "host", [](const auto& h) { return std::string_view(h.first); });
  if (count > 1) return error_response(400, "more than one Host header");
  if (count == 0) {
    if (arrival.is_http_1_1) return error_response(400, "the Host header is missing");
    return std::nullopt;
  }
  const auto host = parse_authority(*request.header("host"));
  if (!host) return error_response(400, "the Host header is malformed");
  if (is_our_host(access, *host, arrival.local_address)) return std::nullopt;
  return error_response(403, "this host name is not allowed; allow it with --allow-host");
}

// A page may ask only if it came from here: same host and port as the Host header says, or a host the operator named.
std::optional<Response> check_origin(const Access& access, const Request& request) {
  const auto header = request.header("origin");
  if (!header) return std::nullopt;
  const auto origin = parse_origin(*header);
  if (origin) {
    if (is_named(access.allowed_hosts, *origin)) return std::nullopt;
    auto host = parse_authority(request.header("host").value_or(""));
    if (host && host->port.empty()) host->port = equals_ignoring_case(header->substr(0, 5), "https") ? "443" : "80";
    if (host == origin) return std::nullopt;
  }
  return error_response(403, "requests from pages of other origins are not allowed");
}

std::optional<Response> check_site(const Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (!site || *site == "same-origin" || *site == "none") return std::nullopt;
  if (!changes_state(request.method)) {
    if (*site == "same-site") return std::nullopt;
    if (request.header("sec-fetch-mode") == "navigate") return std::nullopt;  // a link from elsewhere
  }
  return error_response(403, "requests from pages of other sites are not allowed");
}

bool was_forwarded(const Request& request) {
  return std::ranges::any_of(request.headers, [](const auto& header) {
    return header.first == "forwarded" || header.first == "x-real-ip" || header.first.starts_with("x-forwarded-");
  });
}

bool needs_token(const Access& access, const Request& request) {
  if (access.token.empty()) return false;
  return access.token_on_loopback || !is_loopback(request.peer_address) || was_forwarded(request);
}

bool has_bearer_token(const Access& access, const Request& request) {
  const auto header = request.header("authorization");
  constexpr std::string_view kScheme = "bearer ";
  if (!header || header->size() < kScheme.size()) return false;
  return equals_ignoring_case(header->substr(0, kScheme.size()), kScheme) &&
         equals_in_constant_time(access.token, trimmed(header->substr(kScheme.size())));
}

bool has_cookie_token(const Access& access, const Request& request) {
  return std::ranges::any_of(request.cookies(kCookie),
                             [&](std::string_view given) { return equals_in_constant_time(access.token, given); });
}

// GET /?token=…: the token moves from the address (history, bookmarks) into a cookie.
std::optional<Response> log_in(const Access& access, const Request& request) {
  if (access.token.empty() || request.method != Method::get) return std::nullopt;
  if (std::ranges::find(access.page_paths, request.path) == access.page_paths.end()) return std::nullopt;
  const auto given = request.query_value("token");
  if (!given || !equals_in_constant_time(access.token, *given)) return std::nullopt;
  auto query = request.query;
  std::erase_if(query, [](const auto& pair) { return pair.first == "token"; });
  Response response;
  response.status = 303;
  response.headers.emplace_back("Location", to_target(request.path, query));
  response.headers.emplace_back("Set-Cookie", std::string(kCookie) + '=' + access.token +
                                                  "; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::optional<Response> check_token(const Access& access, const Request& request) {
  if (auto response = log_in(access, request)) return response;
  if (!needs_token(access, request)) return std::nullopt;
  if (has_bearer_token(access, request) || has_cookie_token(access, request)) return std::nullopt;
  auto response = error_response(401,
                                 "log in: open the page with ?token=TOKEN once, or send the header \"Authorization: "
                                 "Bearer TOKEN\"; the server prints its token when it starts");
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"sluice\"");
  return response;
}

std::optional<Response> check_content_type(const Request& request, const Arrival& arrival) {
  if (!changes_state(request.method) || !arrival.has_body) return std::nullopt;
  const std::string_view type = request.header("content-type").value_or("");
  if (equals_ignoring_case(trimmed(type.substr(0, type.find(';'))), "application/json")) return std::nullopt;
  return error_response(415, "the body must be JSON, with the header \"Content-Type: application/json\"");
}

}  // namespace

Access::Access(const Options& options)
    : token(options.token), token_on_loopback(options.token_on_loopback), page_paths(options.page_paths) {
  for (const std::string& host : options.allowed_hosts) {
    // "::1" without brackets is an address, not a name with a port.
    const auto address = parse_address(host);
    const bool bare_v6 = address && address->contains(':') && !host.starts_with('[');
    if (const auto entry = bare_v6 ? Authority{*address, ""} : parse_authority(host)) {
      allowed_hosts.push_back(*entry);
    } else {
      log::warn("http: \"{}\" is no host name: not allowed", host);
    }
  }
  for (const std::string& proxy : options.trusted_proxies) {
    if (auto address = parse_address(proxy)) {
      trusted_proxies.push_back(*std::move(address));
    } else {
      log::warn("http: \"{}\" is no address: not trusted", proxy);
    }
  }
  listen_host = parse_address(options.address).value_or(to_lower_ascii(options.address));
  if (listen_host == "0.0.0.0" || listen_host == "::") listen_host.clear();
}

std::optional<Response> refusal(const Access& access, const Request& request, const Arrival& arrival) {
  if (auto response = check_host(access, request, arrival)) return response;
  if (auto response = check_origin(access, request)) return response;
  if (auto response = check_site(request)) return response;
  if (auto response = check_token(access, request)) return response;
  return check_content_type(request, arrival);
}

std::string client_address(const Access& access, const Request& request) {
  const auto is_trusted = [&](const std::string& address) {
    return std::ranges::find(access.trusted_proxies, address) != access.trusted_proxies.end();
  };
  std::string client = request.peer_address;
  for (const auto& [name, value] : std::views::reverse(request.headers)) {
    if (name != "x-forwarded-for") continue;
    std::string_view hops = value;
    while (!hops.empty() && is_trusted(client)) {
      const auto comma = hops.rfind(',');
      const std::string_view hop = comma == std::string_view::npos ? hops : hops.substr(comma + 1);
      const auto address = parse_address(trimmed(hop));
      if (!address) return client;
      client = *address;
      hops = comma == std::string_view::npos ? std::string_view() : hops.substr(0, comma);
    }
  }
  return client;
}

bool equals_in_constant_time(std::string_view secret, std::string_view given) {
  unsigned difference = secret.size() == given.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char expected = secret.empty() ? '\0' : secret[i % secret.size()];
    difference |= static_cast<unsigned char>(expected) ^ static_cast<unsigned char>(given[i]);
  }
  // Keeps an optimiser from leaving the loop as soon as the answer is known.
  volatile unsigned result = difference;
  return result == 0 && !secret.empty();
}

}  // namespace sluice::http
