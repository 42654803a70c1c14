#pragma once

// Admission: how many event streams may be open, in all and for one address, and how many of a session may be coded
// (a coder takes 16 KiB). A ticket is taken before the answer is sent and goes back when its last holder drops it, so
// no crowd that arrives at once gets past a limit. Loop thread only; outlives its tickets.

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <unordered_map>

#include "api/telemetry.h"
#include "base/ids.h"

namespace sluice::api {

struct StreamLimits {
  std::size_t total = 20'000;
  std::size_t per_address = 256;  // loopback has none
  std::size_t coded_per_session = 64;
};

class Admission {
 public:
  class Ticket;

  explicit Admission(StreamLimits limits) : limits_(limits) {}
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  // `address`: the client's, as http::Request::client_address. The error is refused_total or refused_address.
  std::expected<std::shared_ptr<Ticket>, Telemetry::StreamEnd> enter(const std::string& address);
  // Whether this ticket's stream may be coded; counted from here on.
  bool may_code(Ticket& ticket, const SessionId& session);
  [[nodiscard]] std::size_t open() const { return open_; }

 private:
  StreamLimits limits_;
  std::size_t open_ = 0;
  std::unordered_map<std::string, std::size_t> by_address_;
  std::unordered_map<SessionId, std::size_t> coded_;
};

class Admission::Ticket {
 public:
  Ticket(Admission& owner, std::string address);
  ~Ticket();
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

 private:
  friend class Admission;
  Admission& owner_;
  std::string address_;                   // empty: one that has no limit of its own
  std::unique_ptr<SessionId> coded_for_;  // few have one
};

}  // namespace sluice::api
