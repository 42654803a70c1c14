// Ingest: failed files again, in the session's next run.

#include "ingest/ingest.h"

namespace sluice::ingest {
using model::SessionStatus;

task<Result<Ingest::Retried>> Ingest::retry(SessionId id, std::optional<model::Reason> reason) {
  const auto count = co_await machinery_.store.retryable(id, reason);
  if (!count) co_return fail(count.error());
  auto session = co_await find_settled(id);
  if (!session) co_return fail(std::move(session).error());
  if (stopping_) co_return fail(Code::unavailable, "Sluice is shutting down");
  if (!model::is_resting(session->status))
    co_return wrong_state(*session, "retry", "completed, cancelled, error, committed, commit_error or undone");
  const bool is_cut_off =
      session->status == SessionStatus::error && (session->discovering || session->tally.pending() > 0);
  if (*count == 0 && !is_cut_off) co_return Retried{.session = std::move(*session)};
  auto pattern = pattern_of(session->parameters);
  if (!pattern) co_return fail(std::move(pattern).error());

  const auto live = bring_to_life(std::move(*session));
  Ledger& ledger = live->ledger;
  co_await ledger.lock();
  const auto change =
      ledger.reserve({.status = SessionStatus::processing, .run = ledger.session().run + 1, .error = std::string()});
  auto result = co_await machinery_.store.retry(id, reason, change);
  if (result) {
    // What is listed from now on are the failures that are left.
    (void)co_await ledger.recall_errors();
    (void)co_await ledger.recall_commit_errors();
    ledger.apply(change, &result->tally, nullptr, {}, true);
    live->before = live->counts();  // what is read again counts again
  }
  ledger.unlock();
  if (!result || stopping_) {  // stopping: it goes on at the next start
    co_await lay_to_rest(live);
    if (!result) co_return fail(std::move(result).error());
    co_return Retried{.session = ledger.session(), .retried = result->retried};
  }
  live->pipeline = std::make_unique<Pipeline>(machinery_, ledger, std::move(*pattern));
  group_.spawn(run_pipeline(live));
  settled_.notify();
  co_return Retried{.session = ledger.session(), .retried = result->retried};
}

}  // namespace sluice::ingest
