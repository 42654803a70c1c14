#include "store/sqlite/sqlite_store.h"

#include <atomic>
#include <cerrno>
#include <mutex>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>

#include "async/blocking.h"
#include "base/assert.h"
#include "base/log.h"
#include "base/unique_fd.h"
#include "store/sqlite/cancelled.h"
#include "store/sqlite/changes.h"
#include "store/sqlite/commit.h"
#include "store/sqlite/commit_plan.h"
#include "store/sqlite/database.h"
#include "store/sqlite/edits.h"
#include "store/sqlite/entries.h"
#include "store/sqlite/facets.h"
#include "store/sqlite/known_files.h"
#include "store/sqlite/media.h"
#include "store/sqlite/migrate.h"
#include "store/sqlite/quarantine.h"
#include "store/sqlite/retry.h"
#include "store/sqlite/sessions.h"
#include "store/sqlite/staging.h"
#include "store/sqlite/threshold.h"
#include "store/sqlite/undo.h"

namespace sluice::store {
namespace {
using sqlite::Access;
using sqlite::Database;
using sqlite::Query;

constexpr std::size_t kReaders = 2;
constexpr int kWriterCacheKib = 16 * 1024;
constexpr int kReaderCacheKib = 4 * 1024;
constexpr int kCheckpointPages = 4096;        // 16 MB of WAL: large batches are not copied twice at once
constexpr std::uint32_t kSweptAtOnce = 1000;  // entries that follow a cancel or a removal in a transaction: some 20 ms

// The connections of the threads that read, lent out one for each.
class Readers {
 public:
  void add(Database database) { free_.push_back(std::make_unique<Database>(std::move(database))); }

  template <class F>
  std::invoke_result_t<F&, Database&> use(F& function) {
    const Loan loan(*this);
    return sqlite::in_view(*loan.database, function);
  }

 private:
  struct Loan {
    explicit Loan(Readers& from) : lender(from), database(from.take()) {}
    ~Loan() {
      const std::scoped_lock lock(lender.mutex_);
      lender.free_.push_back(std::move(database));
    }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Readers& lender;
    std::unique_ptr<Database> database;
  };

