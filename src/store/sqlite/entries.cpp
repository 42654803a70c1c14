#include "store/sqlite/entries.h"

#include <algorithm>

#include <fmt/format.h>

#include "store/sqlite/cancelled.h"
#include "store/sqlite/file_filter.h"
#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {
namespace {

constexpr std::uint32_t kMostRows = 1000;

constexpr std::string_view kColumns =
    "f.id, f.path, f.size, f.mtime_ns, f.state, f.skipped_existing, f.failure_version, f.at, f.included, f.committed, "
    "f.stage, f.reason, f.message, f.commit_stage, f.commit_reason, f.commit_message, "
    "f.file_type, f.format, f.width, f.height, f.duration_s, f.metadata_extracted, f.keyword_count, f.warning_count, "
    "f.score, f.score_imported, f.nsfw_score, f.generator, f.model_name, f.content_key, "
    "f.own_score, f.own_nsfw, f.change, "
    // The path of the file it equals: the catalogue's, or that of the first of this session with the same content.
    "CASE WHEN f.change NOT IN ('moved', 'duplicate') THEN NULL WHEN f.twin IS NOT NULL THEN "
    "(SELECT ifnull(m.path_bytes, m.file_path) FROM media_files AS m WHERE m.id = f.twin) ELSE "
    "(SELECT e.path FROM ingest_files AS e WHERE e.session = f.session AND e.content_key = f.content_key AND "
    "e.state = 'done' AND e.id < f.id ORDER BY e.id LIMIT 1) END";
constexpr int kRecordColumn = 34;

// Stage, reason and message from three columns; none when there is no reason.
std::optional<model::Failure> failure_from(const Query& row, int column) {
  if (row.is_null(column + 1)) return std::nullopt;
  return model::Failure{.stage = model::parse_stage(row.text(column)).value_or(model::Stage::decode),
                        .reason = model::parse_reason(row.text(column + 1)).value_or(model::Reason::internal),
                        .message = row.text(column + 2)};
}

model::RecordSummary summary_from(const Query& row, int column) {
  model::RecordSummary out;
  out.file_type = row.text(column) == "video" ? model::FileType::video : model::FileType::image;
  out.format = row.text(column + 1);
  out.width = row.integer_as<std::uint32_t>(column + 2);
  out.height = row.integer_as<std::uint32_t>(column + 3);
  out.duration_s = row.real(column + 4);
  out.metadata_extracted = row.boolean(column + 5);
  out.keyword_count = row.integer_as<std::uint32_t>(column + 6);
  out.warning_count = row.integer_as<std::uint32_t>(column + 7);
  if (!row.is_null(column + 8)) out.score = row.real(column + 8);
  out.score_imported = row.boolean(column + 9);
  if (!row.is_null(column + 10)) out.nsfw_score = row.real(column + 10);
  out.generator = row.text(column + 11);
  out.model_name = row.text(column + 12);
  out.content_key = row.text(column + 13);
  return out;
}

Result<FileRow> row_from(const Query& row, PendingMeans pending_means, bool with_record) {
  FileRow out;
  out.id = FileId(row.integer(0));
  out.path = row.text(1);
  out.size = row.integer_as<std::uint64_t>(2);
  out.mtime_ns = row.integer(3);
  const auto state = model::parse_file_state(row.text(4));
  if (!state) return fail(Code::corrupt, fmt::format("entry {}: unknown state {}", out.id.value(), row.text(4)));
  const bool is_left = *state == model::FileState::pending && pending_means == PendingMeans::skipped;
  out.state = is_left ? model::FileState::skipped : *state;
  out.skipped_existing = row.boolean(5);
  out.failure_version = row.integer(6);
  if (!row.is_null(7)) out.at = row.time(7);
  out.included = row.boolean(8);
  out.committed = row.boolean(9);
  out.failure = failure_from(row, 10);
  out.commit_failure = failure_from(row, 13);
  out.summary = summary_from(row, 16);
  if (!row.is_null(30)) out.own_score = row.real(30);
  if (!row.is_null(31)) out.own_nsfw = row.boolean(31);
  out.change = model::parse_file_change(row.view(32));
  out.same_as = row.text(33);
  if (with_record) out.record_json = row.text(kRecordColumn);
  return out;
}

std::string select_files(bool with_records) {
  return fmt::format("SELECT {}{} FROM ingest_files AS f{}", kColumns, with_records ? ", r.record" : "",
                     with_records ? " LEFT JOIN ingest_records AS r ON r.file = f.id" : "");
}

Result<std::vector<model::FailedFile>> failures_from(Query& query) {
  std::vector<model::FailedFile> out;
  while (SLUICE_TRY(query.step())) {
    model::FailedFile row{.id = FileId(query.integer(0)),
                          .version = query.integer(1),
                          .path = query.text(2),
                          .failure = {},
                          .at = query.time(3)};
    if (auto failure = failure_from(query, 4)) row.failure = std::move(*failure);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

Result<FilePage> files(Database& database, const SessionId& id, const FileQuery& query) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  const std::uint32_t limit = std::clamp(query.limit, 1u, kMostRows);
  const auto pending_means = SLUICE_TRY(what_pending_means(database, key));
  const FileFilter filter(query, pending_means);
  Query rows(database,
             fmt::format("{}{} ORDER BY f.id LIMIT ?10 OFFSET ?11", select_files(query.with_records), filter.where()));
  filter.bind(rows, key, limit + 1, query.offset);
  FilePage page;
  while (SLUICE_TRY(rows.step())) {
    if (page.rows.size() == limit) {
      page.next = page.rows.back().id;
      break;
    }
    page.rows.push_back(SLUICE_TRY(row_from(rows, pending_means, query.with_records)));
  }
  return page;
}

Result<std::uint64_t> count_files(Database& database, const SessionId& id, const FileQuery& query) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  const FileFilter filter(query, SLUICE_TRY(what_pending_means(database, key)));
  Query count(database, fmt::format("SELECT count(*) FROM ingest_files AS f{}",
                                    filter.where(FileFilter::Parameters::all_parameters)));
  return static_cast<std::uint64_t>(SLUICE_TRY(filter.bind(count, key).number()));
}

Result<FileRow> file(Database& database, const SessionId& id, FileId file) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  Query row(database, fmt::format("{} WHERE f.id = ?1 AND +f.session = ?2", select_files(true)));
  if (!SLUICE_TRY(row.bind(file.value(), key).step()))
    return fail(Code::not_found, fmt::format("the session has no file {}", file.value()));
  return row_from(row, SLUICE_TRY(what_pending_means(database, key)), true);
}

