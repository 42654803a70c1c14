#include "progress/channel.h"

#include <algorithm>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/assert.h"
#include "progress/merge_patch.h"

namespace sluice::progress {
namespace {

SharedBytes shared(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

}  // namespace

Channel::Channel(const Executor& executor, const Clock& clock, SessionId session, std::int64_t known_failures,
                 Compose compose)
    : clock_(clock),
      session_(std::move(session)),
      compose_(std::move(compose)),
      timer_(executor),
      failures_(known_failures),
      audience_(executor, clock) {}

std::shared_ptr<Channel> Channel::at_rest(const Executor& executor, const Clock& clock, const Snapshot& snapshot) {
  const model::Session& session = snapshot.session;
  auto channel =
      std::make_shared<Channel>(executor, clock, session.id, session.tally.failed > 0 ? session.version : 0, nullptr);
  channel->show(snapshot);
  channel->end(End::rest);
  return channel;
}

Channel::~Channel() = default;

// --- The writer's side.

void Channel::touch() {
  if (ended_) return;
  if (!oldest_change_) oldest_change_ = clock_.wall();
  const Duration delay = pacer_.delay(clock_.steady(), audience_.cost());
  delay <= Duration::zero() ? emit() : emit_in(delay);
}

void Channel::hint() {
  if (ended_) return;
  newest_hint_ = clock_.wall();
  emit_in(std::max(Pacer::kWindow, pacer_.delay(clock_.steady(), audience_.cost())));
}

void Channel::publish() {
  if (ended_) return;
  if (!oldest_change_) oldest_change_ = clock_.wall();
  emit();
}

void Channel::failed(std::vector<model::FailedFile> files) { std::ranges::move(files, std::back_inserter(failed_)); }

// The earlier of this and what is planned already.
void Channel::emit_in(Duration delay) {
  const SteadyTime due = clock_.steady() + delay;
  if (timer_.is_running() && due_ <= due) return;
  due_ = due;
  timer_.start(delay, [this] { emit(); });
}

void Channel::emit() {
  timer_.cancel();
  std::optional<Snapshot> snapshot = compose_();
  if (!snapshot) return;
  const SteadyTime now = clock_.steady();
  const auto held_back = slow_fields_.hold(*snapshot, now);
  const auto changed = oldest_change_ ? oldest_change_ : newest_hint_;
  snapshot->emitted_at = resting_since(snapshot->session).value_or(changed.value_or(clock_.wall()));
  oldest_change_.reset();
  newest_hint_.reset();
  show(*snapshot);
  pacer_.sent(now);
  if (held_back) emit_in(*held_back);
  audience_.tell();
}

void Channel::show(const Snapshot& snapshot) {
  SLUICE_ASSERT(!latest_ || snapshot.session.version > latest_->version);
  Event event{.version = snapshot.session.version,
              .number = latest_ ? latest_->number + 1 : 1,
              .run = snapshot.session.run,
              .emitted_at = snapshot.emitted_at,
              .failures_from = failures_.newest()};
  auto state = std::make_unique<boost::json::object>(to_object(snapshot));
  const std::string json = boost::json::serialize(*state);
  event.message = shared(event_text("", event.version, json));
  event.snapshot = shared(event_text("snapshot", event.version, json));
  if (const auto patch = state_ ? merge_patch(*state_, *state) : std::nullopt) {
    event.patch_from = latest_->version;
    event.patch = shared(event_text("patch", event.version, boost::json::serialize(*patch)));
    event.failures_and_patch = failed_.empty() ? event.patch : shared(failure_events(failed_) + *event.patch);
  }
  event.json = shared(json);
  failures_.add(std::exchange(failed_, {}));
  state_ = std::move(state);
  latest_ = std::move(event);
}

void Channel::end(End end) {
  if (ended_) return;
  timer_.cancel();
  ended_ = end;
  compose_ = nullptr;
  audience_.tell();
}

// --- The readers' side.

Delivery Channel::next(Cursor& cursor) const {
  if (!latest_ || ended_ == End::gone) return last_words(cursor);
  if (cursor.form == Form::snapshots) {
    if (cursor.is_not_resumed) return first_snapshot(cursor);
    return latest_->version > cursor.state ? state(cursor) : last_words(cursor);
  }
  if (cursor.state == 0) return first_snapshot(cursor);
  if (cursor.state == latest_->patch_from && cursor.failures >= latest_->failures_from && latest_->patch) {
    return state(cursor);
  }
  if (const auto more = failures_.next(cursor.failures); more.kind != FailureLog::Next::Kind::nothing) {
    if (more.kind == FailureLog::Next::Kind::in_store) return {.bytes = nullptr, .emitted_at = {}, .is_in_store = true};
    cursor.failures = more.through;
    return {.bytes = more.bytes, .emitted_at = {}, .events = more.count};
  }
  return latest_->version > cursor.state ? state(cursor) : last_words(cursor);
}

// The first event of a connection: it says how it joins on to the one before. Its id is the state's version, unless
// failures follow that a reconnect must ask for again.
Delivery Channel::first_snapshot(Cursor& cursor) const {
  const bool is_owed = cursor.form == Form::patches && failures_.newest() > cursor.failures;
  const bool is_plain = !cursor.is_not_resumed && cursor.failures_omitted == 0 && !is_owed;
  Delivery out{.bytes = latest_->snapshot, .emitted_at = {}, .events = 1};
  if (!is_plain) {
    boost::json::object state = *state_;
    if (cursor.is_not_resumed) state["resumed"] = false;
    if (cursor.failures_omitted > 0) state["failures_omitted"] = cursor.failures_omitted;
    const std::string_view name = cursor.form == Form::patches ? "snapshot" : "";
    out.bytes = shared(event_text(name, is_owed ? cursor.failures : latest_->version, boost::json::serialize(state)));
  }
  cursor.is_not_resumed = false;
  cursor.state = latest_->version;
  cursor.number = latest_->number;
  return out;
}

// The newest state, as little of it as this reader needs.
Delivery Channel::state(Cursor& cursor) const {
  Delivery out{.bytes = latest_->message, .emitted_at = latest_->emitted_at, .events = 1};
  if (cursor.form == Form::patches) {
    const bool follows = latest_->patch && cursor.state == latest_->patch_from;
    const bool lacks_failures = cursor.failures < failures_.newest();
    out.bytes = !follows ? latest_->snapshot : lacks_failures ? latest_->failures_and_patch : latest_->patch;
    cursor.failures = std::max(cursor.failures, failures_.newest());
  }
  if (cursor.number > 0) out.conflated = latest_->number - cursor.number - 1;
  cursor.state = latest_->version;
  cursor.number = latest_->number;
  return out;
}

Delivery Channel::last_words(Cursor& cursor) const {
  if (!ended_ || cursor.is_told_end) return {};
  cursor.is_told_end = true;
  if (ended_ == End::gone) return {.bytes = shared(event_text("gone", "{}")), .emitted_at = {}, .events = 1};
  if (cursor.form == Form::snapshots || !latest_) return {};
  return {.bytes = shared(event_text("end", latest_->version, *latest_->json)), .emitted_at = {}, .events = 1};
}

}  // namespace sluice::progress
