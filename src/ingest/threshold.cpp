// Ingest: the NSFW threshold, moved at any time.

#include "ingest/ingest.h"

namespace sluice::ingest {
using model::SessionStatus;

task<Result<model::Session>> Ingest::set_nsfw_threshold(SessionId id, double threshold) {
  auto session = co_await find_settled(id);
  if (!session) co_return session;
  if (stopping_) co_return fail(Code::unavailable, "Sluice is shutting down");
  if (session->status == SessionStatus::committing)
    co_return wrong_state(*session, "a change of nsfw_threshold", "anything but committing");

  // One that rests lives for as long as it takes: readers who come meanwhile join it.
  const auto it = live_.find(id);
  const bool rests = it == live_.end();
  const auto live = rests ? bring_to_life(std::move(*session)) : it->second;
  if (rests) {
    (void)co_await live->ledger.recall_errors();
    (void)co_await live->ledger.recall_commit_errors();
  }
  if (auto locked = co_await live->ledger.lock_for_command(); !locked) co_return fail(std::move(locked).error());
  const auto present = live_.find(id);
  if (!rests && (present == live_.end() || present->second != live)) {  // it came to its end meanwhile
    live->ledger.unlock();
    co_return co_await set_nsfw_threshold(std::move(id), threshold);
  }
  auto moved = co_await move_threshold(live->ledger, threshold);
  live->ledger.unlock();
  if (rests) co_await lay_to_rest(live);
  if (!moved) co_return fail(std::move(moved).error());
  co_return live->ledger.session();
}

// With the ledger's lock held.
task<Result<void>> Ingest::move_threshold(Ledger& ledger, double threshold) {
  store::SessionChange change;
  if (model::is_resting(ledger.session().status)) change.status = ledger.session().status;
  change = ledger.reserve(std::move(change));
  const auto tally = co_await machinery_.store.set_nsfw_threshold(ledger.session().id, threshold, change);
  if (!tally) co_return fail(tally.error());
  ledger.apply_threshold(change, threshold, *tally);
  co_return Result<void>{};
}

}  // namespace sluice::ingest
