#pragma once

// Internal. The listening socket and what comes out of it: plain descriptors, close-on-exec (worker processes must
// not inherit a client) and non-blocking from birth, which Asio's own acceptor does not give.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sluice::http {

struct Listener {
  UniqueFd fd;
  std::uint16_t port = 0;  // the real one
};

// `address` is an IP address or a name; the first address of a name that can be bound is taken.
Result<Listener> open_listener(const std::string& address, std::uint16_t port);

struct Accepted {
  UniqueFd fd;
  int family = 0;
  std::string peer_address;  // parse_address's form
  std::string local_address;
};

enum class AcceptFailure { none_waiting, out_of_resources, this_one };
// Never blocks.
std::expected<Accepted, AcceptFailure> accept_one(int listener);

}  // namespace sluice::http
