#include "api/admission.h"

#include <utility>

#include "http/authority.h"

namespace sluice::api {
namespace {

template <class Key>
void give_back(std::unordered_map<Key, std::size_t>& counts, const Key& key) {
  const auto it = counts.find(key);
  if (it != counts.end() && --it->second == 0) counts.erase(it);
}

}  // namespace

std::expected<std::shared_ptr<Admission::Ticket>, Telemetry::StreamEnd> Admission::enter(const std::string& address) {
  if (open_ >= limits_.total) return std::unexpected(Telemetry::StreamEnd::refused_total);
  if (http::is_loopback(address)) return std::make_shared<Ticket>(*this, "");
  const auto it = by_address_.find(address);
  if (it != by_address_.end() && it->second >= limits_.per_address) {
    return std::unexpected(Telemetry::StreamEnd::refused_address);
  }
  return std::make_shared<Ticket>(*this, address);
}

bool Admission::may_code(Ticket& ticket, const SessionId& session) {
  const auto it = coded_.find(session);
  if (it != coded_.end() && it->second >= limits_.coded_per_session) return false;
  ++coded_[session];
  ticket.coded_for_ = std::make_unique<SessionId>(session);
  return true;
}

Admission::Ticket::Ticket(Admission& owner, std::string address) : owner_(owner), address_(std::move(address)) {
  ++owner_.open_;
  if (!address_.empty()) ++owner_.by_address_[address_];
}

Admission::Ticket::~Ticket() {
  --owner_.open_;
  if (!address_.empty()) give_back(owner_.by_address_, address_);
  if (coded_for_) give_back(owner_.coded_, *coded_for_);
}

}  // namespace sluice::api
