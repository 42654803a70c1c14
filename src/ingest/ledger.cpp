#include "ingest/ledger.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/log.h"
#include "base/utf8.h"
#include "progress/snapshot.h"
#include "store/change.h"

namespace sluice::ingest {
namespace {

template <class T>
void overwrite(std::optional<T>& out, const std::optional<T>& with) {
  if (with) out = with;
}

void merge(store::SessionChange& out, const store::SessionChange& with) {
  overwrite(out.status, with.status);
  overwrite(out.discovering, with.discovering);
  overwrite(out.version, with.version);
  overwrite(out.version_ceiling, with.version_ceiling);
  overwrite(out.run, with.run);
  overwrite(out.ended_at, with.ended_at);
  overwrite(out.error, with.error);
  overwrite(out.worked, with.worked);
}

// Failures of an earlier life have versions up to what it may have used.
std::int64_t known_failures(const model::Session& session) {
  return session.tally.failed > 0 ? std::max(session.version, session.version_ceiling) : 0;
}

std::vector<std::string> described(const std::vector<model::FailedFile>& failed) {
  std::vector<std::string> out;
  out.reserve(failed.size());
  for (const auto& each : failed) out.push_back(progress::describe(each.path, each.failure));
  return out;
}

}  // namespace

Ledger::Ledger(const Executor& executor, const Clock& clock, store::Store& store, model::Session session,
               Prepare prepare)
    : clock_(clock),
      store_(store),
      prepare_(std::move(prepare)),
      session_(std::move(session)),
      channel_(std::make_shared<progress::Channel>(executor, clock, session_.id, known_failures(session_),
                                                   [this] { return compose(); })),
      last_reserved_(std::max(session_.version, session_.version_ceiling)),
      worked_(session_.worked),
      counted_until_(clock.steady()),
      work_(executor),
      written_(executor),
      idle_(executor),
      try_now_(executor),
      tried_(executor) {
  session_.version = last_reserved_;
  last_composed_ = last_reserved_;
}

Ledger::~Ledger() { channel_->end(progress::Channel::End::rest); }

task<Result<void>> Ledger::recall_errors() {
  if (session_.tally.failed > 0) {
    auto failed = co_await store_.newest_failures(session_.id, progress::kListedErrors);
    if (!failed) co_return fail(std::move(failed).error());
    errors_ = described(*failed);
  }
  co_return Result<void>{};
}

task<Result<void>> Ledger::recall_commit_errors() {
  if (session_.commit.failed > 0) {
    auto failed = co_await store_.commit_failures(session_.id, progress::kListedErrors);
    if (!failed) co_return fail(std::move(failed).error());
    commit_errors_ = described(*failed);
  }
  co_return Result<void>{};
}

task<void> Ledger::found(std::vector<model::FoundFile> files) {
  while (!closed_ && is_full()) co_await written_.wait();
  if (closed_) co_return;
  std::ranges::move(files, std::back_inserter(batch_.found));
  work_.notify();
}

task<void> Ledger::settled(const std::string& path, model::FileOutcome outcome) {
  while (!closed_ && is_full()) co_await written_.wait();
  if (closed_) co_return;
  waiting_bytes_ += outcome.record_json.size();
  batch_.outcomes.push_back(std::move(outcome));
  outcome_paths_.push_back(path);
  work_.notify();
}

void Ledger::working_on(const std::string& path) {
  current_file_ = to_text(std::string_view(path).substr(path.rfind('/') + 1));
  channel_->hint();
}

task<void> Ledger::change(store::SessionChange change) {
  merge(batch_.change, change);
  change_waiting_ = true;
  const std::uint64_t mine = ++changes_asked_;
  work_.notify();
  while (!closed_ && changes_written_ < mine) co_await written_.wait();
}

task<Result<void>> Ledger::command(store::SessionChange change) {
  merge(batch_.change, change);
  change_waiting_ = true;
  const std::uint64_t mine = ++changes_asked_;
  const std::uint64_t failed = failed_tries_;
  work_.notify();
  try_now_.notify();
  while (!closed_ && changes_written_ < mine && failed_tries_ == failed) {
    co_await tried_.wait();
  }
  if (!closed_ && changes_written_ < mine) co_return trouble();
  co_return Result<void>{};
}

task<Result<void>> Ledger::try_again() {
  const std::uint64_t failed = failed_tries_;
  try_now_.notify();
  while (!closed_ && is_in_trouble() && failed_tries_ == failed) co_await tried_.wait();
  if (!closed_ && is_in_trouble()) co_return trouble();
  co_return Result<void>{};
}

std::unexpected<Error> Ledger::trouble() const { return fail(Code::unavailable, session_.error); }

// Up to now: what has gone by in a state in which files are found and read.
void Ledger::count_work() {
  const SteadyTime now = clock_.steady();
  const bool works =
      session_.status == model::SessionStatus::starting || session_.status == model::SessionStatus::processing;
  if (works) worked_ += now - counted_until_;
  counted_until_ = now;
}

store::SessionChange Ledger::reserve(store::SessionChange change) {
  count_work();
  change.worked = worked_;
  change.version = ++last_reserved_;
  if (last_reserved_ + kVersionsAhead / 10 > session_.version_ceiling) {
    change.version_ceiling = last_reserved_ + kVersionsAhead;
  }
  // A session at rest sends nothing above its last version: a restart must find exactly that one.
  if (change.status && model::is_resting(*change.status)) change.version_ceiling = change.version;
  return change;
}

task<void> Ledger::lock() {
  while (busy_) co_await idle_.wait();
  busy_ = true;
}

task<Result<void>> Ledger::lock_for_command() {
  try_now_.notify();
  const std::uint64_t failed = failed_tries_;
  while (busy_) {
    co_await idle_.wait();
    if (busy_ && failed_tries_ != failed) co_return trouble();
  }
  busy_ = true;
  co_return Result<void>{};
}

void Ledger::unlock() {
  busy_ = false;
  idle_.notify();
  work_.notify();
}

bool Ledger::has_work() const { return change_waiting_ || waiting_entries() > 0; }

task<void> Ledger::write_loop() {
  while (!closed_) {
    if (!has_work()) {
      co_await work_.wait();
      continue;
    }
    co_await lock();
    const SteadyTime begun = clock_.steady();
    bool written = co_await write(take());
    unlock();
    if (!written) break;
    // Busy: gather a moment, so that many files share a transaction.
    while (!closed_ && !change_waiting_ && waiting_entries() < kFullBatch && clock_.steady() - begun < kGather) {
      if (!co_await work_.wait_for(kGather - (clock_.steady() - begun))) break;
    }
  }
}

void Ledger::close() {
  closed_ = true;
  work_.notify();
  written_.notify();
  try_now_.notify();
  tried_.notify();
}

Ledger::Taken Ledger::take() {
  Taken taken{.batch = std::exchange(batch_, {}), .outcome_paths = std::exchange(outcome_paths_, {})};
  waiting_bytes_ = 0;
  change_waiting_ = false;
  found_in_flight_ = !taken.batch.found.empty();
  taken.failed_found = static_cast<std::uint32_t>(
      std::ranges::count_if(taken.batch.found, [](const auto& file) { return file.failure.has_value(); }));
  number(taken);
  return taken;
}

std::vector<model::FailedFile> Ledger::Taken::failed_outcomes() const {
  std::vector<model::FailedFile> out;
  for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
    const model::FileOutcome& outcome = batch.outcomes[i];
    if (!outcome.failure) continue;
    out.push_back({outcome.id, outcome.failure_version, outcome_paths[i], *outcome.failure, outcome.at});
  }
  return out;
}

