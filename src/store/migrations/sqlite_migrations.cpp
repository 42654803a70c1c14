#include "store/migrations/sqlite_migrations.h"

#include <array>

namespace sluice::store {
namespace {

// Times are microseconds since 1970, UTC. Enumerations are the names of model/. A session's key is small because every
// entry has it three times.
//
// Records lie apart from the entries: pages and filters then walk 300 bytes an entry, not 4 KB. The partial indices
// hold only what is waiting: rows leave them as they get their outcome.
constexpr const char* kFirst = R"sql(
CREATE TABLE ingest_sessions (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  parameters TEXT NOT NULL,
  run INTEGER NOT NULL,
  discovering INTEGER NOT NULL,
  version INTEGER NOT NULL,
  version_ceiling INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  error TEXT NOT NULL,
  discovered INTEGER NOT NULL,
  skipped_existing INTEGER NOT NULL,
  processed INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  metadata_extracted INTEGER NOT NULL,
  keywords_added INTEGER NOT NULL,
  scores_imported INTEGER NOT NULL,
  nsfw_detected INTEGER NOT NULL,
  bytes_done INTEGER NOT NULL,
  commit_total INTEGER NOT NULL,
  commit_added INTEGER NOT NULL,
  commit_updated INTEGER NOT NULL,
  commit_failed INTEGER NOT NULL
);

-- session: ingest_sessions.key. No foreign key: a removed session's entries are swept up in pieces (ingest_removed).
CREATE TABLE ingest_files (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session INTEGER NOT NULL,
  path BLOB NOT NULL,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  state TEXT NOT NULL,
  skipped_existing INTEGER NOT NULL,
  stage TEXT,
  reason TEXT,
  message TEXT,
  failure_version INTEGER NOT NULL DEFAULT 0,
  at INTEGER,
  included INTEGER NOT NULL DEFAULT 1,
  committed INTEGER NOT NULL DEFAULT 0,
  commit_stage TEXT,
  commit_reason TEXT,
  commit_message TEXT,
  commit_failed_at INTEGER,
  file_type TEXT,
  format TEXT,
  width INTEGER,
  height INTEGER,
  duration_s REAL,
  metadata_extracted INTEGER,
  keyword_count INTEGER,
  warning_count INTEGER,
  score REAL,
  score_imported INTEGER,
  nsfw_score REAL,
  generator TEXT,
  model_name TEXT
);
CREATE UNIQUE INDEX ingest_files_path ON ingest_files (session, path);
CREATE INDEX ingest_files_session ON ingest_files (session);
CREATE INDEX ingest_files_pending ON ingest_files (session) WHERE state = 'pending';
CREATE INDEX ingest_files_failed ON ingest_files (session) WHERE state = 'failed';
CREATE INDEX ingest_files_skipped ON ingest_files (session) WHERE state = 'skipped';
CREATE INDEX ingest_files_failure ON ingest_files (session, failure_version) WHERE failure_version > 0;
CREATE INDEX ingest_files_to_commit ON ingest_files (session)
  WHERE state = 'done' AND included = 1 AND committed = 0 AND commit_reason IS NULL;
CREATE INDEX ingest_files_commit_failed ON ingest_files (session) WHERE commit_reason IS NOT NULL;

CREATE TABLE ingest_records (
  file INTEGER PRIMARY KEY,  -- ingest_files.id
  record TEXT NOT NULL       -- model/record_json.h
);

-- What an undo needs: the row of the catalogue before the session's commit wrote it (NULL: there was none), and
-- media_files.updated_at as the commit left it.
CREATE TABLE ingest_commits (
  session INTEGER NOT NULL,
  media_id INTEGER NOT NULL,
  written_at TEXT NOT NULL,
  previous TEXT,
  PRIMARY KEY (session, media_id)
) WITHOUT ROWID;

-- Sessions that are gone but whose entries are not yet.
CREATE TABLE ingest_removed (session INTEGER PRIMARY KEY);
)sql";

// content_key: model::RecordSummary. Rows of earlier versions have none: their thumbnails are made when asked for.
//
// A file that killed a decoder, as it was then; met again unchanged, it is not decoded (model::Reason::quarantined).
// The scores are indexed so that moving a session's threshold counts without a scan; ingest_files_label lets a filter
// by label walk a page in the order of ids within the index, however rare its rows are.
constexpr const char* kSecond = R"sql(
ALTER TABLE ingest_files ADD COLUMN content_key TEXT;
CREATE INDEX ingest_files_nsfw ON ingest_files (session, nsfw_score) WHERE nsfw_score IS NOT NULL;
CREATE INDEX ingest_files_label ON ingest_files (session, id, nsfw_score) WHERE state = 'done';
CREATE TABLE ingest_quarantine (
  path BLOB PRIMARY KEY,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  message TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
)sql";

// The review: what the user sets (own_score, own_nsfw; NULL: as read), what a file is to the catalogue (change; twin:
// media_files.id of the file it equals, NULL: an earlier one of the session), and words (model/words.h) apart from
// the entries, for the reason that records are. Entries of earlier versions have no change and no words: filters by
// these do not find them.
//
// ingest_files_content finds the same bytes within a session.
// ingest_files_label now holds the user's label too. What few files are (excluded, labelled, not new) has partial
// indices, which cost nothing while files are read. Indices of what is edited go by id, as edits do: by score, a
// thousand edits would dirty a thousand pages.
constexpr const char* kThird = R"sql(
ALTER TABLE ingest_sessions ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_files ADD COLUMN own_score REAL;
ALTER TABLE ingest_files ADD COLUMN own_nsfw INTEGER;
ALTER TABLE ingest_files ADD COLUMN change TEXT;
ALTER TABLE ingest_files ADD COLUMN twin INTEGER;
CREATE TABLE ingest_words (
  file INTEGER PRIMARY KEY,  -- ingest_files.id
  words TEXT NOT NULL
);
DROP INDEX ingest_files_label;
CREATE INDEX ingest_files_label ON ingest_files (session, id, nsfw_score, own_nsfw) WHERE state = 'done';
CREATE INDEX ingest_files_labelled ON ingest_files (session, id, own_nsfw, nsfw_score) WHERE own_nsfw IS NOT NULL;
CREATE INDEX ingest_files_excluded ON ingest_files (session) WHERE included = 0;
CREATE INDEX ingest_files_change ON ingest_files (session, change) WHERE change <> 'new';
CREATE INDEX ingest_files_content ON ingest_files (session, content_key)
  WHERE state = 'done' AND content_key IS NOT NULL;
)sql";

