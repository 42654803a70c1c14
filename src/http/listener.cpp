#include "http/listener.h"

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "http/authority.h"

namespace sluice::http {
namespace {

constexpr int kBacklog = 4096;  // the kernel caps it at net.core.somaxconn

// The socket API takes every kind of address as a sockaddr*.
sockaddr* as_sockaddr(sockaddr_storage& address) { return std::bit_cast<sockaddr*>(&address); }

std::string address_text(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  }
  return parse_address(text.data()).value_or("");
}

std::uint16_t port_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return ntohs(v4.sin_port);
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  return ntohs(v6.sin6_port);
}

Result<sockaddr_storage> local_address_of(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(fd, as_sockaddr(address), &length) != 0) return fail(system_error("getsockname", errno));
  return address;
}

Result<Listener> listen_on(const addrinfo& where) {
  Listener listener;
  listener.fd.reset(::socket(where.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listener.fd) return fail(system_error("socket", errno));
  const int one = 1;
  // A server that restarts takes its port back at once.
  static_cast<void>(::setsockopt(listener.fd.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one));
  if (::bind(listener.fd.get(), where.ai_addr, where.ai_addrlen) != 0) return fail(system_error("bind", errno));
  if (::listen(listener.fd.get(), kBacklog) != 0) return fail(system_error("listen", errno));
  listener.port = port_of(SLUICE_TRY(local_address_of(listener.fd.get())));
  return listener;
}

}  // namespace

Result<Listener> open_listener(const std::string& address, std::uint16_t port) {
  const std::string place = fmt::format("listen on {} port {}", address, port);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int status = ::getaddrinfo(address.c_str(), fmt::format_int(port).c_str(), &hints, &found);
  if (status != 0) return fail(Code::invalid_argument, fmt::format("{}: {}", place, ::gai_strerror(status)));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);

  Result<Listener> listener = fail(Code::invalid_argument, "no address");
  for (const addrinfo* candidate = found; candidate != nullptr && !listener; candidate = candidate->ai_next) {
    listener = listen_on(*candidate);
  }
  if (!listener) return fail(std::move(listener).error().within(place));
  return listener;
}

std::expected<Accepted, AcceptFailure> accept_one(int listener) {
  sockaddr_storage peer{};
  socklen_t length = sizeof peer;
  Accepted accepted;
  const int fd = ::accept4(listener, as_sockaddr(peer), &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) {
    switch (errno) {
      case EAGAIN:
        return std::unexpected(AcceptFailure::none_waiting);
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return std::unexpected(AcceptFailure::out_of_resources);
      default:
        return std::unexpected(AcceptFailure::this_one);  // it was gone before we came
    }
  }
  accepted.fd.reset(fd);
  const int one = 1;
  static_cast<void>(::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one));
  const auto local = local_address_of(accepted.fd.get());
  accepted.family = peer.ss_family;
  accepted.peer_address = address_text(peer);
  if (local) accepted.local_address = address_text(*local);
  return accepted;
}

}  // namespace sluice::http
