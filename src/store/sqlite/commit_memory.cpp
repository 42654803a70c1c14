#include "store/sqlite/commit_memory.h"

#include <array>

#include <fmt/format.h>

#include "model/thumbnail_name.h"
#include "store/sqlite/catalogue_columns.h"

namespace sluice::store::sqlite {
namespace {

// Rows that a commit may write, change or delete: the one of the size that a run makes, and whatever else is ours.
std::string our_thumbnails() {
  return fmt::format("(thumbnail_size = {} OR file_path LIKE '{}/__/%-%.jpg')", model::kThumbnailSide,
                     model::kThumbnailFolder);
}

// The copies: which table, where they are kept, which rows.
struct Copy {
  std::string columns;  // of both tables
  std::string table, kept_in;
  std::string of;  // condition; ?2 is the media id
};

const std::array<Copy, 4>& copies() {
  static const std::array<Copy, 4> all{
      Copy{list_of(kFileColumns), "media_files", "ingest_undo_files", "id = ?2"},
      Copy{list_of(kMetadataColumns), "media_metadata", "ingest_undo_metadata", "media_file_id = ?2"},
      Copy{"id, " + list_of(kKeywordColumns), "media_keywords", "ingest_undo_keywords",
           "media_file_id = ?2 AND " SLUICE_OUR_KEYWORDS},
      Copy{"id, " + list_of(kThumbnailColumns), "media_thumbnails", "ingest_undo_thumbnails",
           "media_file_id = ?2 AND " + our_thumbnails()}};
  return all;
}

Result<void> copy_rows(Database& database, const Remembered& row) {
  static const auto statements = [] {
    std::array<std::string, 4> out;
    for (std::size_t i = 0; i < out.size(); ++i) {
      const Copy& c = copies()[i];
      out[i] = fmt::format("INSERT OR IGNORE INTO {} (session, media_id, {}) SELECT ?1, ?2, {} FROM {} WHERE {}",
                           c.kept_in, c.columns, c.columns, c.table, c.of);
    }
    return out;
  }();
  for (const std::string& sql : statements) SLUICE_TRY(Query(database, sql).bind(row.session, row.media_id).run());
  return {};
}

template <std::size_t N>
std::string update_sql(const char* table, const char* kept_in, const std::array<const char*, N>& columns,
                       const char* key) {
  const std::string list = list_of(columns);
  return fmt::format("UPDATE {} SET ({}) = (SELECT {} FROM {} WHERE session = ?1 AND media_id = ?2) WHERE {} = ?2",
                     table, list, list, kept_in, key);
}

// With its old id where nobody has that meanwhile.
template <std::size_t N>
std::string insert_sql(const char* table, const char* kept_in, const std::array<const char*, N>& columns) {
  const std::string list = list_of(columns);
  return fmt::format(
      "INSERT OR IGNORE INTO {0} (id, media_file_id, {2}) SELECT CASE WHEN EXISTS (SELECT 1 FROM {0} AS taken WHERE "
      "taken.id = u.id) THEN NULL ELSE u.id END, ?2, {2} FROM {1} AS u WHERE session = ?1 AND media_id = ?2",
      table, kept_in, list);
}

Result<void> restore_metadata(Database& database, const Remembered& row) {
  static const std::string update =
      update_sql("media_metadata", "ingest_undo_metadata", kMetadataColumns, "media_file_id");
  Query had(database, "SELECT count(*) FROM ingest_undo_metadata WHERE session = ?1 AND media_id = ?2");
  if (SLUICE_TRY(had.bind(row.session, row.media_id).number()) > 0)
    return Query(database, update).bind(row.session, row.media_id).run();
  return Query(database, "DELETE FROM media_metadata WHERE media_file_id = ?1").bind(row.media_id).run();
}

Result<void> restore_keywords(Database& database, const Remembered& row) {
  static const std::string insert = insert_sql("media_keywords", "ingest_undo_keywords", kKeywordColumns);
  SLUICE_TRY(Query(database,
                   "DELETE FROM media_keywords WHERE media_file_id = ?1 AND id BETWEEN ?2 AND ?3 AND created_at = ?4")
                 .bind(row.media_id, row.first_keyword, row.last_keyword, row.written_at)
                 .run());
  return Query(database, insert).bind(row.session, row.media_id).run();
}

Result<void> restore_thumbnails(Database& database, const Remembered& row) {
  static const std::string insert = insert_sql("media_thumbnails", "ingest_undo_thumbnails", kThumbnailColumns);
  static const std::string remove_sql = "DELETE FROM media_thumbnails WHERE media_file_id = ?1 AND " + our_thumbnails();
  SLUICE_TRY(Query(database, remove_sql).bind(row.media_id).run());
  return Query(database, insert).bind(row.session, row.media_id).run();
}

}  // namespace

Result<void> remember(Database& database, const Remembered& row) {
  SLUICE_TRY(Query(database,
                   "INSERT INTO ingest_commits (session, media_id, written_at, existed, file) "
                   "VALUES (?1, ?2, ?3, ?4, ?5) "
                   "ON CONFLICT (session, media_id) DO UPDATE SET written_at = excluded.written_at")
                 .bind(row.session, row.media_id, row.written_at, row.existed, row.file)
                 .run());
  return row.existed ? copy_rows(database, row) : Result<void>{};
}

Result<void> remember_changes(Database& database, const Remembered& row) {
  return Query(database,
               "UPDATE ingest_commits SET took_from = coalesce(took_from, ?3), gave_to = coalesce(?4, gave_to), "
               "first_keyword = ?5, last_keyword = ?6 WHERE session = ?1 AND media_id = ?2")
      .bind(row.session, row.media_id, text_or_null(row.took_from), text_or_null(row.gave_to), row.first_keyword,
            row.last_keyword)
      .run();
}

Result<std::vector<std::int64_t>> remembered_after(Database& database, std::int64_t session, std::int64_t after,
                                                   std::uint32_t limit) {
  std::vector<std::int64_t> out;
  Query query(database,
              "SELECT media_id FROM ingest_commits WHERE session = ?1 AND media_id > ?2 ORDER BY media_id LIMIT ?3");
  query.bind(session, after, limit);
  while (SLUICE_TRY(query.step())) out.push_back(query.integer(0));
  return out;
}

Result<Remembered> remembered(Database& database, std::int64_t session, std::int64_t media_id) {
  Query query(database,
              "SELECT written_at, existed, file, took_from, gave_to, first_keyword, last_keyword, "
              "NOT existed OR EXISTS (SELECT 1 FROM ingest_undo_files AS u WHERE u.session = ?1 AND u.media_id = ?2) "
              "FROM ingest_commits WHERE session = ?1 AND media_id = ?2");
  if (!SLUICE_TRY(query.bind(session, media_id).step())) return fail(Code::internal, "nothing is remembered of it");
  return Remembered{.session = session,
                    .media_id = media_id,
                    .written_at = query.text(0),
                    .existed = query.boolean(1),
                    .is_complete = query.boolean(7),
                    .file = query.integer(2),
                    .took_from = query.text(3),
                    .gave_to = query.text(4),
                    .first_keyword = query.integer(5),
                    .last_keyword = query.integer(6)};
}

Result<void> restore(Database& database, const Remembered& row) {
  static const std::string update = update_sql("media_files", "ingest_undo_files", kFileColumns, "id");
  SLUICE_TRY(restore_metadata(database, row));
  SLUICE_TRY(restore_keywords(database, row));
  SLUICE_TRY(restore_thumbnails(database, row));
  return Query(database, update).bind(row.session, row.media_id).run();
}

Result<void> remove(Database& database, const Remembered& row) {
  for (const char* sql :
       {"DELETE FROM media_thumbnails WHERE media_file_id = ?1", "DELETE FROM media_keywords WHERE media_file_id = ?1",
        "DELETE FROM media_metadata WHERE media_file_id = ?1", "DELETE FROM media_files WHERE id = ?1"}) {
    SLUICE_TRY(Query(database, sql).bind(row.media_id).run());
  }
  return {};
}

Result<void> forget(Database& database, std::int64_t session, std::int64_t media_id) {
  for (const char* sql : {"DELETE FROM ingest_undo_files WHERE session = ?1 AND media_id = ?2",
                          "DELETE FROM ingest_undo_metadata WHERE session = ?1 AND media_id = ?2",
                          "DELETE FROM ingest_undo_keywords WHERE session = ?1 AND media_id = ?2",
                          "DELETE FROM ingest_undo_thumbnails WHERE session = ?1 AND media_id = ?2",
                          "DELETE FROM ingest_commits WHERE session = ?1 AND media_id = ?2"}) {
    SLUICE_TRY(Query(database, sql).bind(session, media_id).run());
  }
  return {};
}

Result<bool> forget_commits(Database& database, std::int64_t session, std::uint32_t limit) {
  const auto rows = SLUICE_TRY(remembered_after(database, session, 0, limit));
  for (const std::int64_t media_id : rows) SLUICE_TRY(forget(database, session, media_id));
  if (!rows.empty()) return true;
  SLUICE_TRY(Query(database, "DELETE FROM ingest_undo_days WHERE session = ?1").bind(session).run());
  SLUICE_TRY(Query(database, "DELETE FROM ingest_undo_kept WHERE session = ?1").bind(session).run());
  return false;
}

}  // namespace sluice::store::sqlite
