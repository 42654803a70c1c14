#include "store/sqlite/migrate.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/log.h"
#include "store/migrations/catalogue_tables.h"
#include "store/migrations/sqlite_migrations.h"

namespace sluice::store::sqlite {
namespace {

Result<std::set<std::string>> columns_of(Database& database, std::string_view table) {
  std::set<std::string> out;
  Query query(database, "SELECT lower(name) FROM pragma_table_info(?1)");
  query.bind(table);
  while (SLUICE_TRY(query.step())) out.insert(query.text(0));
  return out;
}

Result<void> create_table(Database& database, const CatalogueTable& table) {
  std::string sql = fmt::format("CREATE TABLE {} (", table.name);
  for (const auto& column : table.columns) sql += fmt::format("{} {}, ", column.name, column.definition);
  if (table.constraint.empty()) {
    sql.resize(sql.size() - 2);
  } else {
    sql += table.constraint;
  }
  return database.execute(sql + ")");
}

Result<void> complete_table(Database& database, const CatalogueTable& table) {
  const auto present = SLUICE_TRY(columns_of(database, table.name));
  if (present.empty()) return create_table(database, table);
  for (const auto& column : table.columns) {
    if (present.contains(std::string(column.name))) continue;
    log::info("store: adding column {} to the existing table {}", column.name, table.name);
    SLUICE_TRY(
        database.execute(fmt::format("ALTER TABLE {} ADD COLUMN {} {}", table.name, column.name, column.addition)));
  }
  return {};
}

// Whether a whole (not partial) index begins with the wanted columns.
Result<bool> is_indexed(Database& database, std::string_view table, std::string_view columns) {
  Query query(database,
              "SELECT (SELECT group_concat(name, ', ') FROM (SELECT lower(name) AS name FROM pragma_index_info(i.name) "
              "ORDER BY seqno)) "
              "FROM pragma_index_list(?1) AS i WHERE i.partial = 0");
  query.bind(table);
  while (SLUICE_TRY(query.step())) {
    const std::string indexed = query.text(0) + ", ";
    if (indexed.starts_with(std::string(columns) + ", ")) return true;
  }
  return false;
}

Result<void> complete_indices(Database& database, const CatalogueTable& table) {
  for (const auto& index : table.indices) {
    if (SLUICE_TRY(is_indexed(database, table.name, index.columns))) continue;
    SLUICE_TRY(database.execute(fmt::format("CREATE INDEX {} ON {} ({})", index.name, table.name, index.columns)));
  }
  return {};
}

Result<void> complete_catalogue(Database& database) {
  for (const CatalogueTable& table : catalogue_tables()) {
    SLUICE_TRY(complete_table(database, table));
    SLUICE_TRY(complete_indices(database, table));
  }
  return {};
}

Result<std::int64_t> schema_version(Database& database) {
  const auto ours = SLUICE_TRY(columns_of(database, "ingest_schema"));
  if (ours.empty()) return 0;
  return Query(database, "SELECT ifnull(max(version), 0) FROM ingest_schema").number();
}

Result<void> apply(Database& database, std::int64_t from, WallTime now) {
  if (from == 0)
    SLUICE_TRY(database.execute(
        "CREATE TABLE IF NOT EXISTS ingest_schema (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL)"));
  SLUICE_TRY(complete_catalogue(database));
  for (const Migration& step : sqlite_migrations()) {
    if (step.version <= from) continue;
    SLUICE_TRY(database.execute(step.script));
    SLUICE_TRY(Query(database, "INSERT INTO ingest_schema (version, applied_at) VALUES (?1, ?2)")
                   .bind(step.version, now)
                   .run());
  }
  return {};
}

}  // namespace

Result<void> migrate(Database& database, WallTime now) {
  const int newest = sqlite_migrations().back().version;
  return in_transaction(database, [&](Database&) -> Result<void> {
    const std::int64_t version = SLUICE_TRY(schema_version(database));
    if (version > newest) {
      return fail(
          Code::unsupported,
          fmt::format("the database has schema {}, this Sluice knows up to {}: run the newer Sluice that wrote it",
                      version, newest));
    }
    if (version == newest) return {};
    return apply(database, version, now);
  });
}

}  // namespace sluice::store::sqlite