Result<std::vector<model::FailedFile>> failures(Database& database, const SessionId& id, std::int64_t after,
                                                std::uint32_t limit) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  Query query(database,
              "SELECT id, failure_version, path, at, stage, reason, message FROM ingest_files "
              "WHERE session = ?1 AND failure_version > 0 AND failure_version > ?2 ORDER BY failure_version LIMIT ?3");
  query.bind(key, after, limit);
  return failures_from(query);
}

Result<OlderFailures> older_failures(Database& database, const SessionId& id, std::uint32_t keep) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  Query query(
      database,
      "SELECT coalesce(max(failure_version), 0), count(*) FROM ingest_files WHERE session = ?1 AND failure_version > 0 "
      "AND failure_version <= (SELECT failure_version FROM ingest_files WHERE session = ?1 AND failure_version > 0 "
      "ORDER BY failure_version DESC LIMIT 1 OFFSET ?2)");
  SLUICE_TRY(query.bind(key, keep).step());
  return OlderFailures{.through = query.integer(0), .count = static_cast<std::uint64_t>(query.integer(1))};
}

Result<std::vector<model::FailedFile>> newest_failures(Database& database, const SessionId& id, std::uint32_t limit) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  Query query(database,
              "SELECT id, failure_version, path, at, stage, reason, message FROM ingest_files "
              "WHERE session = ?1 AND failure_version > 0 ORDER BY failure_version DESC LIMIT ?2");
  query.bind(key, limit);
  auto out = SLUICE_TRY(failures_from(query));
  std::ranges::reverse(out);
  return out;
}

Result<std::vector<model::FailedFile>> commit_failures(Database& database, const SessionId& id, std::uint32_t limit) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  Query query(database,
              "SELECT id, 0, path, commit_failed_at, commit_stage, commit_reason, commit_message FROM ingest_files "
              "WHERE session = ?1 AND commit_reason IS NOT NULL ORDER BY id DESC LIMIT ?2");
  query.bind(key, limit);
  auto out = SLUICE_TRY(failures_from(query));
  std::ranges::reverse(out);
  return out;
}

}  // namespace sluice::store::sqlite
