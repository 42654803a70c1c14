#include "store/sqlite/catalogue_writer.h"

#include <utility>

#include <fmt/format.h>

#include "model/thumbnail_name.h"
#include "store/sqlite/catalogue_columns.h"

namespace sluice::store::sqlite {
namespace {

std::string metadata_update_sql() {
  std::string out = "UPDATE media_metadata SET ";
  for (std::size_t i = 0; i < kMetadataColumns.size(); ++i)
    out += fmt::format("{} = ?{}, ", kMetadataColumns[i], i + 2);
  out.replace(out.size() - 2, 2, " WHERE media_file_id = ?1");
  return out;
}

std::string metadata_insert_sql() {
  std::string columns = "media_file_id";
  std::string values = "?1";
  for (std::size_t i = 0; i < kMetadataColumns.size(); ++i) {
    columns += fmt::format(", {}", kMetadataColumns[i]);
    values += fmt::format(", ?{}", i + 2);
  }
  return fmt::format("INSERT INTO media_metadata ({}) VALUES ({})", columns, values);
}

std::optional<double> score_of(const CommittingEntry& entry) {
  return entry.own_score ? entry.own_score : entry.record.score;
}

std::optional<double> positive(double number) { return number > 0 ? std::optional(number) : std::nullopt; }
std::optional<std::int64_t> positive(std::uint32_t number) {
  return number ? std::optional<std::int64_t>(number) : std::nullopt;
}

// The NSFW columns: the label is the user's own, else by the threshold; all unknown for a file that has neither a label
// nor a scan, which is not "safe".
struct NsfwColumns {
  bool nsfw = false;
  std::optional<double> score;
  std::optional<bool> label;
  std::optional<std::string> model, version;
  std::optional<double> threshold;

