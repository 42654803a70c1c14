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

  const Stay stay = co_await stay_with(std::move(*session));
  Ledger& ledger = stay.live->ledger;
  if (auto locked = co_await ledger.lock_for_command(); !locked) {
    co_await leave(stay);
    co_return fail(std::move(locked).error());
  }
  if (is_over(stay)) {
    ledger.unlock();
    co_return co_await set_nsfw_threshold(std::move(id), threshold);
  }
  auto moved = co_await move_threshold(ledger, threshold);
  ledger.unlock();
  co_await leave(stay);
  if (!moved) co_return fail(std::move(moved).error());
  co_return ledger.session();
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
