#pragma once

// Sluice's own tables (prefix ingest_) as numbered steps. A step that has shipped never changes: add the next one.
// The numbers that a database has been through are the rows of ingest_schema.

#include <span>
#include <string>

namespace sluice::store {

struct Migration {
  int version = 0;     // 1, 2, 3…
  std::string script;  // statements of SQLite
};

std::span<const Migration> sqlite_migrations();

}  // namespace sluice::store
