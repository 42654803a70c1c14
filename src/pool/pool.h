#pragma once

// Pool: the parent's side of the worker processes. It starts them, hands out jobs, watches their deadlines, kills and
// replaces them. Loop thread only.
//
// A job never fails to answer: whatever happens to a worker, decode() returns an outcome. A crash, an overrun or a
// worker that says nonsense costs exactly the job it was working on; jobs that only waited in the same worker are
// handed to another one.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "async/task_group.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/unique_fd.h"
#include "model/file.h"

namespace sluice::pool {

// Something small that belongs to the file and is parsed in the worker too: the score sidecar, a companion PNG.
struct Attachment {
  std::string name;  // "sidecar"
  UniqueFd fd;
};

// Whose jobs they are, for withdraw() and in_hand(). Each that Pool::new_owner() makes is another.
enum class Owner : std::uint64_t { nobody };

struct Job {
  Owner owner = Owner::nobody;
  UniqueFd fd;            // opened for reading, a regular file
  std::string file_name;  // for messages and the extension; bytes
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;  // the record's last resort for created_at
  bool extract_metadata = true;
  bool extract_keywords = true;
  bool import_scores = true;
  bool content_hash = true;
  bool pixels = false;
  bool pixel_hash = false;
  bool classify = false;
  std::uint16_t thumbnail_side = 0;  // longer side in pixels; 0: no thumbnail
  std::vector<Attachment> attachments;
  // Called when a worker begins with it; again if that worker died before it had and another one begins. Cheap, and
  // calls nothing of the pool.
  std::function<void()> on_begun;
};

// Exactly what the worker found: a record, or the reason there is none; a failed file keeps what was read.
struct Decoded {
  std::optional<model::Failure> failure;
  model::RecordSummary summary;
  std::string record_json;
  Bytes thumbnail;            // JPEG, or empty
  bool is_withdrawn = false;  // taken back before any worker had it; there is nothing else then
};

// A job that a worker has begun and not answered yet.
struct InHand {
  std::string file_name;  // bytes
  WallTime since{};
};

struct Options {
  std::string worker_binary;                          // path of sluice-worker
  std::size_t workers = 0;                            // 0: one per core
  Duration base_deadline = std::chrono::seconds(20);  // for any file
  Duration deadline_per_mebibyte = std::chrono::milliseconds(100);
  std::uint64_t memory_limit_bytes = 2ull << 30;  // RLIMIT_AS of a worker; 0: none
  std::string classifier_folder;                  // of engine and model (docs/classifier.md); empty: no classifier
};

// Whether the workers can score pictures; known once the pool has started.
struct ClassifierState {
  std::string identity;  // name@hash of the model; empty: none
  std::string problem;   // why there is none and what to do; empty when there is one, or when none was asked for
};

struct Statistics {
  std::uint64_t jobs = 0;      // answered
  std::uint64_t crashes = 0;   // workers that died or answered nonsense, with or without a job
  std::uint64_t timeouts = 0;  // workers killed for taking too long
  std::size_t workers = 0;     // alive
};

class Pool {
 public:
  Pool(Executor executor, const Clock& clock, Options options);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Begins to load what the workers need, while the caller does other things before start(). May be left out. What goes
  // wrong is start()'s to say.
  void prepare();
  // Starts the workers and waits for the first to be ready; an error that says what to do when none can be. Once.
  task<Result<void>> start();
  // Waits for a place at a worker (in the order of the calls), then for the answer. The queue has no bound of its own:
  // callers have at most a small multiple of capacity() under way, for every job keeps its descriptors open.
  // While no worker can be started at all, jobs answer Reason::internal at once, naming the binary.
  task<Decoded> decode(Job job);
  [[nodiscard]] Owner new_owner();
  // Answers every job of the owner that still waits for a place at a worker, as withdrawn. Those that a worker has been
  // given, at most two each, run to their end.
  void withdraw(Owner owner);
  // The owner's jobs that are being worked on, at most one for each worker.
  [[nodiscard]] std::vector<InHand> in_hand(Owner owner) const;
  // Ends the workers and waits for them; jobs under way and later ones answer Reason::internal, "stopped". A pool that
  // was started is stopped before it goes away.
  task<void> stop();

  // How many jobs keep every worker busy: the number that is worth having under way at once.
  [[nodiscard]] std::size_t capacity() const;
  // How many workers there are when all are well.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] Statistics statistics() const;
  // Process ids of the living workers, for `doctor` and for tests that kill them.
  [[nodiscard]] std::vector<int> pids() const;
  // The process that workers are forked from; 0: none at the moment.
  [[nodiscard]] int template_pid() const;
  [[nodiscard]] ClassifierState classifier() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// "/usr/bin/sluice-worker" for a program /usr/bin/sluice: where the two are installed together.
std::string worker_binary_beside_this_program();

}  // namespace sluice::pool
