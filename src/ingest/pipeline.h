#pragma once

// Pipeline: one session's files from discovery to their outcomes.
//
//   walker ─▶ ledger (staged as pending) ─▶ feed ─▶ open (disk threads) ─▶ pool (worker process) ─▶ ledger
//
// Files are read back from the store in the order they were found, so that a session of any size needs constant
// memory and a restart goes on where it was. Loop thread only.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "async/blocking.h"
#include "async/task_group.h"
#include "async/timer.h"
#include "ingest/ledger.h"
#include "ingest/pattern.h"
#include "ingest/roots.h"
#include "pool/pool.h"
#include "store/store.h"
#include "thumbnails/shelf.h"

namespace sluice::ingest {

// What every session shares; all of it outlives them.
struct Machinery {
  Executor executor;
  const Clock& clock;
  store::Store& store;
  pool::Pool& pool;
  const Roots& roots;
  BlockingThreads& disk;
  thumbnails::Shelf& thumbnails;
};

class Pipeline {
 public:
  Pipeline(Machinery& machinery, Ledger& ledger, Pattern pattern);

  // Until every file has an outcome, or stop(). An error when the store fails for good.
  task<Result<void>> run();
  // Nothing new is begun; run() answers when what is under way has ended. What the ledger still takes is its owner's
  // choice.
  void stop();

  // Nothing new is begun until release(): no folder is listed, no file handed to a worker; what only waited for a
  // worker is closed again and waits here. What workers have in hand ends and counts. run() does not answer meanwhile.
  void hold();
  void release();
  [[nodiscard]] bool is_held() const { return is_held_; }

 private:
  enum class Accept;
  struct Opened;
  task<void> discover();
  task<Result<void>> feed();
  task<void> process(model::PendingFile file);
  task<std::optional<model::FileOutcome>> read(const model::PendingFile& file);
  pool::Job job_for(const model::PendingFile& file, Opened opened);
  task<void> while_held();
  [[nodiscard]] std::vector<progress::InHand> in_hand() const;
  static Result<Opened> open(const Roots& roots, const model::PendingFile& file, Accept accept, bool with_sidecar);

  Machinery& machinery_;
  Ledger& ledger_;
  Pattern pattern_;
  const pool::Owner owner_;
  TaskGroup group_;
  Event slot_free_;
  Event released_;
  std::size_t under_way_ = 0;
  bool discovered_ = false;
  bool stopping_ = false;
  bool is_held_ = false;
};

}  // namespace sluice::ingest
