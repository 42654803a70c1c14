#pragma once

// What the tests of this folder share: a folder that goes away, and SQL as another program would run it.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "async/loop.h"

namespace sluice::store {

// Any statements, on a connection of their own. Each row as its columns joined by '|', NULL as "null".
inline std::vector<std::string> run_sql(const std::string& path, const std::string& sql) {
  sqlite3* raw = nullptr;
  EXPECT_EQ(::sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection(raw, ::sqlite3_close);
  ::sqlite3_busy_timeout(raw, 5000);
  std::vector<std::string> rows;
  const auto add = [](void* out, int count, char** values, char**) {
    std::string row;
    for (int i = 0; i < count; ++i) row += (i ? "|" : "") + std::string(values[i] ? values[i] : "null");
    static_cast<std::vector<std::string>*>(out)->push_back(std::move(row));
    return 0;
  };
  EXPECT_EQ(::sqlite3_exec(raw, sql.c_str(), add, &rows, nullptr), SQLITE_OK) << ::sqlite3_errmsg(raw) << " in " << sql;
  return rows;
}

struct TemporaryFolder {
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sluice-store-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

// A database of its own for each test, and a loop to ask stores on.
struct SqliteFileTest : testing::Test {
  TemporaryFolder folder;
  std::string path = (folder.path / "sluice.db").string();
  EventLoop loop;  // outlives every store
  // A database thread that lets go of its work after a run has ended must not stop the next one.
  boost::asio::executor_work_guard<Executor> between_runs{loop.executor()};
};

}  // namespace sluice::store
