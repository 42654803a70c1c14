#pragma once

// Store: everything Sluice remembers. One interface, two implementations (sqlite/, later postgres/), one conformance
// suite (conformance_test.h).
//
// Every member is a task for the loop thread; the work itself happens on the store's own threads. Writes are carried
// out one after the other in the order of the calls, each call in one transaction: when its task answers, the change
// survives a kill of the process. Reads run beside them; each sees one state, that of the latest finished write.
// Errors: not_found (no such session or file), conflict (the session's state does not allow it), unavailable (locked,
// disk full or failing: may be tried again, nothing has changed), corrupt (the database itself), internal.

#include <algorithm>
#include <array>
#include <cstddef>
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
  // Of what twins() answered for these outcomes: rows of the catalogue whose files are known to be gone from the disk.
  std::vector<MediaId> gone;
};

// A live row of the catalogue that has the content of a file which was read, under another path.
struct Twin {
  MediaId id;
  std::string path;  // bytes
  friend bool operator==(const Twin&, const Twin&) = default;
};

// A found file's `failure` becomes an entry that is failed from the start: `failure_version` must rise, so the caller
// reserves as many versions as the batch has failures; found.failure gets first_failure_version, +1, +2… in order (one
// that is known already leaves its number unused).
struct StageResult {
  model::Tally tally;          // the session's, after the batch
  bool limit_reached = false;  // total is max_files: nothing more is taken
};

// Scores as people filter and count by them: to the nearest whole number from -1 to 5, and none.
inline constexpr std::size_t kScoreSteps = 8;
constexpr std::size_t score_step(const std::optional<double>& score) {
  if (!score) return kScoreSteps - 1;
  return static_cast<std::size_t>(std::clamp(*score, -1.0, 5.0) + 1.5);
}
class ScoreSet {
 public:
  constexpr void add(std::size_t step) { bits_ |= 1u << step; }
  [[nodiscard]] constexpr bool is_empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }  // 1 << score_step(…)

 private:
  std::uint32_t bits_ = 0;
};

// Which files of a session: those for which all hold that is set.
struct FileQuery {
  std::optional<model::FileState> state;
  std::optional<model::Reason> reason;
  std::optional<model::NsfwLabel> label;  // of files that have been read: the user's own, else by this threshold
  double nsfw_threshold = 0.5;
  std::string text;                      // part of the path or of a keyword, without regard to ASCII case; empty: all
  ScoreSet scores;                       // the user's own score, else the one read, of files that have been read
  std::optional<std::string> generator;  // exactly; empty text: files that have been read and have none
  std::optional<std::string> model;      // the same
  std::string keyword;                   // exactly, without regard to ASCII case; empty: all
  std::optional<model::FileChange> change;
  std::optional<bool> included;       // of files that have been read
  std::optional<bool> commit_failed;  // the newest commit could not write them; of files that have been read
  FileId after;                       // cursor: entries with a greater id
  std::uint64_t offset = 0;           // of these, how many are skipped
  std::uint32_t limit = 100;          // 1…1000; others are taken as the nearest of these
  bool with_records = false;          // FileRow::record_json is filled (reports, export)
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
  model::RecordSummary summary;  // as read, whatever the user has set
  std::optional<double> own_score;
  std::optional<bool> own_nsfw;
  std::optional<model::FileChange> change;  // none: not read, or by a version that did not look
  std::string
      same_as;  // moved, duplicate: the path of the file it equals, as bytes; empty: none, or not known any more
  std::string record_json;

  // What holds: the user's own, else what was read.
  [[nodiscard]] std::optional<double> score() const { return own_score ? own_score : summary.score; }
  [[nodiscard]] std::optional<bool> nsfw(double threshold) const {
    if (own_nsfw || !summary.nsfw_score) return own_nsfw;
    return *summary.nsfw_score >= threshold;
  }
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

// Files that have been read, by what a threshold makes of them: together the session's `processed`. Files that the
// user has labelled count under their label, whatever the threshold.
struct NsfwCount {
  std::uint64_t nsfw = 0;
  std::uint64_t safe = 0;
  std::uint64_t unknown = 0;
  std::uint64_t to_nsfw = 0;  // of nsfw: safe by the session's threshold
  std::uint64_t to_safe = 0;  // of safe: nsfw by the session's threshold
};

// What the user sets on files. Members without a value stay as they are; a value without one goes back to what was
// read.
struct FileEdit {
  std::optional<bool> included;
  std::optional<std::optional<double>> score;
  std::optional<std::optional<bool>> nsfw;
};

struct EditResult {
  std::uint64_t matched = 0;  // files that could be changed
  std::uint64_t changed = 0;  // of these, those that were different
  model::Tally tally;         // the session's, after it
  std::uint64_t edits = 0;    // the session's, after it
};

struct FacetValue {
  std::string value;  // empty: files without
  std::uint64_t files = 0;
  friend bool operator==(const FacetValue&, const FacetValue&) = default;
};

// A session's files counted by everything that they can be filtered by. Lists are the most frequent kMostListed,
// falling. Memory is bounded: of more than kMostCounted different values the rare ones may be left out or counted too
// low. All but states, reasons and changes are of files that have been read.
struct Facets {
  static constexpr std::size_t kMostListed = 200;
  static constexpr std::size_t kMostCounted = 50'000;
  static constexpr std::uint32_t kNewestForKeywords = 100'000;  // keywords are counted in so many, the newest read

