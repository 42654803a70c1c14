#include "ingest/ingest.h"

#include <fmt/format.h>

#include "base/log.h"
#include "ingest/admit.h"
#include "ingest/twins.h"

namespace sluice::ingest {
using model::SessionStatus;

std::unexpected<Error> Ingest::wrong_state(const model::Session& session, std::string_view command,
                                           std::string_view allowed) {
  return fail(Code::conflict,
              fmt::format("the session is {}; {} is allowed when it is {}", name(session.status), command, allowed));
}

Ingest::Live::Live(const Machinery& machinery, model::Session session)
    : ledger(machinery.executor, machinery.clock, machinery.store, std::move(session),
             [&machinery](store::Batch& batch) { return find_gone(machinery, batch); }),
      before(counts()),
      group(machinery.executor, "ledger") {
  group.spawn(ledger.write_loop());
}

Counts Ingest::Live::counts() const {
  return {.files = ledger.session().tally, .commit = ledger.session().commit, .batches = ledger.batches_written()};
}

Ingest::Ingest(const Machinery& machinery, progress::Hub& hub)
    : machinery_(machinery), hub_(hub), settled_(machinery.executor), group_(machinery.executor, "ingest") {}

Ingest::~Ingest() = default;

// --- start --------------------------------------------------------------------------------------------------------

task<Result<model::Session>> Ingest::start(model::Parameters parameters) {
  if (stopping_) co_return fail(Code::unavailable, "Sluice is shutting down");
  auto pattern = co_await admit(machinery_, parameters);
  if (!pattern) co_return fail(std::move(pattern).error());

  model::Session session{
      .id = random_session_id(), .parameters = std::move(parameters), .started_at = machinery_.clock.wall()};
  const SessionId id = session.id;
  if (auto created = co_await machinery_.store.create_session(session); !created)
    co_return fail(std::move(created).error());
  if (stopping_) co_return session;  // it will go on at the next start

  const auto live = bring_to_life(session);
  live->pipeline = std::make_unique<Pipeline>(machinery_, live->ledger, std::move(*pattern));
  group_.spawn(run_pipeline(live));

  const SteadyTime deadline = machinery_.clock.steady() + kStartPatience;
  for (;;) {
    session = live->ledger.session();
    const Duration left = deadline - machinery_.clock.steady();
    if (!session.discovering || left <= Duration::zero()) co_return session;
    co_await live->ledger.written_event().wait_for(left);
  }
}

std::shared_ptr<Ingest::Live> Ingest::bring_to_life(model::Session session) {
  const SessionId id = session.id;
  auto live = std::make_shared<Live>(machinery_, std::move(session));
  hub_.add(id, live->ledger.channel());
  live_.emplace(id, live);
  ++lives_;
  return live;
}

// --- a session's life ---------------------------------------------------------------------------------------------

task<void> Ingest::run_pipeline(std::shared_ptr<Live> live) {
  (void)co_await live->ledger.recall_errors();
  (void)co_await live->ledger.recall_commit_errors();
  if (!stopping_ && !live->cancelled) {
    // Also of one that was paused before a restart: this is the first state that its readers get.
    const auto status = live->pipeline->is_held() ? SessionStatus::paused : SessionStatus::processing;
    co_await live->ledger.change({.status = status});
  }
  Result<void> result;
  if (!stopping_ && !live->cancelled) result = co_await live->pipeline->run();
  if (!stopping_ && !live->cancelled) {
    live->ending = true;
    store::SessionChange end{.status = SessionStatus::completed, .ended_at = machinery_.clock.wall()};
    // A retry does not take up what a cancel left: then the session is still one that has not seen all its files.
    if (live->ledger.session().tally.cancelled > 0) end.status = SessionStatus::cancelled;
    if (!result) {
      log::error("session {}: {}", live->ledger.session().id.value(), result.error().message);
      end.status = SessionStatus::error;
      end.error = result.error().message;
    }
    co_await live->ledger.change(std::move(end));
  }
  co_await lay_to_rest(live);
}

task<void> Ingest::go_on_committing(std::shared_ptr<Live> live) {
  (void)co_await live->ledger.recall_errors();
  (void)co_await live->ledger.recall_commit_errors();
  live->ledger.session().undoing ? co_await run_undo(live) : co_await run_commit(live);
}

task<void> Ingest::run_commit(std::shared_ptr<Live> live) {
  Ledger& ledger = live->ledger;
  const SessionId id = ledger.session().id;
  bool finished = false;
  while (!finished && !stopping_) {
    co_await ledger.lock();
    const auto change = ledger.reserve({});
    auto chunk = co_await machinery_.store.commit_chunk(id, kCommitChunk, change);
    if (chunk) {
      std::vector<std::string> errors;
      for (const auto& [path, failure] : chunk->failures) errors.push_back(progress::describe(path, failure));
      ledger.apply(change, nullptr, &chunk->tally, std::move(errors), false);
      finished = chunk->finished;
    }
    ledger.unlock();
    if (!chunk && chunk.error().code != Code::unavailable) {
      co_await ledger.change(
          {.status = SessionStatus::commit_error, .ended_at = machinery_.clock.wall(), .error = chunk.error().message});
      break;
    }
    if (!chunk) {
      log::error("commit of {}: {}; trying again", id.value(), chunk.error().message);
      co_await sleep_for(Ledger::kRetryPause);
    }
  }
  if (finished) {
    const auto failed = ledger.session().commit.failed;
    store::SessionChange end{.status = failed ? SessionStatus::commit_error : SessionStatus::committed,
                             .ended_at = machinery_.clock.wall()};
    end.error = failed ? fmt::format("{} of {} files could not be written; each is listed with its reason", failed,
                                     ledger.session().commit.total)
                       : std::string();
    co_await ledger.change(std::move(end));
  }
  co_await lay_to_rest(live);
}

// The last step of a live session, whatever brought it here.
task<void> Ingest::lay_to_rest(std::shared_ptr<Live> live) {
  live->ledger.close();
  co_await live->group.join();
  if (!stopping_) retire(*live, progress::Channel::End::rest);
}

// Readers get the end; from now on the session is what the store says. (Another life may have begun already.)
void Ingest::retire(const Live& live, progress::Channel::End end) {
  const auto it = live_.find(live.ledger.session().id);
  if (it == live_.end() || it->second.get() != &live) return;
  hub_.remove(it->first, end);
  past_.add(live.before, live.counts());
  live_.erase(it);
  settled_.notify();
}

// --- commands -----------------------------------------------------------------------------------------------------

task<Result<model::Session>> Ingest::find(const SessionId& id) {
  if (const auto it = live_.find(id); it != live_.end()) co_return it->second->ledger.session();
  co_return co_await machinery_.store.session(id);
}

// The same, but never in the moments in which a life has begun and does not work yet, or works no longer: a command
// that comes then waits for what follows.
task<Result<model::Session>> Ingest::find_settled(const SessionId& id) {
  for (;;) {
    const auto it = live_.find(id);
    if (it == live_.end()) {
      const std::uint64_t lives = lives_;
      auto session = co_await machinery_.store.session(id);
      if (lives == lives_) co_return session;
    } else if (stopping_ || !model::is_resting(it->second->ledger.session().status)) {
      co_return it->second->ledger.session();
    } else {
      co_await settled_.wait();
    }
  }
}

// The life of a session that finds and reads files, or null. Like find_settled(): not in the moments between.
task<std::shared_ptr<Ingest::Live>> Ingest::find_pipeline(SessionId id) {
  for (;;) {
    const auto it = live_.find(id);
    if (it == live_.end() || it->second->cancelled) co_return nullptr;
    if (stopping_ || !model::is_resting(it->second->ledger.session().status)) {
      co_return it->second->pipeline ? it->second : nullptr;
    }
    co_await settled_.wait();
  }
}

task<Result<model::Session>> Ingest::cancel(SessionId id) {
  constexpr std::string_view kAllowed = "starting, processing or paused";
  const std::shared_ptr<Live> live = co_await find_pipeline(id);
  if (!live) {
    auto session = co_await find(id);
    if (!session) co_return session;
    co_return wrong_state(*session, "cancel", kAllowed);
  }
  Ledger& ledger = live->ledger;
  if (auto locked = co_await ledger.lock_for_command(); !locked) co_return fail(std::move(locked).error());
  if (live->cancelled || model::is_resting(ledger.session().status)) {  // it came to its end meanwhile
    ledger.unlock();
    co_return wrong_state(ledger.session(), "cancel", kAllowed);
  }
  live->cancelled = true;
  live->pipeline->stop();
  const auto change = ledger.reserve({.status = SessionStatus::cancelled,
                                      .discovering = false,
                                      .ended_at = machinery_.clock.wall(),
                                      .error = std::string()});
  auto tally = co_await machinery_.store.skip_pending(id, change);
  if (tally) ledger.apply(change, &*tally, nullptr, {}, true);
  ledger.close();  // what is still being read has no outcome any more
  ledger.unlock();
  retire(*live, progress::Channel::End::rest);
  if (!tally) co_return fail(std::move(tally).error());
  co_return ledger.session();
}

task<Result<model::Session>> Ingest::commit(SessionId id) {
  auto session = co_await find_settled(id);
  if (!session) co_return session;
  if (stopping_) co_return fail(Code::unavailable, "Sluice is shutting down");
  if (live_.contains(id) || !model::may_commit(session->status)) {
    co_return wrong_state(*session, "commit", "completed, cancelled, commit_error or undone");
  }
  const auto live = bring_to_life(std::move(*session));
  Ledger& ledger = live->ledger;
  (void)co_await ledger.recall_errors();
  co_await ledger.lock();
  const auto change = ledger.reserve({.status = SessionStatus::committing, .error = std::string()});
  auto tally = co_await machinery_.store.begin_commit(id, change);
  if (tally) {
    ledger.apply(change, nullptr, &*tally, {}, true);
    live->before = live->counts();  // a new commit counts from zero
    settled_.notify();
  }
  ledger.unlock();
  if (!tally) {
    co_await lay_to_rest(live);
    co_return fail(std::move(tally).error());
  }
  group_.spawn(run_commit(live));
  co_return ledger.session();
}

task<Result<void>> Ingest::remove(SessionId id) {
  if (auto session = co_await find_settled(id); !session) co_return fail(std::move(session).error());
  if (const auto it = live_.find(id); it != live_.end()) {
    const std::shared_ptr<Live> live = it->second;
    if (!live->pipeline) co_return wrong_state(live->ledger.session(), "delete", "anything but committing");
    if (auto written = co_await live->ledger.try_again(); !written) co_return written;
    // Out of sight first, so that its streams end with `gone` and not with a state nobody will ever see again.
    hub_.remove(id, progress::Channel::End::gone);
    if (!live->cancelled) {
      if (auto cancelled = co_await cancel(id); !cancelled) co_return fail(std::move(cancelled).error());
    }
  }
  co_return co_await machinery_.store.remove_session(id);
}

task<Result<progress::Snapshot>> Ingest::snapshot(SessionId id) {
  auto session = co_await find(id);
  if (!session) co_return fail(std::move(session).error());
  progress::Snapshot snapshot{.session = std::move(*session)};
  snapshot.emitted_at = progress::resting_since(snapshot.session).value_or(machinery_.clock.wall());
  if (snapshot.session.tally.failed > 0) {
    auto failures = co_await machinery_.store.newest_failures(id, progress::kListedErrors);
    if (!failures) co_return fail(std::move(failures).error());
    for (const auto& row : *failures) snapshot.errors.push_back(progress::describe(row.path, row.failure));
  }
  if (snapshot.session.commit.failed > 0) {
    auto failures = co_await machinery_.store.commit_failures(id, progress::kListedErrors);
    if (!failures) co_return fail(std::move(failures).error());
    for (const auto& row : *failures) snapshot.commit_errors.push_back(progress::describe(row.path, row.failure));
  }
  co_return snapshot;
}

Statistics Ingest::statistics() const {
  Statistics out = past_;
  for (const auto& [id, live] : live_) {
    out.add(live->before, live->counts());
    if (const auto status = live->ledger.session().status; !model::is_resting(status)) ++out.of(status);
  }
  return out;
}

// --- start and stop of the process --------------------------------------------------------------------------------

task<Result<void>> Ingest::resume_unfinished() {
  auto sessions = co_await machinery_.store.unfinished_sessions();
  if (!sessions) co_return fail(std::move(sessions).error());
  for (model::Session& session : *sessions) {
    const SessionId id = session.id;
    log::info("session {}: going on where it was ({})", id.value(), name(session.status));
    if (auto gone_on = go_on(std::move(session)); !gone_on) {
      log::error("session {}: {}", id.value(), gone_on.error().message);
      store::SessionChange end{
          .status = SessionStatus::error, .ended_at = machinery_.clock.wall(), .error = gone_on.error().message};
      if (auto changed = co_await machinery_.store.change_session(id, std::move(end)); !changed) co_return changed;
    }
  }
  co_return Result<void>{};
}

// Of a session that was accepted before: its folders may have left the roots since.
Result<Pattern> Ingest::pattern_of(const model::Parameters& parameters) const {
  for (const std::string& directory : parameters.directories) {
    if (auto allowed = machinery_.roots.absolute(directory); !allowed) return fail(allowed.error());
  }
  return Pattern::parse(parameters.pattern);
}

Result<void> Ingest::go_on(model::Session session) {
  if (session.status == SessionStatus::committing) {
    group_.spawn(go_on_committing(bring_to_life(std::move(session))));
    return {};
  }
  Pattern pattern = SLUICE_TRY(pattern_of(session.parameters));
  const bool is_paused = session.status == SessionStatus::paused;  // by its user: the store's own pause is not on disk
  const auto live = bring_to_life(std::move(session));
  live->pipeline = std::make_unique<Pipeline>(machinery_, live->ledger, std::move(pattern));
  if (is_paused) live->pipeline->hold();
  group_.spawn(run_pipeline(live));
  return {};
}

task<void> Ingest::stop() {
  stopping_ = true;
  settled_.notify();
  for (auto& [id, live] : live_) {
    live->ledger.close();
    if (live->pipeline) live->pipeline->stop();
  }
  co_await group_.join();
}

}  // namespace sluice::ingest