  NsfwColumns(const CommittingEntry& entry, double session_threshold) : label(entry.own_nsfw) {
    const std::optional<model::Nsfw>& scan = entry.record.nsfw;
    if (scan && !label) label = scan->score >= session_threshold;
    nsfw = label.value_or(false);
    if (!scan) return;
    score = scan->score;
    threshold = session_threshold;
    const std::size_t at = scan->model.find('@');  // "name@version"
    model = scan->model.substr(0, at);
    if (at != std::string::npos) version = scan->model.substr(at + 1);
  }
};

}  // namespace

CatalogueWriter::CatalogueWriter(Database& database, CommittingSession session, WallTime now)
    : database_(database),
      session_(std::move(session)),
      now_(catalogue_time(now)),
      contributions_(database, session_.key, now_) {}

Result<Written> CatalogueWriter::write(const CommittingEntry& entry) {
  const CataloguePath path(entry.path);
  const auto existing = SLUICE_TRY(find(entry, path));
  const std::string day = catalogue_day(created_at(entry));
  Remembered row{
      .session = session_.key, .written_at = now_, .existed = existing.has_value(), .file = entry.file.value()};
  if (existing) {
    row.media_id = existing->id;
    SLUICE_TRY(remember(database_, row));
    SLUICE_TRY(update_file(entry, path, *existing));
  } else {
    row.media_id = SLUICE_TRY(insert_file(entry, path));
    SLUICE_TRY(remember(database_, row));
  }
  SLUICE_TRY(write_metadata(entry, row));
  SLUICE_TRY(write_keywords(entry.record, row));
  SLUICE_TRY(write_thumbnail(entry, row.media_id, !existing || existing->same_content));
  if (!existing || existing->contribution != day) {
    if (existing && SLUICE_TRY(contributions_.take(existing->contribution))) row.took_from = existing->contribution;
    SLUICE_TRY(contributions_.give(day));
    row.gave_to = day;
  }
  SLUICE_TRY(remember_changes(database_, row));
  return existing ? Written::updated : Written::added;
}

std::string CatalogueWriter::created_at(const CommittingEntry& entry) const {
  return catalogue_time(entry.record.created_at.value_or(time_from_ns(entry.mtime_ns)));
}

Result<std::optional<CatalogueWriter::Existing>> CatalogueWriter::find(const CommittingEntry& entry,
                                                                       const CataloguePath& path) {
  Query row(
      database_,
      "SELECT id, path_bytes, file_size IS ?2 AND file_mtime_ns IS ?3, original_created_at, removed_at IS NOT NULL "
      "FROM media_files WHERE file_path = ?1");
  if (!SLUICE_TRY(row.bind(path.file_path, entry.size, entry.mtime_ns).step())) return std::nullopt;
  if (!row.is_null(1) && row.text(1) != entry.path) {
    return fail(Code::conflict, "the catalogue has another file whose name is written the same");
  }
  Existing existing{.id = row.integer(0), .same_content = row.boolean(2), .contribution = {}};
  const bool removed = row.boolean(4);  // then it is not counted
  if (!removed) existing.contribution = catalogue_day(row.text(3));
  return existing;
}

Result<std::int64_t> CatalogueWriter::insert_file(const CommittingEntry& entry, const CataloguePath& path) {
  const model::Record& r = entry.record;
  const NsfwColumns nsfw(entry, session_.nsfw_threshold);
  Query insert(database_,
               "INSERT INTO media_files (filename, directory, file_path, file_size, file_type, extension, score, "
               "favourite, nsfw, "
               "nsfw_score, nsfw_label, nsfw_model, nsfw_model_version, nsfw_threshold, media_file_id, phash, "
               "original_created_at, "
               "created_at, updated_at, last_accessed, file_mtime_ns, path_bytes, content_hash, session_id) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?18, ?18, "
               "?19, ?20, ?21, ?22)");
  insert.bind(path.filename, path.directory, path.file_path, entry.size, name(r.file_type), path.extension,
              score_of(entry), r.favourite, nsfw.nsfw, nsfw.score, nsfw.label, nsfw.model, nsfw.version, nsfw.threshold,
              text_or_null(r.media_file_id), text_or_null(r.phash), created_at(entry), now_, entry.mtime_ns,
              Blob{entry.path}, text_or_null(r.content_hash), session_.id.value());
  SLUICE_TRY(insert.run());
  return database_.last_insert_id();
}

// The user's own stays: a score or favourite that the record does not have. So does what an earlier ingest measured of
// the same bytes (a scan, hashes) when this one did not measure it.
Result<void> CatalogueWriter::update_file(const CommittingEntry& entry, const CataloguePath& path,
                                          const Existing& existing) {
  const model::Record& r = entry.record;
  const NsfwColumns nsfw(entry, session_.nsfw_threshold);
  const bool keep_scan = !r.nsfw && existing.same_content;
  const bool keep_label = keep_scan && !entry.own_nsfw;
  Query update(database_,
               "UPDATE media_files SET filename = ?2, directory = ?3, file_size = ?4, file_type = ?5, extension = ?6, "
               "score = ifnull(?7, score), favourite = CASE WHEN ?8 THEN 1 ELSE favourite END, "
               "nsfw = CASE WHEN ?25 THEN nsfw ELSE ?10 END, nsfw_score = CASE WHEN ?9 THEN nsfw_score ELSE ?11 END, "
               "nsfw_label = CASE WHEN ?25 THEN nsfw_label ELSE ?12 END, nsfw_model = CASE WHEN ?9 THEN nsfw_model "
               "ELSE ?13 END, "
               "nsfw_model_version = CASE WHEN ?9 THEN nsfw_model_version ELSE ?14 END, "
               "nsfw_threshold = CASE WHEN ?9 THEN nsfw_threshold ELSE ?15 END, "
               "media_file_id = CASE WHEN ?16 THEN ifnull(?17, media_file_id) ELSE ?17 END, "
               "phash = CASE WHEN ?16 THEN ifnull(?18, phash) ELSE ?18 END, "
               "content_hash = CASE WHEN ?16 THEN ifnull(?19, content_hash) ELSE ?19 END, "
               "original_created_at = ?20, updated_at = ?21, file_mtime_ns = ?22, path_bytes = ?23, session_id = ?24, "
               "removed_at = NULL "
               "WHERE id = ?1");
  update.bind(existing.id, path.filename, path.directory, entry.size, name(r.file_type), path.extension,
              score_of(entry), r.favourite, keep_scan, nsfw.nsfw, nsfw.score, nsfw.label, nsfw.model, nsfw.version,
              nsfw.threshold, existing.same_content, text_or_null(r.media_file_id), text_or_null(r.phash),
              text_or_null(r.content_hash), created_at(entry), now_, entry.mtime_ns, Blob{entry.path},
              session_.id.value(), keep_label);
  return update.run();
}

Result<void> CatalogueWriter::write_metadata(const CommittingEntry& entry, const Remembered& row) {
  static const std::string update_sql = metadata_update_sql();
  static const std::string insert_sql = metadata_insert_sql();
  const model::Record& r = entry.record;
  const model::Technical& t = r.technical;
  const model::Prompt& p = r.prompt;
  const auto taken_at = r.camera.taken_at ? std::optional(catalogue_time(*r.camera.taken_at)) : std::nullopt;
  const auto run = [&](const std::string& sql) {  // in the order of kMetadataColumns
    return Query(database_, sql)
        .bind(row.media_id, positive(t.width), positive(t.height), positive(t.duration_s), positive(t.frame_rate),
              text_or_null(t.color_mode), t.has_alpha, text_or_null(r.png_text), text_or_null(r.workflow_data),
              text_or_null(p.prompt), text_or_null(p.negative_prompt), text_or_null(p.model_name),
              text_or_null(p.model_hash), text_or_null(p.sampler), p.steps, p.cfg_scale, text_or_null(p.seed),
              text_or_null(p.size), text_or_null(p.schedule_type), p.denoising_strength, text_or_null(p.hires_config),
              text_or_null(p.dynthres_config), text_or_null(p.version), text_or_null(p.lora_hashes),
              text_or_null(json_of(p.positive_keywords)), text_or_null(json_of(p.negative_keywords)),
              text_or_null(json_of(p.loras)), catalogue_time(time_from_ns(entry.mtime_ns)),
              catalogue_time(entry.read_at), text_or_null(p.generator), raw_json(r), text_or_null(r.camera.make),
              text_or_null(r.camera.model), text_or_null(r.camera.lens), taken_at, r.camera.gps_lat, r.camera.gps_lon)
        .run();
  };
  if (row.existed) {
    SLUICE_TRY(run(update_sql));
    if (database_.changes() > 0) return {};
  }
  return run(insert_sql);
}

Result<void> CatalogueWriter::write_keywords(const model::Record& record, Remembered& row) {
  if (row.existed) {
    SLUICE_TRY(Query(database_, "DELETE FROM media_keywords WHERE media_file_id = ?1 AND " SLUICE_OUR_KEYWORDS)
                   .bind(row.media_id)
                   .run());
  }
  if (record.keywords.empty()) return {};
  Query insert(
      database_,
      "INSERT OR IGNORE INTO media_keywords (media_file_id, keyword, keyword_type, confidence, source, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  for (const model::Keyword& keyword : record.keywords) {
    SLUICE_TRY(insert
                   .bind(row.media_id, keyword.text, name(keyword.type), keyword.weight,
                         keyword_source(record, keyword.type), now_)
                   .run());
    if (database_.changes() == 0) continue;  // the file has it already
    row.last_keyword = database_.last_insert_id();
    if (row.first_keyword == 0) row.first_keyword = row.last_keyword;
  }
  return {};
}

// Another program's catalogue may lack the constraint that an ON CONFLICT would need.
Result<void> CatalogueWriter::write_thumbnail(const CommittingEntry& entry, std::int64_t media_id, bool same_content) {
  if (entry.thumbnail_key.empty()) {
    if (same_content) return {};
    return Query(database_,
                 "DELETE FROM media_thumbnails WHERE media_file_id = ?1 AND file_path LIKE ?2")  // ours, of other bytes
        .bind(media_id, fmt::format("{}/__/%-%.jpg", model::kThumbnailFolder))
        .run();
  }
  const std::string file = model::thumbnail_path(entry.thumbnail_key, model::kThumbnailSide);
  SLUICE_TRY(Query(database_,
                   "UPDATE media_thumbnails SET mime_type = ?3, file_path = ?4, created_at = ?5 "
                   "WHERE media_file_id = ?1 AND thumbnail_size = ?2")
                 .bind(media_id, model::kThumbnailSide, model::kThumbnailMime, file, now_)
                 .run());
  if (database_.changes() > 0) return {};
  return Query(database_,
               "INSERT INTO media_thumbnails (media_file_id, thumbnail_size, mime_type, file_path, created_at) "
               "VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(media_id, model::kThumbnailSide, model::kThumbnailMime, file, now_)
      .run();
}

}  // namespace sluice::store::sqlite