// What an undo needs, exactly: the columns have no type, so that a value comes back as it was, whatever it was.
//
// ingest_commits, one row for each that a session's commits have written. existed: it was there before; file:
// ingest_files.id (0: written by an earlier version, see below); took_from, gave_to: the days of daily_contributions
// that it was taken from and added to; first_keyword…last_keyword: the ids of the keywords that were inserted (none:
// 0). ingest_undo_*: what stood in the catalogue before.
//
// ingest_undo_days: who wrote a day when. `previous` is its updated_at before, written_at after; a session that wrote
// in turns with another has several. ingest_undo_new_days: days that a commit of ours has created.
//
// Commits of earlier versions remember enough to remove what they added, not to restore what they changed.
constexpr const char* kUndo = R"sql(
ALTER TABLE ingest_sessions ADD COLUMN worked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_sessions ADD COLUMN undoing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_sessions ADD COLUMN undo_total INTEGER;
ALTER TABLE ingest_sessions ADD COLUMN undo_removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_sessions ADD COLUMN undo_restored INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_sessions ADD COLUMN undo_kept INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_sessions ADD COLUMN undo_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_commits ADD COLUMN existed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_commits ADD COLUMN file INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_commits ADD COLUMN took_from TEXT;
ALTER TABLE ingest_commits ADD COLUMN gave_to TEXT;
ALTER TABLE ingest_commits ADD COLUMN first_keyword INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingest_commits ADD COLUMN last_keyword INTEGER NOT NULL DEFAULT 0;
UPDATE ingest_commits SET existed = previous IS NOT NULL, gave_to = (SELECT substr(f.original_created_at, 1, 10) ||
  ' 00:00:00.000000' FROM media_files AS f WHERE f.id = media_id AND ingest_commits.previous IS NULL);

CREATE TABLE ingest_undo_files (
  session INTEGER NOT NULL, media_id INTEGER NOT NULL,
  filename, directory, file_size, file_type, extension, score, favourite, nsfw, nsfw_score, nsfw_label, nsfw_model,
  nsfw_model_version, nsfw_threshold, media_file_id, phash, original_created_at, updated_at, file_mtime_ns, path_bytes,
  content_hash, session_id, removed_at,
  PRIMARY KEY (session, media_id)
) WITHOUT ROWID;
CREATE TABLE ingest_undo_metadata (
  session INTEGER NOT NULL, media_id INTEGER NOT NULL,
  width, height, duration, frame_rate, color_mode, has_alpha, png_text, workflow_data, prompt, negative_prompt,
  model_name, model_hash, sampler, steps, cfg_scale, seed, size, schedule_type, denoising_strength, hires_config,
  dynthres_config, version, lora_hashes, positive_prompt_keywords, negative_prompt_keywords, loras, file_modified_at,
  metadata_extracted_at, generator, raw, camera_make, camera_model, lens, taken_at, gps_lat, gps_lon,
  PRIMARY KEY (session, media_id)
) WITHOUT ROWID;
CREATE TABLE ingest_undo_keywords (
  session INTEGER NOT NULL, media_id INTEGER NOT NULL, id INTEGER NOT NULL,
  keyword, keyword_type, confidence, source, created_at,
  PRIMARY KEY (session, media_id, id)
) WITHOUT ROWID;
CREATE TABLE ingest_undo_thumbnails (
  session INTEGER NOT NULL, media_id INTEGER NOT NULL, id INTEGER NOT NULL,
  thumbnail_size, mime_type, file_path, created_at,
  PRIMARY KEY (session, media_id, id)
) WITHOUT ROWID;
CREATE TABLE ingest_undo_days (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL, date TEXT NOT NULL, previous, written_at TEXT NOT NULL
);
CREATE INDEX ingest_undo_days_session ON ingest_undo_days (session, date);
CREATE INDEX ingest_undo_days_date ON ingest_undo_days (date);
CREATE TABLE ingest_undo_new_days (date TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE ingest_undo_kept (
  session INTEGER NOT NULL, number INTEGER NOT NULL, path BLOB NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (session, number)
) WITHOUT ROWID;
)sql";

// Cancelled sessions with entries that say `pending` and are `skipped` (sqlite/cancelled.h).
constexpr const char* kCancelled = R"sql(
CREATE TABLE ingest_cancelled (session INTEGER PRIMARY KEY);
)sql";

}  // namespace

std::span<const Migration> sqlite_migrations() {
  static const std::array migrations{Migration{1, kFirst}, Migration{2, kSecond}, Migration{3, kThird},
                                     Migration{4, kUndo}, Migration{5, kCancelled}};
  return migrations;
}

}  // namespace sluice::store
