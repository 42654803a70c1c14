// Ingest: a commit taken back, in chunks, its progress on the session's channel. A restart goes on with it.

#include "base/log.h"
#include "ingest/ingest.h"

namespace sluice::ingest {
using model::SessionStatus;

task<Result<model::Session>> Ingest::undo(SessionId id) {
  auto session = co_await find_settled(id);
  if (!session) co_return session;
  if (stopping_) co_return fail(Code::unavailable, "Sluice is shutting down");
  if (live_.contains(id) || !model::may_undo(session->status))
    co_return wrong_state(*session, "undo", "committed or commit_error");

  const auto live = bring_to_life(std::move(*session));
  Ledger& ledger = live->ledger;
  (void)co_await ledger.recall_errors();
  co_await ledger.lock();
  const auto change = ledger.reserve({.status = SessionStatus::committing, .error = std::string()});
  auto begun = co_await machinery_.store.begin_undo(id, change);
  if (begun) {
    ledger.apply_undo(change, *begun, std::nullopt);
    live->before = live->counts();
    settled_.notify();
  }
  ledger.unlock();
  if (!begun) {
    co_await lay_to_rest(live);
    co_return fail(std::move(begun).error());
  }
  group_.spawn(run_undo(live));
  co_return ledger.session();
}

task<void> Ingest::run_undo(std::shared_ptr<Live> live) {
  Ledger& ledger = live->ledger;
  const SessionId id = ledger.session().id;
  bool finished = false;
  while (!finished && !stopping_) {
    co_await ledger.lock();
    const auto change = ledger.reserve({});
    auto chunk = co_await machinery_.store.undo_chunk(id, kCommitChunk, change);
    if (chunk) {
      finished = chunk->finished;
      ledger.apply_undo(change, chunk->tally, finished ? std::optional(chunk->commit) : std::nullopt);
      live->before.commit = ledger.session().commit;  // what is taken back was committed all the same
    }
    ledger.unlock();
    if (!chunk && chunk.error().code != Code::unavailable) {
      co_await ledger.change(
          {.status = SessionStatus::commit_error, .ended_at = machinery_.clock.wall(), .error = chunk.error().message});
      break;
    }
    if (!chunk) {
      log::error("undo of {}: {}; trying again", id.value(), chunk.error().message);
      co_await sleep_for(Ledger::kRetryPause);
    }
  }
  if (finished) {
    co_await ledger.change(
        {.status = SessionStatus::undone, .ended_at = machinery_.clock.wall(), .error = std::string()});
  }
  co_await lay_to_rest(live);
}

}  // namespace sluice::ingest