// Gives every failure of the batch its version, and the batch the one above them.
void Ledger::number(Taken& taken) {
  for (auto& outcome : taken.batch.outcomes) {
    if (outcome.failure) outcome.failure_version = ++last_reserved_;
  }
  taken.first_found_version = last_reserved_ + 1;
  last_reserved_ += taken.failed_found;
  taken.batch.change = reserve(std::move(taken.batch.change));
}

// One transaction, tried until it succeeds. False when the ledger was closed meanwhile or the store is beyond hope.
task<bool> Ledger::write(Taken taken) {
  const std::uint64_t changes = changes_asked_;
  if (prepare_ && !taken.batch.outcomes.empty()) co_await prepare_(taken.batch);
  for (;;) {
    auto result = co_await store_.stage(session_.id, taken.batch, taken.first_found_version);
    std::vector<model::FailedFile> failed;
    if (result && !closed_) failed = co_await failures_of(taken);
    if (closed_) co_return false;
    if (result) {
      const bool was_in_trouble = is_in_trouble();
      if (was_in_trouble) {
        count_work();
        session_.status = *std::exchange(status_before_pause_, std::nullopt);
        session_.error.clear();
      }
      const model::SessionStatus before = session_.status;
      session_.tally = result->tally;
      limit_reached_ = limit_reached_ || result->limit_reached;
      take_in(taken.batch.change);
      tell_failures(std::move(failed));
      ++batches_written_;
      changes_written_ = changes;
      found_in_flight_ = false;
      const bool is_new_status = was_in_trouble || session_.status != before;
      if (is_new_status) rate_.reset();  // a pause is no slowness
      rate_.observe(clock_.steady(), session_.tally.settled());
      is_new_status ? channel_->publish() : channel_->touch();
      written_.notify();
      tried_.notify();
      co_return true;
    }
    log::error("session {}: {}", session_.id.value(), result.error().message);
    if (result.error().code == Code::not_found || result.error().code == Code::conflict) {  // deleted or ended under us
      close();
      co_return false;
    }
    be_in_trouble(result.error());
    // Nothing can be reserved on disk now; within the ceiling there are ids left for telling. The batch's own come
    // after.
    if (last_reserved_ < session_.version_ceiling) {
      session_.version = ++last_reserved_;
      channel_->publish();
      number(taken);
    }
    tried_.notify();
    idle_.notify();
    co_await try_now_.wait_for(kRetryPause);
    if (closed_) co_return false;
  }
}

