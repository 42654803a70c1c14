#include "progress/channel.h"

#include <utility>

#include <fmt/format.h>

#include "base/assert.h"

namespace sluice::progress {

Event encode(const Snapshot& snapshot) {
  Event event;
  event.version = snapshot.session.version;
  event.snapshot = std::make_shared<const std::string>(to_json(snapshot));
  event.wire = std::make_shared<const std::string>(fmt::format("id: {}\ndata: {}\n\n", event.version, *event.snapshot));
  return event;
}

Channel::Channel(const Executor& executor, const Clock& clock, Compose compose)
    : clock_(clock), compose_(std::move(compose)), timer_(executor), readers_(std::make_shared<std::list<Reader*>>()) {}

void Channel::touch() {
  if (ended_) return;
  if (!oldest_change_) oldest_change_ = clock_.wall();
  if (timer_.is_running()) return;
  const Duration delay = pacer_.delay(clock_.steady());
  if (delay <= Duration::zero()) {
    emit();
  } else {
    timer_.start(delay, [this] { emit(); });
  }
}

void Channel::publish() {
  if (ended_) return;
  if (!oldest_change_) oldest_change_ = clock_.wall();
  emit();
}

void Channel::emit() {
  timer_.cancel();
  std::optional<Snapshot> snapshot = compose_();
  if (!snapshot) return;
  SLUICE_ASSERT(!latest_ || snapshot->session.version > latest_->version);
  snapshot->emitted_at = resting_since(snapshot->session).value_or(oldest_change_.value_or(clock_.wall()));
  oldest_change_.reset();
  latest_ = encode(*snapshot);
  pacer_.sent(clock_.steady());
  tell();
}

void Channel::end(End end) {
  if (ended_) return;
  timer_.cancel();
  ended_ = end;
  compose_ = nullptr;
  tell();
}

void Channel::tell() {
  const auto readers = readers_;  // a reader may destroy the channel's owner
  for (auto it = readers->begin(); it != readers->end();) (*it++)->on_news();
}

std::optional<Event> Channel::next(std::int64_t& cursor) const {
  if (!latest_ || latest_->version <= cursor) return std::nullopt;
  cursor = latest_->version;
  return latest_;
}

Channel::Place Channel::join(Reader& reader) {
  Place place;
  place.readers_ = readers_;
  place.position_ = readers_->insert(readers_->end(), &reader);
  return place;
}

Channel::Place::Place(Place&& other) noexcept : readers_(std::exchange(other.readers_, {})), position_(other.position_) {}

Channel::Place& Channel::Place::operator=(Place&& other) noexcept {
  std::swap(readers_, other.readers_);
  std::swap(position_, other.position_);
  return *this;
}

Channel::Place::~Place() {
  if (const auto readers = readers_.lock()) readers->erase(position_);
}

}  // namespace sluice::progress
