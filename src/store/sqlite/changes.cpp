#include "store/sqlite/changes.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace sluice::store::sqlite {
namespace {
using model::FileChange;

// Of the rows with the same content, how many are looked at: one that exists is enough.
constexpr int kMostTwins = 8;

// Identity is the hash of all bytes; the key of a sample (model/thumbnail_name.h) proves nothing.
std::string content_of(const model::FileOutcome& outcome) {
  const std::string& key = outcome.summary.content_key;
  return outcome.failure || key.starts_with('s') ? std::string() : key;
}

}  // namespace

Changes::Changes(Database& database, std::int64_t session, const std::vector<MediaId>& gone)
    : session_(session),
      waiting_(database,
               "SELECT path, size, mtime_ns FROM ingest_files WHERE id = ?1 AND +session = ?2 AND +state = 'pending'"),
      at_path_(database,
               "SELECT content_hash, file_size IS ?2 AND file_mtime_ns IS ?3 FROM media_files WHERE file_path = ?1 AND "
               "removed_at IS NULL AND (path_bytes IS NULL OR path_bytes = ?4)"),
      with_content_(database,
                    "SELECT id FROM media_files WHERE content_hash = ?1 AND removed_at IS NULL ORDER BY id LIMIT ?2"),
      first_(database,
             "SELECT id FROM ingest_files WHERE session = ?1 AND content_key = ?2 AND state = 'done' ORDER BY id LIMIT "
             "1"),
      later_(database,
             "UPDATE ingest_files SET change = 'duplicate', twin = NULL WHERE session = ?1 AND content_key = ?2 AND "
             "state = 'done' AND id > ?3 AND change IN ('new', 'moved')") {
  for (const MediaId id : gone) gone_.insert(id.value());
}

Result<std::optional<Changes::Entry>> Changes::waiting(const model::FileOutcome& outcome) {
  if (!SLUICE_TRY(waiting_.bind(outcome.id.value(), session_).step())) return std::nullopt;
  Entry entry{.path = waiting_.text(0), .size = waiting_.integer_as<std::uint64_t>(1), .mtime_ns = waiting_.integer(2)};
  if (const auto& read_as = outcome.read_as) {
    entry.size = read_as->size;
    entry.mtime_ns = read_as->mtime_ns;
  }
  return entry;
}

Result<Changes::Verdict> Changes::of(const model::FileOutcome& outcome, const Entry& entry) {
  const std::string content = content_of(outcome);
  const bool repeated = SLUICE_TRY(is_repeated(outcome.id, content));
  if (const auto verdict = SLUICE_TRY(by_path(entry, content))) return *verdict;
  auto verdict = SLUICE_TRY(by_content(content));
  // Of a file that moved and was copied, one has moved.
  if (verdict && !(repeated && verdict->change == FileChange::moved)) return *verdict;
  return Verdict{.change = repeated ? FileChange::duplicate : FileChange::added, .twin = {}};
}

Result<std::optional<Changes::Verdict>> Changes::by_path(const Entry& entry, const std::string& content) {
  at_path_.bind(to_escaped_text(entry.path), entry.size, entry.mtime_ns, Blob{entry.path});
  if (!SLUICE_TRY(at_path_.step())) return std::nullopt;
  const bool both_hashed = !content.empty() && !at_path_.is_null(0);
  const bool is_same = both_hashed ? at_path_.view(0) == content : at_path_.boolean(1);
  return Verdict{.change = is_same ? FileChange::identical : FileChange::changed, .twin = {}};
}

Result<std::optional<Changes::Verdict>> Changes::by_content(const std::string& content) {
  if (content.empty()) return std::nullopt;
  std::optional<Verdict> out;
  with_content_.bind(content, kMostTwins);
  while (SLUICE_TRY(with_content_.step())) {
    const std::int64_t id = with_content_.integer(0);
    if (!gone_.contains(id)) return Verdict{.change = FileChange::duplicate, .twin = id};
    if (!out) out = Verdict{.change = FileChange::moved, .twin = id};
  }
  return out;
}

Result<bool> Changes::is_repeated(FileId id, const std::string& content) {
  if (content.empty() || !SLUICE_TRY(first_.bind(session_, content).step())) return false;
  if (first_.integer(0) < id.value()) return true;
  SLUICE_TRY(later_.bind(session_, content, id.value()).run());
  return false;
}

Result<std::vector<Twin>> twins(Database& database, const std::vector<model::FileOutcome>& outcomes) {
  Query query(database,
              "SELECT m.id, ifnull(m.path_bytes, m.file_path), m.file_path = catalogue_path(f.path) "
              "FROM ingest_files AS f, media_files AS m WHERE f.id = ?1 AND m.content_hash = ?2 AND "
              "m.removed_at IS NULL ORDER BY m.id LIMIT ?3");
  std::vector<Twin> out;
  for (const model::FileOutcome& outcome : outcomes) {
    const std::string content = content_of(outcome);
    if (content.empty()) continue;
    query.bind(outcome.id.value(), content, kMostTwins);
    std::vector<Twin> found;
    bool is_itself = false;
    while (SLUICE_TRY(query.step())) {
      is_itself = is_itself || query.boolean(2);
      found.push_back({.id = MediaId(query.integer(0)), .path = query.text(1)});
    }
    if (!is_itself) std::ranges::move(found, std::back_inserter(out));
  }
  return out;
}

}  // namespace sluice::store::sqlite
