#include "store/sqlite/changes.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace sluice::store::sqlite {
namespace {
using model::FileChange;

// Of the rows with the same content, how many are looked at: one that exists is enough.
constexpr int kMostTwins = 8;

constexpr std::string_view kNewestOfCatalogue = "SELECT ifnull(max(id), 0) FROM media_files";

// Identity is the hash of all bytes; the key of a sample (model/thumbnail_name.h) proves nothing.
std::string content_of(const model::FileOutcome& outcome) {
  const std::string& key = outcome.summary.content_key;
  return outcome.failure || key.starts_with('s') ? std::string() : key;
}

}  // namespace

Changes::Changes(Database& database, std::int64_t session, const std::vector<MediaId>& gone)
    : session_(session),
      any_(database, kNewestOfCatalogue),
      entry_(database, "SELECT path, size, mtime_ns FROM ingest_files WHERE id = ?1"),
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
             "state = 'done' AND id > ?3 AND change IN ('new', 'moved') AND "
             "EXISTS (SELECT 1 FROM ingest_files AS f WHERE f.id = ?3 AND +f.session = ?1)") {
  for (const MediaId id : gone) gone_.insert(id.value());
}

Result<Changes::Verdict> Changes::of(const model::FileOutcome& outcome) {
  const std::string content = content_of(outcome);
  const bool repeated = SLUICE_TRY(is_repeated(outcome.id, content));
  const Verdict without_catalogue{.change = repeated ? FileChange::duplicate : FileChange::added, .twin = {}};
  if (!SLUICE_TRY(has_catalogue())) return without_catalogue;
  if (const auto verdict = SLUICE_TRY(by_path(outcome, content))) return *verdict;
  const auto verdict = SLUICE_TRY(by_content(content));
  // Of a file that moved and was copied, one has moved.
  if (verdict && !(repeated && verdict->change == FileChange::moved)) return *verdict;
  return without_catalogue;
}

Result<bool> Changes::has_catalogue() {
  if (!has_catalogue_) has_catalogue_ = SLUICE_TRY(any_.bind().number()) > 0;
  return *has_catalogue_;
}

Result<std::optional<Changes::Verdict>> Changes::by_path(const model::FileOutcome& outcome,
                                                         const std::string& content) {
  if (!SLUICE_TRY(entry_.bind(outcome.id.value()).step())) return std::nullopt;
  const auto& read_as = outcome.read_as;
  const std::string path = entry_.text(0);
  const std::int64_t size = read_as ? static_cast<std::int64_t>(read_as->size) : entry_.integer(1);
  at_path_.bind(to_escaped_text(path), size, read_as ? read_as->mtime_ns : entry_.integer(2), Blob{path});
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
  std::vector<Twin> out;
  if (SLUICE_TRY(Query(database, kNewestOfCatalogue).bind().number()) == 0) return out;
  Query with_content(database,
                     "SELECT id, ifnull(path_bytes, file_path) FROM media_files WHERE content_hash = ?1 AND removed_at "
                     "IS NULL ORDER BY id LIMIT ?2");
  Query entry(database, "SELECT path FROM ingest_files WHERE id = ?1");
  for (const model::FileOutcome& outcome : outcomes) {
    const std::string content = content_of(outcome);
    if (content.empty()) continue;
    std::vector<Twin> found;
    with_content.bind(content, kMostTwins);
    while (SLUICE_TRY(with_content.step()))
      found.push_back({.id = MediaId(with_content.integer(0)), .path = with_content.text(1)});
    if (found.empty() || !SLUICE_TRY(entry.bind(outcome.id.value()).step())) continue;
    const bool is_known = std::ranges::find(found, entry.view(0), &Twin::path) != found.end();
    if (!is_known) std::ranges::move(found, std::back_inserter(out));
  }
  return out;
}

}  // namespace sluice::store::sqlite
