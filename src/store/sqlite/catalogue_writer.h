#pragma once

// Writes one entry of a session into the catalogue: file, metadata, keywords, thumbnail, contributions, and what an
// undo needs. Part of the caller's transaction; a failure may leave the entry half written, so the caller holds a
// savepoint.

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "model/record.h"
#include "store/catalogue_row.h"
#include "store/sqlite/commit_memory.h"
#include "store/sqlite/contributions.h"
#include "store/sqlite/database.h"

namespace sluice::store::sqlite {

struct CommittingSession {
  std::int64_t key = 0;
  SessionId id;
  double nsfw_threshold = 0.5;
};

// An entry that is to be written.
struct CommittingEntry {
  FileId file;
  std::string path;  // bytes
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  WallTime read_at{};
  model::Record record;
  std::optional<double> own_score = std::nullopt;  // the user's own, instead of the record's
  std::optional<bool> own_nsfw = std::nullopt;     // instead of what the threshold makes of the scan
  std::string thumbnail_key;                       // model/thumbnail_name.h; empty: none was made
};

enum class Written { added, updated };

class CatalogueWriter {
 public:
  CatalogueWriter(Database& database, CommittingSession session, WallTime now);

  // conflict: another file has this path in the catalogue (its bytes differ, but look the same escaped).
  Result<Written> write(const CommittingEntry& entry);

 private:
  struct Existing {
    std::int64_t id = 0;
    bool same_content = false;  // size and time are those of the entry
    std::string contribution;   // the day it is counted on; empty: none
  };
  Result<std::optional<Existing>> find(const CommittingEntry& entry, const CataloguePath& path);
  Result<std::int64_t> insert_file(const CommittingEntry& entry, const CataloguePath& path);
  Result<void> update_file(const CommittingEntry& entry, const CataloguePath& path, const Existing& existing);
  Result<void> write_metadata(const CommittingEntry& entry, const Remembered& row);
  Result<void> write_keywords(const model::Record& record, Remembered& row);
  Result<void> write_thumbnail(const CommittingEntry& entry, std::int64_t media_id, bool same_content);
  [[nodiscard]] std::string created_at(const CommittingEntry& entry) const;

  Database& database_;
  CommittingSession session_;
  std::string now_;
  Contributions contributions_;
};

}  // namespace sluice::store::sqlite
