#pragma once

// One connection to a SQLite file, and what is done with it: Query (a prepared statement at work), Transaction,
// View, Savepoint. Everything else in this folder speaks to SQLite through here.
//
// A Database is used by one thread at a time. Errors: unavailable (locked, disk full or read-only, input/output error:
// may be tried again), corrupt (the file is damaged or no database), internal (constraints and our own mistakes).

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace sluice::store::sqlite {

enum class Access { read_write, read_only };

class Database {
 public:
  struct Options {
    Access access = Access::read_write;
    std::chrono::milliseconds busy_timeout{5000};
    int cache_kib = 4096;
  };
  // The file must exist. Read-only connections are refused writes by SQLite itself.
  static Result<Database> open(const std::string& path, const Options& options);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // Runs a script of statements whose rows nobody wants.
  Result<void> execute(const std::string& script);
  [[nodiscard]] std::int64_t changes() const;  // rows changed by the last INSERT, UPDATE or DELETE
  [[nodiscard]] std::int64_t last_insert_id() const;
  [[nodiscard]] bool in_transaction() const;
  // Every statement prepared so far: tests look at their plans.
  [[nodiscard]] std::vector<std::string> statements() const;

 private:
  friend class Query;
  struct Connection;
  explicit Database(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

// Bytes as they are; a plain string is text.
struct Blob {
  std::string_view bytes;
};

// Empty text becomes NULL.
inline std::optional<std::string_view> text_or_null(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

// A statement of the connection's cache while it is used; at most one Query at a time for one text. What goes wrong in
// preparing and binding is answered by step() and run().
class Query {
 public:
  Query(Database& database, std::string_view sql);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // Values for ?1, ?2, …; copies them. Begins the statement anew.
  template <class... T>
  Query& bind(const T&... values) {
    begin();
    int index = 0;
    (bind_at(++index, values), ...);
    return *this;
  }

  // True: there is a row to look at.
  Result<bool> step();
  // For statements without rows.
  Result<void> run();
  // The first column of the only row.
  Result<std::int64_t> number();

  // Columns of the row, from 0.
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;       // blobs too
  [[nodiscard]] std::string_view view(int column) const;  // the same, until the next step
  [[nodiscard]] WallTime time(int column) const;
  [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
  template <std::integral T>
  [[nodiscard]] T integer_as(int column) const {
    return static_cast<T>(integer(column));
  }

 private:
  void begin();
  void bind_at(int index, std::nullptr_t);
  void bind_at(int index, std::int64_t value);
  void bind_at(int index, double value);
  // Text: what is not UTF-8 and NUL become U+FFFD.
  void bind_at(int index, std::string_view value);
  void bind_at(int index, const std::string& value) { bind_at(index, std::string_view(value)); }
  void bind_at(int index, const char* value) { bind_at(index, std::string_view(value)); }
  void bind_at(int index, Blob value);
  void bind_at(int index, WallTime value) {
    bind_at(index, static_cast<std::int64_t>(value.time_since_epoch().count()));
  }
  template <std::integral T>
  void bind_at(int index, T value) {
    bind_at(index, static_cast<std::int64_t>(value));
  }
  template <class T>
  void bind_at(int index, const std::optional<T>& value) {
    if (value) {
      bind_at(index, *value);
    } else {
      bind_at(index, nullptr);
    }
  }
  void check(int code);

  Database::Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
  bool* in_use_ = nullptr;
  std::optional<Error> problem_;
};

// BEGIN IMMEDIATE … COMMIT; rolls back unless commit() succeeded.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

// BEGIN … and its end, for reading.
class View {
 public:
  static Result<View> begin(Database& database);
  View(View&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  View& operator=(View&&) = delete;
  ~View();

 private:
  explicit View(Database& database) : database_(&database) {}
  Database* database_;
};

// A transaction within the transaction; rolls back to its begin unless release() succeeded. They do not nest.
class Savepoint {
 public:
  static Result<Savepoint> begin(Database& database);
  Savepoint(Savepoint&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Savepoint& operator=(Savepoint&&) = delete;
  ~Savepoint();
  Result<void> release();

 private:
  explicit Savepoint(Database& database) : database_(&database) {}
  Database* database_;
};

// Calls `function(database)` in a transaction; commits if it answers a value.
template <class F>
std::invoke_result_t<F&, Database&> in_transaction(Database& database, F&& function) {
  Transaction transaction = SLUICE_TRY(Transaction::begin(database));
  auto result = function(database);
  if (result) SLUICE_TRY(transaction.commit());
  return result;
}

// Calls `function(database)`, which only reads: all that it reads is one state of the database.
template <class F>
std::invoke_result_t<F&, Database&> in_view(Database& database, F&& function) {
  const View view = SLUICE_TRY(View::begin(database));
  return function(database);
}

}  // namespace sluice::store::sqlite
