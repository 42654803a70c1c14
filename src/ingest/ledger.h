#pragma once

// Ledger: what has happened in one session and is on its way to disk, and, once it is there, to the readers.
//
// Everything that changes a session goes through here, in one order: it is gathered into a batch, the batch is one
// transaction of the store (group commit: at once when idle, else within kGather), and only then do the counts change
// and the channel hears of it. So nobody ever sees what a kill could take back. Loop thread only.
//
// Versions (the ids of the stream) are reserved when a batch is taken: one for each failure, one for the batch. The
// store keeps a ceiling above every id ever sent; a restart begins there.
//
// When the store is unavailable (disk full, database locked) the session pauses with the reason and goes on by itself
// when the same batch can be written. That pause is never on disk: a stored `paused` is the user's.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "async/timer.h"
#include "base/clock.h"
#include "model/file.h"
#include "model/session.h"
#include "progress/channel.h"
#include "progress/rate.h"
#include "store/store.h"

namespace sluice::ingest {

class Ledger {
 public:
  static constexpr Duration kGather = std::chrono::milliseconds(15);
  static constexpr std::size_t kFullBatch = 256;                    // entries: written without gathering more
  static constexpr std::size_t kMostEntries = 2048;                 // waiting to be written; beyond, callers wait
  static constexpr std::size_t kMostBytes = 64u << 20;              // of records waiting to be written
  static constexpr std::int64_t kVersionsAhead = 10'000;            // how far the ceiling is put ahead
  static constexpr Duration kRetryPause = std::chrono::seconds(1);  // when the store is unavailable

  // Called with every batch that has outcomes, before it is written: fills what the store cannot know. Optional.
  using Prepare = std::function<task<void>(store::Batch&)>;

  Ledger(const Executor& executor, const Clock& clock, store::Store& store, model::Session session,
         Prepare prepare = {});
  ~Ledger();  // readers of the channel get its end
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // The state as readers may see it: everything in it is on disk.
  [[nodiscard]] const model::Session& session() const { return session_; }
  [[nodiscard]] const std::shared_ptr<progress::Channel>& channel() const { return channel_; }
  // Fill `errors` and `commit_errors` from the store: for a session that was at rest or in an earlier life.
  task<Result<void>> recall_errors();
  task<Result<void>> recall_commit_errors();

  // --- files, each answers when there is room
  task<void> found(std::vector<model::FoundFile> files);
  task<void> settled(const std::string& path, model::FileOutcome outcome);
  void working_on(const std::string& path);
  // Who can say which files are being read now; asked whenever a snapshot is made. Their changes are hinted at.
  using AskWorkers = std::function<std::vector<progress::InHand>()>;
  void ask_workers(AskWorkers ask) { ask_workers_ = std::move(ask); }
  void workers_changed() { channel_->hint(); }
  [[nodiscard]] bool limit_reached() const { return limit_reached_; }
  // How many batches have been written; wait for the next with written_event().
  [[nodiscard]] std::uint64_t batches_written() const { return batches_written_; }
  [[nodiscard]] bool has_unwritten_found() const { return !batch_.found.empty() || found_in_flight_; }
  [[nodiscard]] Event& written_event() { return written_; }

  // --- the session itself
  // Written as soon as possible, alone or with what is waiting; answers when it is on disk and published.
  task<void> change(store::SessionChange change);
  // The same for a user's command, who does not wait for a store that is not available: the write under way is tried
  // again at once, and if it fails, so does this, with unavailable. The change then follows as soon as it can.
  task<Result<void>> command(store::SessionChange change);
  // Is the session paused because the store is not available?
  [[nodiscard]] bool is_in_trouble() const { return status_before_pause_.has_value(); }
  // Tries again at once what could not be written. unavailable: in vain.
  task<Result<void>> try_again();
  // For transactions of the store besides stage(): reserves a version and puts it into `change`…
  [[nodiscard]] store::SessionChange reserve(store::SessionChange change);
  // …and takes in what became of it. Between the two, nothing else is written or published.
  void apply(const store::SessionChange& change, const model::Tally* tally, const model::CommitTally* commit,
             std::vector<std::string> commit_errors, bool publish);
  void apply_edit(const store::SessionChange& change, const store::EditResult& result);
  void apply_threshold(const store::SessionChange& change, double nsfw_threshold, const model::Tally& tally);
  void apply_undo(const store::SessionChange& change, const model::UndoTally& undo,
                  const std::optional<model::CommitTally>& commit);
  task<void> lock();  // waits until no transaction is under way and takes the place of one
  // The same, but does not wait for a store that is not available.
  task<Result<void>> lock_for_command();
  void unlock();

  // Writes what comes until close(); run once, by the owner's task group.
  task<void> write_loop();
  // Nothing more is taken; write_loop() ends. What has not been written is dropped: its files simply have no outcome
  // yet.
  void close();

 private:
  struct Taken {
    store::Batch batch;
    std::vector<std::string> outcome_paths;
    std::int64_t first_found_version = 0;
    std::uint32_t failed_found = 0;
    [[nodiscard]] std::vector<model::FailedFile> failed_outcomes() const;
  };
  [[nodiscard]] bool has_work() const;
  [[nodiscard]] std::size_t waiting_entries() const { return batch_.found.size() + batch_.outcomes.size(); }
  [[nodiscard]] bool is_full() const { return waiting_entries() >= kMostEntries || waiting_bytes_ >= kMostBytes; }
  Taken take();
  void number(Taken& taken);
  task<bool> write(Taken taken);
  void be_in_trouble(const Error& error);
  [[nodiscard]] std::unexpected<Error> trouble() const;
  void count_work();
  task<std::vector<model::FailedFile>> failures_of(const Taken& taken);
  void tell_failures(std::vector<model::FailedFile> failed);
  void take_in(const store::SessionChange& change);
  void list_errors(std::vector<std::string>& list, std::vector<std::string> more);
  std::optional<progress::Snapshot> compose();

  const Clock& clock_;
  store::Store& store_;
  Prepare prepare_;
  model::Session session_;
  std::shared_ptr<progress::Channel> channel_;
  progress::Rate rate_;
  std::vector<std::string> errors_, commit_errors_;
  std::string current_file_;

  store::Batch batch_;                      // gathered, not yet taken
  std::vector<std::string> outcome_paths_;  // of batch_.outcomes
  std::size_t waiting_bytes_ = 0;
  bool change_waiting_ = false;
  std::uint64_t changes_asked_ = 0, changes_written_ = 0;
  bool busy_ = false;  // a transaction is under way
  bool found_in_flight_ = false;
  bool limit_reached_ = false;
  bool closed_ = false;
  std::int64_t last_reserved_;  // the newest version given to anything
  std::int64_t last_composed_ = 0;
  std::uint64_t batches_written_ = 0;
  std::optional<model::SessionStatus> status_before_pause_;
  std::uint64_t failed_tries_ = 0;  // of writes
  Duration worked_;                 // model::Session::worked, up to counted_until_
  SteadyTime counted_until_;
  AskWorkers ask_workers_;
  Event work_, written_, idle_;
  Event try_now_, tried_;  // a write that failed
};

}  // namespace sluice::ingest
