#include "store/sqlite/database.h"

#include <new>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/assert.h"
#include "base/log.h"
#include "base/utf8.h"
#include "store/sqlite/functions.h"

namespace sluice::store::sqlite {
namespace {

struct HashText {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

struct Prepared {
  Prepared(Prepared&&) = delete;
  explicit Prepared(sqlite3_stmt* made) : statement(made) {}
  ~Prepared() { ::sqlite3_finalize(statement); }
  sqlite3_stmt* statement;
  bool in_use = false;
};

// What a caller can do about it decides the Code; the text says it to people.
Error error_of(int code, const char* detail) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Code::unavailable, fmt::format("the database is locked by another program ({})", detail)};
    case SQLITE_FULL:
      return {Code::unavailable, fmt::format("no space left for the database: free some disk space ({})", detail)};
    case SQLITE_READONLY:
      return {Code::unavailable,
              fmt::format("the database cannot be written: its disk or file is read-only ({})", detail)};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return {Code::unavailable,
              fmt::format("the database's disk does not work or is full ({}, SQLite error {})", detail, code)};
    case SQLITE_CORRUPT:
      return {Code::corrupt, fmt::format("the database is damaged ({})", detail)};
    case SQLITE_NOTADB:
      return {Code::corrupt, fmt::format("not a database ({})", detail)};
    case SQLITE_TOOBIG:
      return {Code::too_large, fmt::format("too large for the database ({})", detail)};
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    default:
      return {Code::internal, fmt::format("database: {} (SQLite error {})", detail, code)};
  }
}

Error error_of(sqlite3* handle) { return error_of(::sqlite3_extended_errcode(handle), ::sqlite3_errmsg(handle)); }

}  // namespace

