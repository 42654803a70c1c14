#include "store/sqlite/known_files.h"

#include "base/utf8.h"

namespace sluice::store::sqlite {

KnownFiles::KnownFiles(Database& database)
    : query_(database,
             "SELECT count(*) FROM media_files WHERE file_path = ?1 AND file_size = ?2 AND file_mtime_ns = ?3 AND "
             "removed_at IS NULL "
             "AND (path_bytes IS NULL OR path_bytes = ?4)") {}

Result<bool> KnownFiles::has(const model::FoundFile& file) {
  query_.bind(to_escaped_text(file.path), file.size, file.mtime_ns, Blob{file.path});
  return SLUICE_TRY(query_.number()) > 0;
}

bool may_be_known(const model::FoundFile& file) {
  return !file.failure || file.failure->reason == model::Reason::quarantined;
}

Result<std::vector<bool>> catalogued(Database& database, const std::vector<model::FoundFile>& files) {
  KnownFiles known(database);
  std::vector<bool> out;
  out.reserve(files.size());
  for (const model::FoundFile& file : files) out.push_back(may_be_known(file) && SLUICE_TRY(known.has(file)));
  return out;
}

}  // namespace sluice::store::sqlite