  std::unique_ptr<Database> take() {
    const std::scoped_lock lock(mutex_);
    SLUICE_ASSERT(!free_.empty());
    auto out = std::move(free_.back());
    free_.pop_back();
    return out;
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Database>> free_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(Database writer, std::unique_ptr<Readers> readers, const Clock& clock)
      : clock_(clock),
        writer_(std::move(writer)),
        readers_(std::move(readers)),
        write_thread_("db-writer", 1),
        read_threads_("db-reader", kReaders) {
    sweep_later();  // what a kill left
  }
  ~SqliteStore() override { closing_ = true; }
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  task<Result<void>> create_session(model::Session session) override {
    return write([session = std::move(session)](Database& db) { return sqlite::create_session(db, session); });
  }
  task<Result<model::Session>> session(SessionId id) override {
    return read([id = std::move(id)](Database& db) -> Result<model::Session> {
      auto stored = SLUICE_TRY(sqlite::find_session(db, id));
      return std::move(stored.session);
    });
  }
  task<Result<std::vector<model::Session>>> sessions(std::uint32_t limit, std::optional<SessionId> before) override {
    return read(
        [limit, before = std::move(before)](Database& db) { return sqlite::newest_sessions(db, limit, before); });
  }
  task<Result<std::vector<model::Session>>> unfinished_sessions() override {
    return read([](Database& db) { return sqlite::unfinished_sessions(db); });
  }
  task<Result<std::optional<model::Session>>> active_session() override {
    return read([](Database& db) { return sqlite::active_session(db); });
  }
  task<Result<void>> remove_session(SessionId id) override {
    return write([this, id = std::move(id)](Database& db) -> Result<void> {
      SLUICE_TRY(sqlite::remove_session(db, id));
      sweep_later();
      return {};
    });
  }
  task<Result<void>> change_session(SessionId id, SessionChange change) override {
    return write([id = std::move(id), change = std::move(change)](Database& db) {
      return sqlite::change_session(db, id, change);
    });
  }

  task<Result<StageResult>> stage(SessionId id, const Batch& batch, std::int64_t first_failure_version) override {
    return write([this, id = std::move(id), &batch, first_failure_version](Database& db) {
      return sqlite::stage(db, id, batch, first_failure_version, clock_.wall());
    });
  }
  task<Result<std::vector<model::PendingFile>>> pending(SessionId id, FileId after, std::uint32_t limit) override {
    return read([id = std::move(id), after, limit](Database& db) { return sqlite::pending(db, id, after, limit); });
  }
  task<Result<model::Tally>> skip_pending(SessionId id, SessionChange change) override {
    return write([this, id = std::move(id), change = std::move(change)](Database& db) {
      auto tally = sqlite::skip_pending(db, id, change);
      if (tally) sweep_later();
      return tally;
    });
  }
  task<Result<std::vector<std::optional<Quarantined>>>> quarantined(
      const std::vector<model::FoundFile>& files) override {
    return read([&files](Database& db) { return sqlite::quarantined(db, files); });
  }

  task<Result<std::vector<Twin>>> twins(const std::vector<model::FileOutcome>& outcomes) override {
    return read([&outcomes](Database& db) { return sqlite::twins(db, outcomes); });
  }

  task<Result<std::uint64_t>> retryable(SessionId id, std::optional<model::Reason> reason) override {
    return read([id = std::move(id), reason](Database& db) { return sqlite::retryable(db, id, reason); });
  }
  task<Result<RetryResult>> retry(SessionId id, std::optional<model::Reason> reason, SessionChange change) override {
    const auto step = [&](Database& db) -> Result<std::optional<RetryResult>> {
      const auto key = SLUICE_TRY(sqlite::session_key(db, id));
      if (SLUICE_TRY(sqlite::sweep_cancelled(db, key, kSweptAtOnce))) return std::nullopt;
      return SLUICE_TRY(sqlite::retry(db, id, reason, change));
    };
    for (;;) {
      auto retried = co_await write(step);
      if (!retried) co_return fail(std::move(retried).error());
      if (*retried) co_return **std::move(retried);
    }
  }

  task<Result<FilePage>> files(SessionId id, FileQuery query) override {
    return read([id = std::move(id), query = std::move(query)](Database& db) { return sqlite::files(db, id, query); });
  }
  task<Result<FileRow>> file(SessionId id, FileId file) override {
    return read([id = std::move(id), file](Database& db) { return sqlite::file(db, id, file); });
  }
  task<Result<std::uint64_t>> count_files(SessionId id, FileQuery query) override {
    return read(
        [id = std::move(id), query = std::move(query)](Database& db) { return sqlite::count_files(db, id, query); });
  }
  task<Result<Facets>> facets(SessionId id) override {
    return read([id = std::move(id)](Database& db) { return sqlite::facets(db, id); });
  }
  task<Result<std::vector<model::FailedFile>>> failures(SessionId id, std::int64_t after,
                                                        std::uint32_t limit) override {
    return read([id = std::move(id), after, limit](Database& db) { return sqlite::failures(db, id, after, limit); });
  }
  task<Result<OlderFailures>> older_failures(SessionId id, std::uint32_t keep) override {
    return read([id = std::move(id), keep](Database& db) { return sqlite::older_failures(db, id, keep); });
  }
  task<Result<std::vector<model::FailedFile>>> newest_failures(SessionId id, std::uint32_t limit) override {
    return read([id = std::move(id), limit](Database& db) { return sqlite::newest_failures(db, id, limit); });
  }

  task<Result<std::vector<FileId>>> editable(SessionId id, FileQuery query) override {
    return read(
        [id = std::move(id), query = std::move(query)](Database& db) { return sqlite::editable(db, id, query); });
  }
  task<Result<EditResult>> edit(SessionId id, std::vector<FileId> files, FileEdit edit, SessionChange change) override {
    return write([id = std::move(id), files = std::move(files), edit, change = std::move(change)](Database& db) {
      return sqlite::edit(db, id, files, edit, change);
    });
  }
  task<Result<NsfwCount>> nsfw_count(SessionId id, double threshold) override {
    return read([id = std::move(id), threshold](Database& db) { return sqlite::nsfw_count(db, id, threshold); });
  }
  task<Result<model::Tally>> set_nsfw_threshold(SessionId id, double threshold, SessionChange change) override {
    return write([id = std::move(id), threshold, change = std::move(change)](Database& db) {
      return sqlite::set_nsfw_threshold(db, id, threshold, change);
    });
  }

  task<Result<CommitPlan>> commit_plan(SessionId id) override {
    return read([id = std::move(id)](Database& db) { return sqlite::commit_plan(db, id); });
  }
  task<Result<model::CommitTally>> begin_commit(SessionId id, SessionChange change) override {
    return write([id = std::move(id), change = std::move(change)](Database& db) {
      return sqlite::begin_commit(db, id, change);
    });
  }
  task<Result<CommitChunk>> commit_chunk(SessionId id, std::uint32_t limit, SessionChange change) override {
    return write([this, id = std::move(id), limit, change = std::move(change)](Database& db) {
      return sqlite::commit_chunk(db, id, limit, change, clock_.wall());
    });
  }
  task<Result<std::vector<model::FailedFile>>> commit_failures(SessionId id, std::uint32_t limit) override {
    return read([id = std::move(id), limit](Database& db) { return sqlite::commit_failures(db, id, limit); });
  }
  task<Result<model::UndoTally>> begin_undo(SessionId id, SessionChange change) override {
    return write(
        [id = std::move(id), change = std::move(change)](Database& db) { return sqlite::begin_undo(db, id, change); });
  }
  task<Result<UndoChunk>> undo_chunk(SessionId id, std::uint32_t limit, SessionChange change) override {
    return write([id = std::move(id), limit, change = std::move(change)](Database& db) {
      return sqlite::undo_chunk(db, id, limit, change);
    });
  }
  task<Result<std::vector<KeptFile>>> kept_files(SessionId id) override {
    return read([id = std::move(id)](Database& db) { return sqlite::kept_files(db, id); });
  }
  task<Result<std::vector<bool>>> catalogued(const std::vector<model::FoundFile>& files) override {
    return read([&files](Database& db) { return sqlite::catalogued(db, files); });
  }
  task<Result<FolderCounts>> catalogued_in(std::vector<std::string> directories) override {
    return read(
        [directories = std::move(directories)](Database& db) { return sqlite::catalogued_in(db, directories); });
  }
  task<Result<MediaFile>> media_file(MediaId id) override {
    return read([id](Database& db) { return sqlite::media_file(db, id); });
  }

 private:
  template <class F>
  task<std::invoke_result_t<F&, Database&>> read(F function) {
    co_return co_await run_blocking(read_threads_, [this, &function] { return readers_->use(function); });
  }
  template <class F>
  task<std::invoke_result_t<F&, Database&>> write(F function) {
    co_return co_await run_blocking(write_thread_,
                                    [this, &function] { return sqlite::in_transaction(writer_, function); });
  }

  // Entries of cancelled sessions follow, those of removed ones go, a few at a time, so that other writes come in
  // between.
  void sweep_later() {
    write_thread_.post([this] { sweep(); });
  }
  void sweep() {
    if (closing_) return;  // goes on at the next start
    const auto more = sqlite::in_transaction(writer_, [](Database& db) -> Result<bool> {
      if (SLUICE_TRY(sqlite::sweep_cancelled(db, kSweptAtOnce))) return true;
      return sqlite::sweep_removed(db, kSweptAtOnce);
    });
    if (!more) {
      log::warn("store: cancelled and removed sessions are not swept up until the next start: {}",
                more.error().message);
    } else if (*more) {
      sweep_later();
    }
  }

  const Clock& clock_;
  Database writer_;  // the writer thread's
  std::unique_ptr<Readers> readers_;
  std::atomic<bool> closing_ = false;
  BlockingThreads write_thread_;  // the threads go first: they use what is above
  BlockingThreads read_threads_;
};

Result<void> create_file(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600));
  if (!fd) return fail(system_error("open", errno));
  return {};
}

Result<Database> open_writer(const std::string& path, std::chrono::milliseconds busy_timeout) {
  Database database = SLUICE_TRY(
      Database::open(path, {.access = Access::read_write, .busy_timeout = busy_timeout, .cache_kib = kWriterCacheKib}));
  {
    Query mode(database, "PRAGMA journal_mode=WAL");
    SLUICE_TRY(mode.bind().step());
    if (mode.text(0) != "wal") {
      return fail(Code::unsupported, "SQLite cannot keep a write-ahead log there: put the data folder on a local disk");
    }
  }
  SLUICE_TRY(database.execute(
      fmt::format("PRAGMA wal_autocheckpoint={}; PRAGMA journal_size_limit={}", kCheckpointPages, 64 << 20)));
  return database;
}

Result<std::unique_ptr<Store>> open(const std::string& path, const SqliteOptions& options) {
  static const SystemClock system_clock;
  const Clock& clock = options.clock ? *options.clock : system_clock;
  SLUICE_TRY(create_file(path));
  Database writer = SLUICE_TRY(open_writer(path, options.busy_timeout));
  SLUICE_TRY(sqlite::migrate(writer, clock.wall()));
  auto readers = std::make_unique<Readers>();
  for (std::size_t i = 0; i < kReaders; ++i) {
    readers->add(SLUICE_TRY(Database::open(
        path, {.access = Access::read_only, .busy_timeout = options.busy_timeout, .cache_kib = kReaderCacheKib})));
  }
  return std::make_unique<SqliteStore>(std::move(writer), std::move(readers), clock);
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, SqliteOptions options) {
  auto store = open(path, options);
  if (!store) return fail(std::move(store).error().within("database " + path));
  return store;
}

}  // namespace sluice::store
