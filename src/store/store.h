#pragma once

// Store: everything Sluice remembers. One interface, two implementations (sqlite/, later postgres/), one conformance
// suite (conformance_test.h).
//
// Every member is a task for the loop thread; the work itself happens on the store's own threads. Writes are carried
// out one after the other in the order of the calls, each call in one transaction: when its task answers, the change
// survives a kill of the process. Reads run beside them and see the latest finished write.
// Errors: not_found (no such session or file), conflict (the session's state does not allow it), unavailable (locked,
// disk full or failing: may be tried again, nothing has changed), corrupt (the database itself), internal.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/task.h"
#include "base/ids.h"
#include "base/result.h"
#include "model/file.h"
#include "model/session.h"

namespace sluice::store {

// What changes in a session besides its files. Members without a value stay as they are.
struct SessionChange {
  std::optional<model::SessionStatus> status;
  std::optional<bool> discovering;
  std::optional<std::int64_t> version;
  std::optional<std::int64_t> version_ceiling;
  std::optional<std::uint32_t> run;
  std::optional<WallTime> ended_at;
  std::optional<std::string> error;
  std::optional<Duration> worked;
};

// A group commit: all of it or nothing. Discovered files are new unless the session has their path already (then
// nothing changes). Outcomes of files that have one already, or of files of other sessions, change nothing. So a batch
// may be repeated.
struct Batch {
  std::vector<model::FoundFile> found;
  std::vector<model::FileOutcome> outcomes;
  SessionChange change;
};

// A found file's `failure` becomes an entry that is failed from the start: `failure_version` must rise, so the caller
// reserves as many versions as the batch has failures; found.failure gets first_failure_version, +1, +2… in order (one
// that is known already leaves its number unused).
struct StageResult {
  model::Tally tally;          // the session's, after the batch
  bool limit_reached = false;  // total is max_files: nothing more is taken
};

struct FileQuery {
  std::optional<model::FileState> state;
  std::optional<model::Reason> reason;
  std::optional<model::NsfwLabel> label;  // of files that have been read, by this threshold
  double nsfw_threshold = 0.5;
  std::string text;           // part of the path, without regard to ASCII case; empty: all
  FileId after;               // cursor: entries with a greater id
  std::uint32_t limit = 100;  // 1…1000; others are taken as the nearest of these
  bool with_records = false;  // FileRow::record_json is filled (reports, export)
};

struct FileRow {
  FileId id;
  std::string path;  // bytes
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  model::FileState state = model::FileState::pending;
  bool skipped_existing = false;  // `skipped` because the catalogue has it, not because of a cancel
  std::optional<model::Failure> failure;
  std::int64_t failure_version = 0;
  std::optional<WallTime> at;  // when it got its outcome
  bool included = true;        // a commit writes it
  bool committed = false;
  std::optional<model::Failure> commit_failure;
  model::RecordSummary summary;
  std::string record_json;
};

struct FilePage {
  std::vector<FileRow> rows;   // in the order of ids
  std::optional<FileId> next;  // cursor for the next page; none: this was the last
};

// Failures that a reader is not told one by one, because so many newer ones follow.
struct OlderFailures {
  std::int64_t through = 0;  // the version of the newest of them; 0: none
  std::uint64_t count = 0;
};

// A file that killed a decoder.
struct Quarantined {
  std::string message;  // how the decoder ended
  WallTime at{};
};

struct RetryResult {
  model::Tally tally;  // the session's, after it: `failed` is what is left
  std::uint64_t retried = 0;
};

// Files that have been read, by what a threshold makes of them: together the session's `processed`.
struct NsfwCount {
  std::uint64_t nsfw = 0;
  std::uint64_t safe = 0;
  std::uint64_t unknown = 0;
};

struct CommitChunk {
  model::CommitTally tally;                                      // the session's, after the chunk
  std::vector<std::pair<std::string, model::Failure>> failures;  // path, why: of this chunk
  bool finished = false;                                         // nothing is left to commit
};

// A file of the catalogue, as far as finding it on the disk takes. Catalogues of other programs know less.
struct MediaFile {
  std::string path;  // bytes
  std::optional<std::uint64_t> size;
  std::optional<std::int64_t> mtime_ns;
  std::string content_key;  // model/thumbnail_name.h; empty: unknown
};

struct UndoChunk {
  model::UndoTally tally;     // the session's, after the chunk
  model::CommitTally commit;  // what of it is still in the catalogue, once `finished`
  bool finished = false;      // nothing is left to undo
};

// A row of the catalogue that an undo left as it was.
struct KeptFile {
  std::string path;  // bytes
  std::string why;   // for people
};

// How many files of a folder (itself, not below it) the catalogue has.
using FolderCounts = std::vector<std::uint64_t>;  // in the order asked

class Store {
 public:
  virtual ~Store() = default;

  // --- sessions
  virtual task<Result<void>> create_session(model::Session session) = 0;
  virtual task<Result<model::Session>> session(SessionId id) = 0;
  // Newest first; `before` is an id of an earlier page (not_found when it was removed meanwhile).
  virtual task<Result<std::vector<model::Session>>> sessions(std::uint32_t limit, std::optional<SessionId> before) = 0;
  // All that are not resting: what a restart goes on with. Oldest first.
  virtual task<Result<std::vector<model::Session>>> unfinished_sessions() = 0;
  // The newest that is not finished or not yet committed (DESIGN §5): not resting, or completed, commit_error, or
  // cancelled with something to commit.
  virtual task<Result<std::optional<model::Session>>> active_session() = 0;
  // Forgets the session and its entries; what it committed stays in the catalogue. Not while it is not resting:
  // conflict. Gone at once for all who ask; its rows are deleted a thousand at a time between other writes.
  virtual task<Result<void>> remove_session(SessionId id) = 0;
  virtual task<Result<void>> change_session(SessionId id, SessionChange change) = 0;

