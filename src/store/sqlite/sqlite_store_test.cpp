#include "store/sqlite/sqlite_store.h"

#include <filesystem>

#include <fmt/format.h>

#include "store/conformance_undo_test.h"
#include "store/migrations/catalogue_tables.h"
#include "store/sqlite/sqlite_files_test.h"

namespace sluice::store {
namespace {
namespace fs = std::filesystem;

class SqliteBackend final : public Backend {
 public:
  std::unique_ptr<Store> open(const Clock& clock) override {
    auto store = open_sqlite(path(), {.clock = &clock});
    if (!store) throw std::runtime_error(store.error().message);
    return *std::move(store);
  }
  // The files as they are now, under a new name: no connection says goodbye to these.
  void kill() override {
    const fs::path old = path();
    ++lives_;
    fs::copy(old, path());
    if (fs::exists(old.string() + "-wal")) fs::copy(old.string() + "-wal", path() + "-wal");
  }
  void execute(const std::string& sql) override { run_sql(path(), sql); }
  std::vector<std::string> rows(const std::string& sql) override { return run_sql(path(), sql); }
  std::vector<std::string> catalogue() override {
    std::vector<std::string> out;
    for (const CatalogueTable& table : catalogue_tables()) {
      std::string columns;
      for (const CatalogueColumn& column : table.columns) {
        columns += fmt::format("{}quote({})", columns.empty() ? "" : ", ", column.name);
      }
      for (const std::string& row : rows(fmt::format("SELECT {} FROM {} ORDER BY id", columns, table.name))) {
        out.push_back(fmt::format("{}: {}", table.name, row));
      }
    }
    return out;
  }
  void refuse_keyword(const std::string& keyword) override {
    execute("CREATE TRIGGER refuse BEFORE INSERT ON media_keywords WHEN new.keyword = '" + keyword +
            "' BEGIN SELECT raise(ABORT, 'refused'); END");
  }

 private:
  [[nodiscard]] std::string path() const { return (folder_.path / (std::to_string(lives_) + ".db")).string(); }
  TemporaryFolder folder_;
  int lives_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance,
                         testing::Values(Implementation{"sqlite", [] { return std::make_unique<SqliteBackend>(); }}),
                         [](const auto& info) { return info.param.name; });
INSTANTIATE_TEST_SUITE_P(Sqlite, UndoConformance,
                         testing::Values(Implementation{"sqlite", [] { return std::make_unique<SqliteBackend>(); }}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace sluice::store