struct Database::Connection {
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    cache.clear();
    ::sqlite3_close(handle);
  }
  sqlite3* handle = nullptr;
  std::unordered_map<std::string, Prepared, HashText, std::equal_to<>> cache;
};

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& path, const Options& options) {
  auto connection = std::make_unique<Connection>();
  const int opened =
      ::sqlite3_open_v2(path.c_str(), &connection->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (opened != SQLITE_OK) return fail(error_of(opened, ::sqlite3_errstr(opened)));
  ::sqlite3_extended_result_codes(connection->handle, 1);
  ::sqlite3_busy_timeout(connection->handle, static_cast<int>(options.busy_timeout.count()));
  SLUICE_TRY(add_functions(connection->handle));
  Database database(std::move(connection));
  SLUICE_TRY(database.execute(fmt::format(
      "PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
      "PRAGMA cache_size=-{}; PRAGMA mmap_size=0; PRAGMA query_only={};",
      options.cache_kib, options.access == Access::read_only ? "ON" : "OFF")));
  return database;
}

Result<void> Database::execute(const std::string& script) {
  if (::sqlite3_exec(connection_->handle, script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return fail(error_of(connection_->handle));
  return {};
}

std::int64_t Database::changes() const { return ::sqlite3_changes64(connection_->handle); }
std::int64_t Database::last_insert_id() const { return ::sqlite3_last_insert_rowid(connection_->handle); }
bool Database::in_transaction() const { return ::sqlite3_get_autocommit(connection_->handle) == 0; }

std::vector<std::string> Database::statements() const {
  std::vector<std::string> out;
  for (const auto& [sql, prepared] : connection_->cache) out.push_back(sql);
  return out;
}

// --- Query --------------------------------------------------------------------------------------------------------

Query::Query(Database& database, std::string_view sql) : connection_(*database.connection_) {
  auto it = connection_.cache.find(sql);
  if (it == connection_.cache.end()) {
    sqlite3_stmt* made = nullptr;
    const int code = ::sqlite3_prepare_v3(connection_.handle, sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    if (code != SQLITE_OK) {
      check(code);
      return;
    }
    it = connection_.cache.try_emplace(std::string(sql), made).first;
  }
  SLUICE_ASSERT(!it->second.in_use);
  statement_ = it->second.statement;
  in_use_ = &it->second.in_use;
  *in_use_ = true;
}

Query::~Query() {
  if (!statement_) return;
  ::sqlite3_reset(statement_);
  ::sqlite3_clear_bindings(statement_);  // what was bound may be large
  *in_use_ = false;
}

void Query::check(int code) {
  if (code != SQLITE_OK && !problem_) problem_ = error_of(connection_.handle);
}

void Query::begin() {
  if (statement_) ::sqlite3_reset(statement_);
}

void Query::bind_at(int index, std::nullptr_t) {
  if (statement_) check(::sqlite3_bind_null(statement_, index));
}

void Query::bind_at(int index, std::int64_t value) {
  if (statement_) check(::sqlite3_bind_int64(statement_, index, value));
}

void Query::bind_at(int index, double value) {
  if (statement_) check(::sqlite3_bind_double(statement_, index, value));
}

void Query::bind_at(int index, std::string_view value) {
  if (!statement_) return;
  std::string repaired;
  if (value.contains('\0') || !is_utf8(value)) {
    repaired = to_text(value);
    value = repaired;
  }
  // A null pointer would be NULL, not empty text.
  const char* text = value.data() ? value.data() : "";
  check(::sqlite3_bind_text64(statement_, index, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Query::bind_at(int index, Blob value) {
  if (!statement_) return;
  const char* bytes = value.bytes.data() ? value.bytes.data() : "";
  check(::sqlite3_bind_blob64(statement_, index, bytes, value.bytes.size(), SQLITE_TRANSIENT));
}

Result<bool> Query::step() {
  if (problem_) return fail(*problem_);
  const int code = ::sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    ::sqlite3_reset(statement_);
    return false;
  }
  Error error = error_of(connection_.handle);
  ::sqlite3_reset(statement_);
  return fail(std::move(error));
}

Result<void> Query::run() {
  while (SLUICE_TRY(step())) {
  }
  return {};
}

Result<std::int64_t> Query::number() {
  if (!SLUICE_TRY(step())) return fail(Code::internal, "database: a number was expected");
  const std::int64_t out = integer(0);
  begin();
  return out;
}

bool Query::is_null(int column) const { return ::sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Query::integer(int column) const { return ::sqlite3_column_int64(statement_, column); }
double Query::real(int column) const { return ::sqlite3_column_double(statement_, column); }
WallTime Query::time(int column) const { return WallTime(std::chrono::microseconds(integer(column))); }

std::string Query::text(int column) const { return std::string(view(column)); }

std::string_view Query::view(int column) const {
  // Asked in this order (pointer, then length), blobs come as they are.
  const bool is_blob = ::sqlite3_column_type(statement_, column) == SQLITE_BLOB;
  const void* data = is_blob ? ::sqlite3_column_blob(statement_, column) : ::sqlite3_column_text(statement_, column);
  const int size = ::sqlite3_column_bytes(statement_, column);
  return data ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size)) : std::string_view();
}

// --- Transaction, View, Savepoint ------------------------------------------------------------------------------------

Result<Transaction> Transaction::begin(Database& database) {
  SLUICE_TRY(Query(database, "BEGIN IMMEDIATE").run());
  return Transaction(database);
}

Result<void> Transaction::commit() {
  SLUICE_TRY(Query(*database_, "COMMIT").run());
  database_ = nullptr;
  return {};
}

Transaction::~Transaction() {
  // SQLite rolls back by itself after some errors (disk full).
  if (!database_ || !database_->in_transaction()) return;
  if (auto done = Query(*database_, "ROLLBACK").run(); !done) log::error("store: roll back: {}", done.error().message);
}

Result<View> View::begin(Database& database) {
  SLUICE_TRY(Query(database, "BEGIN").run());
  return View(database);
}

View::~View() {
  if (!database_ || !database_->in_transaction()) return;
  if (auto done = Query(*database_, "COMMIT").run(); !done)
    log::error("store: end of reading: {}", done.error().message);
}

Result<Savepoint> Savepoint::begin(Database& database) {
  SLUICE_TRY(Query(database, "SAVEPOINT part").run());
  return Savepoint(database);
}

Result<void> Savepoint::release() {
  SLUICE_TRY(Query(*database_, "RELEASE part").run());
  database_ = nullptr;
  return {};
}

Savepoint::~Savepoint() {
  if (!database_ || !database_->in_transaction()) return;
  for (const char* sql : {"ROLLBACK TO part", "RELEASE part"}) {
    if (auto done = Query(*database_, sql).run(); !done) log::error("store: {}: {}", sql, done.error().message);
  }
}

}  // namespace sluice::store::sqlite