  // --- the pipeline
  // `first_failure_version`: see StageResult; ignored when no found file has a failure. `batch` is not copied: it stays
  // where it is until the task answers. conflict: files found for a session that rests or commits.
  virtual task<Result<StageResult>> stage(SessionId id, const Batch& batch, std::int64_t first_failure_version) = 0;
  // Entries without an outcome, in the order of ids, at most 10 000.
  virtual task<Result<std::vector<model::PendingFile>>> pending(SessionId id, FileId after, std::uint32_t limit) = 0;
  // Cancel: every entry without an outcome becomes `skipped`. One transaction with `change`. conflict: it rests or
  // commits already.
  virtual task<Result<model::Tally>> skip_pending(SessionId id, SessionChange change) = 0;

  // What of these files killed a decoder before and is unchanged since (path, size, mtime): one answer for each, in
  // their order. stage() keeps the quarantine: a decoder_crashed outcome enters a file, one that a decoder survived
  // takes it out. `files` stays where it is until the task answers.
  virtual task<Result<std::vector<std::optional<Quarantined>>>> quarantined(
      const std::vector<model::FoundFile>& files) = 0;

  // --- failed files again
  // How many a retry would read again: those that failed for this reason, else all but decoder_crashed and quarantined,
  // which are retried only by name. Folders that could not be listed (Stage::discover) are never among them.
  virtual task<Result<std::uint64_t>> retryable(SessionId id, std::optional<model::Reason> reason) = 0;
  // Makes them pending again, as if they had no outcome yet. One transaction with `change`, which says what the session
  // becomes (status, run). conflict unless it rests.
  virtual task<Result<RetryResult>> retry(SessionId id, std::optional<model::Reason> reason, SessionChange change) = 0;

  // --- looking
  virtual task<Result<FilePage>> files(SessionId id, FileQuery query) = 0;
  virtual task<Result<FileRow>> file(SessionId id, FileId file) = 0;  // with its record
  // Failures with a version above `after`, in the order of versions, at most `limit`.
  virtual task<Result<std::vector<model::FailedFile>>> failures(SessionId id, std::int64_t after,
                                                                std::uint32_t limit) = 0;
  // All but the newest `keep` failures. Counts them, so not for every request of a session with very many.
  virtual task<Result<OlderFailures>> older_failures(SessionId id, std::uint32_t keep) = 0;
  // The newest `limit` failures, oldest of them first.
  virtual task<Result<std::vector<model::FailedFile>>> newest_failures(SessionId id, std::uint32_t limit) = 0;
  virtual task<Result<NsfwCount>> nsfw_count(SessionId id, double threshold) = 0;
  // Changes the session's parameter and recounts `nsfw_detected` from the scores that are there. conflict while it
  // commits.
  virtual task<Result<model::Tally>> set_nsfw_threshold(SessionId id, double threshold, SessionChange change) = 0;

  // --- the catalogue
  // Begins a commit (or goes on with one that was cut off): status `committing`, counts. A new one counts from zero
  // what is not committed yet, and tries again what failed in the last. conflict unless model::may_commit or
  // `committing`.
  virtual task<Result<model::CommitTally>> begin_commit(SessionId id, SessionChange change) = 0;
  // Writes up to `limit` included, done, not yet committed entries, a savepoint for all; if that fails, one for each
  // file, so that one bad row costs one file. Entries that already failed in this commit are not tried again. The
  // caller ends the commit by a change of status. conflict unless `committing`.
  virtual task<Result<CommitChunk>> commit_chunk(SessionId id, std::uint32_t limit, SessionChange change) = 0;
  // Files that the newest commit could not write, newest `limit`, oldest of them first; `version` is 0.
  virtual task<Result<std::vector<model::FailedFile>>> commit_failures(SessionId id, std::uint32_t limit) = 0;
  // Begins to take back what the session has committed (or goes on with an undo that was cut off): status `committing`,
  // `undoing`, counts. conflict unless model::may_undo and something of it is in the catalogue.
  virtual task<Result<model::UndoTally>> begin_undo(SessionId id, SessionChange change) = 0;
  // Takes back up to `limit` rows, a savepoint for all; if that fails, one for each. A row is restored to what it was
  // before the session wrote it, or removed if it was not there, and its entry is not committed any more. One that
  // somebody has written since (another session; other programs, as updated_at and keywords tell) is kept, stays
  // committed, and is listed. The caller ends the undo by a change of status. conflict unless `undoing`.
  virtual task<Result<UndoChunk>> undo_chunk(SessionId id, std::uint32_t limit, SessionChange change) = 0;
  // What the newest undo has kept, the first kMostKept. Empty as well when there was none.
  static constexpr std::uint32_t kMostKept = 1000;
  virtual task<Result<std::vector<KeptFile>>> kept_files(SessionId id) = 0;
  // Which of these files a session that skips existing ones would skip: one answer for each, in their order. `files`
  // stays where it is until the task answers.
  virtual task<Result<std::vector<bool>>> catalogued(const std::vector<model::FoundFile>& files) = 0;
  // Directories as bytes, absolute.
  virtual task<Result<FolderCounts>> catalogued_in(std::vector<std::string> directories) = 0;
  virtual task<Result<MediaFile>> media_file(MediaId id) = 0;  // not_found: no such row
};

}  // namespace sluice::store
