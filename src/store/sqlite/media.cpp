#include "store/sqlite/media.h"

#include <fmt/format.h>

#include "model/thumbnail_name.h"

namespace sluice::store::sqlite {

Result<MediaFile> media_file(Database& database, MediaId id) {
  Query row(database,
            "SELECT f.file_path, f.path_bytes, f.file_size, f.file_mtime_ns, f.content_hash, t.file_path "
            "FROM media_files AS f LEFT JOIN media_thumbnails AS t ON t.media_file_id = f.id AND t.thumbnail_size = ?2 "
            "WHERE f.id = ?1");
  if (!SLUICE_TRY(row.bind(id.value(), model::kThumbnailSide).step())) {
    return fail(Code::not_found, fmt::format("the catalogue has no file {}", id.value()));
  }
  MediaFile out{.path = row.text(row.is_null(1) ? 0 : 1), .size = {}, .mtime_ns = {}, .content_key = row.text(4)};
  if (!row.is_null(2)) out.size = row.integer_as<std::uint64_t>(2);
  if (!row.is_null(3)) out.mtime_ns = row.integer(3);
  // Where only a sample of the bytes was hashed, the thumbnail's own name is where that is kept.
  if (!model::is_thumbnail_key(out.content_key)) out.content_key = model::thumbnail_key_of(row.text(5));
  return out;
}

}  // namespace sluice::store::sqlite
