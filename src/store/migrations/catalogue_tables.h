#pragma once

// The catalogue (docs/catalogue.md) as data: what a fresh database gets, and what an existing one is held against. An
// existing catalogue belongs to other programs too: what is missing is added, nothing is dropped, renamed or retyped.

#include <span>
#include <string_view>

namespace sluice::store {

struct CatalogueColumn {
  std::string_view name;
  std::string_view definition;  // in a new table
  // When the column is added to a table that has rows: no constraint that old rows could break.
  std::string_view addition;
};

// An index that a query of ours needs. `columns` in order; an existing index that begins with them serves as well.
struct CatalogueIndex {
  std::string_view name;
  std::string_view columns;  // separated by ", "
};

struct CatalogueTable {
  std::string_view name;
  std::span<const CatalogueColumn> columns;
  std::string_view constraint;  // of a new table, or empty
  std::span<const CatalogueIndex> indices;
};

// In an order in which they can be created. The words are SQLite's.
std::span<const CatalogueTable> catalogue_tables();

}  // namespace sluice::store
