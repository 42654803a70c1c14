#pragma once

// What every Store must do, whatever its database: the tests are conformance_*_test.cpp; an implementation names itself
// with INSTANTIATE_TEST_SUITE_P(…, StoreConformance, …) and brings a Backend.

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include "async/loop.h"
#include "base/clock.h"
#include "model/record.h"
#include "store/store.h"

namespace sluice::store {

// A database of its own, which outlives the stores opened on it.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::unique_ptr<Store> open(const Clock& clock) = 0;
  // From now on, the data are what a kill of the process at this moment leaves. No store is open or all are about to
  // go.
  virtual void kill() = 0;
  virtual void execute(const std::string& sql) = 0;
  // Each row as its columns joined by '|', NULL as "null".
  virtual std::vector<std::string> rows(const std::string& sql) = 0;
  // Every row of every table of the catalogue, to the byte.
  virtual std::vector<std::string> catalogue() = 0;
  // Makes the catalogue refuse a keyword: one file's row that cannot be written.
  virtual void refuse_keyword(const std::string& keyword) = 0;
};

struct Implementation {
  std::string name;
  std::function<std::unique_ptr<Backend>()> make;
  friend void PrintTo(const Implementation& implementation, std::ostream* out) { *out << implementation.name; }
};

class StoreConformance : public testing::TestWithParam<Implementation> {
 protected:
  StoreConformance();

  // Runs a task of the store to its end.
  template <class T>
  Result<T> ask(task<Result<T>> work) {
    std::optional<Result<T>> out;
    loop.run_until_complete(keep(std::move(work), out));
    return std::move(*out);
  }
  // The same when nothing may go wrong.
  template <class T>
  T get(task<Result<T>> work) {
    auto result = ask(std::move(work));
    if (!result) throw std::runtime_error(result.error().message);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
  }

  void reopen();
  void kill_and_reopen();

  // A session under way with these parameters.
  SessionId begin_session(model::Parameters parameters = {});
  model::Session session(const SessionId& id) { return get(store->session(id)); }
  // Each stages one batch and holds the tally against the entries.
  StageResult stage(const SessionId& id, Batch batch, std::int64_t first_failure_version = 1);
  StageResult find(const SessionId& id, const std::vector<std::string>& paths);
  StageResult settle(const SessionId& id, std::vector<model::FileOutcome> outcomes);
  std::vector<model::PendingFile> pending(const SessionId& id) { return get(store->pending(id, FileId(), 10'000)); }
  std::vector<FileRow> all_files(const SessionId& id, FileQuery query = {});
  FileId id_of(const SessionId& id, const std::string& path);
  // Finds the paths and gives each the record.
  void ingest(const SessionId& id, const std::vector<std::string>& paths, const model::Record& record);
  void change_status(const SessionId& id, model::SessionStatus status);
  // Threshold 0.5; read: /r/0…/r/4 with the scores 0, 0.25 … 1, /r/5 and /r/6 never scanned; /r/7 failed, though it had
  // a score; /r/8 pending.
  SessionId begin_scored_session();
  // Read: /r/1…/r/5, of several generators, models, scores and keywords; /r/6 failed, /r/7 pending.
  SessionId begin_review();
  // A file read, /r/1 failed, and kLeft that a cancel has left, just answered.
  static constexpr std::size_t kLeft = 5000;
  SessionId begin_cancelled();
  void expect_left_skipped(const SessionId& id);
  // Completes the session, commits it in chunks and ends the commit.
  model::CommitTally commit(const SessionId& id, std::uint32_t chunk = 100);
  void commit_all_chunks(const SessionId& id, std::uint32_t chunk);
  void expect_tally_matches_entries(const SessionId& id);
  std::string row(const std::string& sql);  // the only one

  static model::FileOutcome done(FileId id, const model::Record& record);
  static model::FileOutcome failed(FileId id, std::int64_t version, model::Reason reason = model::Reason::corrupt);
  static model::Record simple_record();

  EventLoop loop;
  // A database thread that lets go of its work after a run has ended must not stop the next one.
  boost::asio::executor_work_guard<Executor> between_runs{loop.executor()};
  FakeClock clock;
  std::unique_ptr<Backend> backend;
  std::unique_ptr<Store> store;

 private:
  template <class T>
  static task<void> keep(task<Result<T>> work, std::optional<Result<T>>& out) {
    out.emplace(co_await std::move(work));
  }
};

}  // namespace sluice::store
