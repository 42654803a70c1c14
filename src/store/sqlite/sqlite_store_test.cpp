#include "store/sqlite/sqlite_store.h"

#include <filesystem>

#include "store/conformance_test.h"
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

}  // namespace
}  // namespace sluice::store
