#pragma once

// The store in one SQLite file: what a single machine uses (store.h says what it does).
//
// One thread writes, two read; WAL, so that they do not wait for each other. Each has a connection of its own. The
// destructor finishes what was asked and closes the file.

#include <chrono>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace sluice::store {

struct SqliteOptions {
  const Clock* clock = nullptr;                  // must outlive the store; none: the system's
  std::chrono::milliseconds busy_timeout{5000};  // how long another program's lock is waited for
};

// Opens the file, or makes it (mode 0600), and brings it to our schema: it may be an existing catalogue of another
// program. Blocks: for the start of the process. Errors: unavailable (locked, read-only, disk full), corrupt (no
// database, or damaged), unsupported (written by a newer Sluice, or a file system without shared memory for WAL),
// io and its kin (the path cannot be opened).
Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, SqliteOptions options = {});

}  // namespace sluice::store