  std::uint64_t pending = 0, done = 0, failed = 0, skipped = 0;
  std::vector<std::pair<model::Reason, std::uint64_t>> reasons;  // those that there are
  NsfwCount labels;                                              // by the session's threshold
  std::array<std::uint64_t, model::kFileChanges> changes{};      // by FileChange
  std::array<std::uint64_t, kScoreSteps> scores{};               // by score_step()
  std::vector<FacetValue> generators, models, keywords;
  std::uint64_t excluded = 0;
};

// What a commit now would do.
struct CommitPlan {
  std::uint64_t added = 0;    // new rows of the catalogue
  std::uint64_t updated = 0;  // rows that are there
  std::uint64_t excluded = 0;
  std::uint64_t committed = 0;  // already
  model::Tally tally;           // the session's
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
  // Cancel: every entry without an outcome becomes `skipped`, for all who ask. One transaction with `change`, however
  // many there are; their rows follow a thousand at a time between other writes. conflict: it rests or commits already.
  virtual task<Result<model::Tally>> skip_pending(SessionId id, SessionChange change) = 0;

  // What of these files killed a decoder before and is unchanged since (path, size, mtime): one answer for each, in
  // their order. stage() keeps the quarantine: a decoder_crashed outcome enters a file, one that a decoder survived
  // takes it out. `files` stays where it is until the task answers.
  virtual task<Result<std::vector<std::optional<Quarantined>>>> quarantined(
      const std::vector<model::FoundFile>& files) = 0;

  // What of the catalogue has the content of these outcomes under another path: asked before they are staged, so that
  // somebody may look whether it still exists (Batch::gone). `outcomes` stays where it is until the task answers.
  virtual task<Result<std::vector<Twin>>> twins(const std::vector<model::FileOutcome>& outcomes) = 0;

  // --- failed files again
  // How many a retry would read again: those that failed for this reason, else all but decoder_crashed and quarantined,
  // which are retried only by name. Folders that could not be listed (Stage::discover) are never among them.
  virtual task<Result<std::uint64_t>> retryable(SessionId id, std::optional<model::Reason> reason) = 0;
  // Makes them pending again, as if they had no outcome yet. One transaction with `change`, which says what the session
  // becomes (status, run); before it, what is left of a cancel follows. conflict unless it rests.
  virtual task<Result<RetryResult>> retry(SessionId id, std::optional<model::Reason> reason, SessionChange change) = 0;

  // --- looking
  virtual task<Result<FilePage>> files(SessionId id, FileQuery query) = 0;
  virtual task<Result<FileRow>> file(SessionId id, FileId file) = 0;  // with its record
  // How many there are besides those up to `after`, whatever `offset` and `limit` say.
  virtual task<Result<std::uint64_t>> count_files(SessionId id, FileQuery query) = 0;
  virtual task<Result<Facets>> facets(SessionId id) = 0;
  // Failures with a version above `after`, in the order of versions, at most `limit`.
  virtual task<Result<std::vector<model::FailedFile>>> failures(SessionId id, std::int64_t after,
                                                                std::uint32_t limit) = 0;
  // All but the newest `keep` failures. Counts them, so not for every request of a session with very many.
  virtual task<Result<OlderFailures>> older_failures(SessionId id, std::uint32_t keep) = 0;
  // The newest `limit` failures, oldest of them first.
  virtual task<Result<std::vector<model::FailedFile>>> newest_failures(SessionId id, std::uint32_t limit) = 0;

  // --- reviewing
  // Ids of the files of a page that may be edited: read, and not in the catalogue yet. At most 10 000, in order.
  virtual task<Result<std::vector<FileId>>> editable(SessionId id, FileQuery query) = 0;
  // One transaction, so give it a few thousand at most. Files that may not be edited are passed over. Where a file is
  // changed, `change` is applied and the session's `edits` rises. conflict unless model::may_edit.
  virtual task<Result<EditResult>> edit(SessionId id, std::vector<FileId> files, FileEdit edit,
                                        SessionChange change) = 0;
  virtual task<Result<NsfwCount>> nsfw_count(SessionId id, double threshold) = 0;
  // Changes the session's parameter and recounts `nsfw_detected` from the scores that are there. conflict while it
  // commits.
  virtual task<Result<model::Tally>> set_nsfw_threshold(SessionId id, double threshold, SessionChange change) = 0;

  // --- the catalogue
  // Looks every file up in the catalogue, so not for every request of a session with very many.
  virtual task<Result<CommitPlan>> commit_plan(SessionId id) = 0;
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
