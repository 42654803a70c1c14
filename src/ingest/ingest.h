#pragma once

// Ingest: the commands. Starts sessions, pauses, cancels, retries, commits and forgets them, takes commits back, moves
// their threshold, edits their files, goes on with those that a restart found unfinished. Each session under way has a
// ledger, and a pipeline, a commit or an undo that feeds it. Loop thread only.
//
// Errors: invalid_argument (names the field), denied (outside every root), not_found, conflict (the message says which
// states allow the command), unavailable (shutting down, store).

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "async/task.h"
#include "async/task_group.h"
#include "async/timer.h"
#include "ingest/ledger.h"
#include "ingest/pipeline.h"
#include "ingest/statistics.h"
#include "model/parameters.h"
#include "model/session.h"
#include "progress/hub.h"
#include "progress/snapshot.h"
#include "store/store.h"

namespace sluice::ingest {

class Ingest {
 public:
  Ingest(const Machinery& machinery, progress::Hub& hub);
  ~Ingest();
  Ingest(const Ingest&) = delete;
  Ingest& operator=(const Ingest&) = delete;

  // Creates the session and starts it. Answers when every file has been found or after kStartPatience, whichever comes
  // first, with the counts so far.
  task<Result<model::Session>> start(model::Parameters parameters);
  // Begins nothing new until resume(), also after a restart; files under way end and count. Answers when that is on
  // disk.
  task<Result<model::Session>> pause(SessionId id);
  // Goes on. One that is paused because the store is not available tries again at once.
  task<Result<model::Session>> resume(SessionId id);
  task<Result<model::Session>> cancel(SessionId id);
  // Reads failed files again (of this reason class; store.h says which otherwise) in the next run of a session that
  // rests; one that ended in `error` goes on with what has no outcome yet, too. Nothing to read: nothing changes.
  struct Retried {
    model::Session session;
    std::uint64_t retried = 0;
  };
  task<Result<Retried>> retry(SessionId id, std::optional<model::Reason> reason);
  // What counts as detected from now on, recounted from the scores that are there. Any time but while committing.
  task<Result<model::Session>> set_nsfw_threshold(SessionId id, double threshold);
  // Sets what the user sets on files that have been read and are not in the catalogue: those named, or those that a
  // filter finds (by the session's threshold) but `except`. Any time but while committing and when committed. In
  // pieces, each on disk and told before the next; what came before an error stays.
  struct Choice {
    std::vector<FileId> ids;
    std::optional<store::FileQuery> filter;  // instead of ids
    std::vector<FileId> except;              // of what the filter finds
  };
  struct Edited {
    std::uint64_t matched = 0;
    std::uint64_t changed = 0;
  };
  task<Result<Edited>> edit(SessionId id, Choice choice, store::FileEdit edit);
  // Begins the commit; it goes on in the background, its progress on the session's channel.
  task<Result<model::Session>> commit(SessionId id);
  // Begins to take back what the session has committed (store.h says how); it goes on in the background.
  task<Result<model::Session>> undo(SessionId id);
  // Forgets a session: cancels it first if it is under way. Its open streams hear of it.
  task<Result<void>> remove(SessionId id);

  // The session as readers see it, under way or at rest.
  task<Result<progress::Snapshot>> snapshot(SessionId id);

  // Goes on with everything that is not at rest. Once, at start.
  task<Result<void>> resume_unfinished();
  // Ends everything under way without changing any session: a later start goes on. New commands are refused.
  task<void> stop();

  [[nodiscard]] std::size_t under_way() const { return live_.size(); }
  [[nodiscard]] Statistics statistics() const;

 private:
  static constexpr Duration kStartPatience = std::chrono::milliseconds(50);
  static constexpr std::uint32_t kCommitChunk = 250;
  static constexpr std::uint32_t kEditPiece = 2500;  // some 30 ms of the writer

  struct Live {
    Live(const Machinery& machinery, model::Session session);
    [[nodiscard]] Counts counts() const;
    Ledger ledger;
    Counts before;                       // when this life, or its commit, began
    std::unique_ptr<Pipeline> pipeline;  // none: a commit or an undo
    TaskGroup group;                     // the ledger's write loop
    bool cancelled = false;
    bool ending = false;  // every file has its outcome; how it ended is being written
  };
  std::shared_ptr<Live> bring_to_life(model::Session session);
  task<void> run_pipeline(std::shared_ptr<Live> live);
  task<void> run_commit(std::shared_ptr<Live> live);
  task<void> run_undo(std::shared_ptr<Live> live);
  task<void> go_on_committing(std::shared_ptr<Live> live);
  task<std::shared_ptr<Live>> find_pipeline(SessionId id);
  task<void> lay_to_rest(std::shared_ptr<Live> live);
  void retire(const Live& live, progress::Channel::End end);
  // A session's life for as long as a change of it takes, whether it is under way or at rest.
  struct Stay {
    std::shared_ptr<Live> live;
    bool is_own = false;  // begun for the change: readers who come meanwhile join it
  };
  task<Stay> stay_with(model::Session session);
  [[nodiscard]] bool is_over(const Stay& stay) const;
  task<void> leave(const Stay& stay);
  task<Result<void>> move_threshold(Ledger& ledger, double threshold);
  class EditPieces;
  task<Result<void>> edit_for_a_life(const Stay& stay, EditPieces& pieces, store::FileEdit edit, Edited& sum);
  task<Result<store::EditResult>> edit_piece(Ledger& ledger, std::vector<FileId> files, store::FileEdit edit);
  task<Result<model::Session>> find(const SessionId& id);
  task<Result<model::Session>> find_settled(const SessionId& id);
  [[nodiscard]] Result<Pattern> pattern_of(const model::Parameters& parameters) const;
  Result<void> go_on(model::Session session);
  static std::unexpected<Error> wrong_state(const model::Session& session, std::string_view command,
                                            std::string_view allowed);

  Machinery machinery_;
  progress::Hub& hub_;
  std::unordered_map<SessionId, std::shared_ptr<Live>>
      live_;                 // a cancelled one leaves at once; its task holds it to its end
  Statistics past_;          // of lives that have ended
  std::uint64_t lives_ = 0;  // begun so far
  Event settled_;            // a life began to work, or ended
  TaskGroup group_;          // run_pipeline, run_commit, run_undo
  bool stopping_ = false;
};

}  // namespace sluice::ingest