void Ledger::be_in_trouble(const Error& error) {
  count_work();
  ++failed_tries_;
  if (!is_in_trouble()) status_before_pause_ = session_.status;
  session_.status = model::SessionStatus::paused;
  session_.error = error.message;
}

// What has failed in a batch that is on disk, each once, in the order of versions.
task<std::vector<model::FailedFile>> Ledger::failures_of(const Taken& taken) {
  std::vector<model::FailedFile> out = taken.failed_outcomes();
  if (taken.failed_found == 0) co_return out;
  // Some of those found may have been known from an earlier life; the new ones have the versions of this batch.
  auto found = co_await store_.failures(session_.id, taken.first_found_version - 1, taken.failed_found);
  if (found) {
    std::ranges::move(*found, std::back_inserter(out));
  } else {
    log::error("session {}: {}", session_.id.value(), found.error().message);
  }
  co_return out;
}

void Ledger::tell_failures(std::vector<model::FailedFile> failed) {
  list_errors(errors_, described(failed));
  channel_->failed(std::move(failed));
}

void Ledger::take_in(const store::SessionChange& change) {
  count_work();
  store::apply(change, session_);
  session_.worked = worked_;
  if (model::is_resting(session_.status)) current_file_.clear();
}

void Ledger::apply(const store::SessionChange& change, const model::Tally* tally, const model::CommitTally* commit,
                   std::vector<std::string> commit_errors, bool publish) {
  SLUICE_ASSERT(busy_);
  take_in(change);
  if (tally) session_.tally = *tally;
  if (commit) session_.commit = *commit;
  list_errors(commit_errors_, std::move(commit_errors));
  publish ? channel_->publish() : channel_->touch();
}

void Ledger::apply_edit(const store::SessionChange& change, const store::EditResult& result) {
  session_.edits = result.edits;
  apply(change, &result.tally, nullptr, {}, true);
}

void Ledger::apply_threshold(const store::SessionChange& change, double nsfw_threshold, const model::Tally& tally) {
  session_.parameters.nsfw_threshold = nsfw_threshold;
  apply(change, &tally, nullptr, {}, true);
}

// A chunk of an undo, or its begin.
void Ledger::apply_undo(const store::SessionChange& change, const model::UndoTally& undo,
                        const std::optional<model::CommitTally>& commit) {
  session_.undo = undo;
  session_.undoing = true;
  session_.commit.failed = 0;
  apply(change, nullptr, commit ? &*commit : nullptr, {}, change.status.has_value());
}

void Ledger::list_errors(std::vector<std::string>& list, std::vector<std::string> more) {
  std::ranges::move(more, std::back_inserter(list));
  if (list.size() > progress::kListedErrors) list.erase(list.begin(), list.end() - progress::kListedErrors);
}

std::optional<progress::Snapshot> Ledger::compose() {
  if (session_.version <= last_composed_) {
    // Only something that is not stored has changed. Its id must not overtake those of a batch under way.
    if (busy_ || closed_ || last_reserved_ >= session_.version_ceiling) return std::nullopt;
    session_.version = ++last_reserved_;
  }
  last_composed_ = session_.version;
  const SteadyTime now = clock_.steady();
  progress::Snapshot snapshot{
      .session = session_, .current_file = current_file_, .errors = errors_, .commit_errors = commit_errors_};
  const bool working = session_.status == model::SessionStatus::processing;
  if (working) snapshot.files_per_second = rate_.per_second(now);
  if (ask_workers_ && !model::is_resting(session_.status)) snapshot.workers = ask_workers_();
  // What was handed out last may still wait for a worker: what is read is nearer the truth.
  if (!snapshot.workers.empty())
    snapshot.current_file = std::ranges::max(snapshot.workers, {}, &progress::InHand::since).file;
  if (working && !session_.discovering) snapshot.eta_seconds = rate_.seconds_for(now, session_.tally.pending());
  return snapshot;
}

}  // namespace sluice::ingest
