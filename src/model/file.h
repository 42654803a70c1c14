#pragma once

// One entry of a session, from discovery to its outcome.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"

namespace sluice::model {

enum class FileState { pending, running, done, failed, skipped };

// Where a file failed. `discover`: a folder that cannot be listed; `stage`: read, but not to be stored.
enum class Stage { discover, open, decode, stage, commit };

// Why (METADATA.md, "The record"). A closed set that people filter by and retry by.
enum class Reason {
  unreadable,       // the system refused to open or read it
  vanished,         // gone since it was found
  changed,          // size or time changed while it was read
  unsupported,      // not a format we read
  corrupt,          // not what it claims to be
  too_large,        // over a stated limit
  timeout,          // took longer than a file of its size may
  out_of_memory,    // a worker hit its memory limit on it
  decoder_crashed,  // a worker died on it
  quarantined,      // killed a worker before; read again only on request
  denied,           // leaves its root, or is no regular file
  storage_timeout,  // the disk or share did not answer
  internal,         // our fault
};

std::string_view name(FileState state) noexcept;
std::string_view name(Stage stage) noexcept;
std::string_view name(Reason reason) noexcept;
std::optional<FileState> parse_file_state(std::string_view name) noexcept;
std::optional<Stage> parse_stage(std::string_view name) noexcept;
std::optional<Reason> parse_reason(std::string_view name) noexcept;

struct Failure {
  Stage stage = Stage::decode;
  Reason reason = Reason::internal;
  std::string message;  // for people; UTF-8, without the path

  friend bool operator==(const Failure&, const Failure&) = default;
};

// What discovery reports. A name that is not to be read (a link that leaves its root, a folder that cannot be listed, a
// file in quarantine) is reported too, with `failure` set: the user must learn of it.
struct FoundFile {
  std::string path;  // absolute, the bytes the file system uses
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t inode = 0;
  std::optional<Failure> failure = std::nullopt;
};

// An entry without an outcome, handed to the pipeline.
struct PendingFile {
  FileId id;
  std::string path;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
};

enum class FileType { image, video };
std::string_view name(FileType type) noexcept;

// What a threshold makes of a file that has been read. Never scanned is `unknown`, never `safe`.
enum class NsfwLabel { nsfw, safe, unknown };
std::string_view name(NsfwLabel label) noexcept;
std::optional<NsfwLabel> parse_nsfw_label(std::string_view name) noexcept;

// What a commit of a file that has been read would be to the catalogue as it was then.
enum class FileChange {
  added,      // neither its path nor its content is known; written "new"
  changed,    // the catalogue has this path with other content
  identical,  // the catalogue has this path with the same content
  moved,      // the catalogue has the content under another path that does not exist any more
  duplicate,  // the same content is there under another path, in the catalogue or earlier in this session
};
inline constexpr std::size_t kFileChanges = 5;
std::string_view name(FileChange change) noexcept;
std::optional<FileChange> parse_file_change(std::string_view name) noexcept;

// By which a file is known to be the same as before, without reading it.
struct FileStamp {
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t inode = 0;
};

// What lists, counters and filters need of a record, so that nobody has to parse the whole of it.
struct RecordSummary {
  FileType file_type = FileType::image;
  std::string format;       // "png", "jpeg", "webp", "gif", "avif", "heic", "jxl", "tiff", "mp4", "mov", "webm", "mkv"
  std::uint32_t width = 0;  // as shown (rotation applied); 0: unknown
  std::uint32_t height = 0;
  double duration_s = 0;  // 0: a still picture
  bool metadata_extracted = false;
  std::uint32_t keyword_count = 0;
  std::uint32_t warning_count = 0;
  std::optional<double> score;       // -1…5
  bool score_imported = false;       // the score came from a sidecar, a rating or an embedded score
  std::optional<double> nsfw_score;  // 0…1; none: never scanned, which is not "safe"
  // What thumbnails of these bytes are filed under: the content hash, or "s" and the hash of a sample of the bytes
  // where no content hash was asked for. Empty: nothing was read.
  std::string content_key;
  std::string generator;  // "a1111", "comfyui", …; empty: none found
  std::string model_name;
  // What filters by keyword look at: model/words.h. Only on its way to the store; what comes back has none.
  std::string words;

  friend bool operator==(const RecordSummary&, const RecordSummary&) = default;
};

// The end of a file's way through the pipeline. Exactly one of record and failure; a failed file keeps what was read.
struct FileOutcome {
  FileId id;
  std::optional<Failure> failure;
  std::int64_t failure_version = 0;  // the stream's id of this failure; 0 if none
  WallTime at{};
  std::uint64_t bytes = 0;  // size of the file, for MB/s
  RecordSummary summary;
  std::string record_json;  // model/record_json.h; empty when nothing was read
  // What the file was when it was read, where that need not be what was found: a retry reads it as it is now.
  std::optional<FileStamp> read_as = std::nullopt;
};

// A failed file as the stream tells of it.
struct FailedFile {
  FileId id;
  std::int64_t version = 0;  // the stream's id of this failure
  std::string path;          // bytes
  Failure failure;
  WallTime at{};
};

}  // namespace sluice::model
