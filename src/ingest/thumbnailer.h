#pragma once

// Thumbnailer: thumbnails for whoever asks, of a session's files and of the catalogue's: from the shelf, else made by a
// worker and kept. Loop thread only.
//
// Requests for the same picture that come while it is made share the work; few are made at once so that sessions under
// way keep their workers, the rest wait in order; a file that no picture can be made of is not tried again for a while.
//
// Errors: not_found (no such session, file or row; the file is gone), unsupported (no picture can be made of it; says
// why), conflict (the file changed since), denied (outside every root), unavailable (too many wait; shutting down).

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "async/task_group.h"
#include "async/timer.h"
#include "base/bytes.h"
#include "ingest/open_unchanged.h"
#include "ingest/pipeline.h"
#include "ingest/recent_failures.h"

namespace sluice::ingest {

// What a thumbnail is of.
struct Original {
  FoundAs file;
  std::string key;  // model/thumbnail_name.h; empty: known when a worker has read the file
};

struct Thumbnail {
  std::string key;
  Bytes jpeg;
};

class Thumbnailer {
 public:
  static constexpr std::size_t kMostWaiting = 512;  // pictures, however many ask for each

  explicit Thumbnailer(const Machinery& machinery);
  ~Thumbnailer();
  Thumbnailer(const Thumbnailer&) = delete;
  Thumbnailer& operator=(const Thumbnailer&) = delete;

  task<Result<Original>> find(SessionId session, FileId file);
  task<Result<Original>> find(MediaId media);
  task<Result<Thumbnail>> get(Original original, std::uint16_t side);

  // Answers everybody who waits (unavailable) and waits for what is being made. The pool is stopped beside it.
  task<void> stop();

 private:
  struct Making;
  std::shared_ptr<Making> ask(const std::string& name, Original original, std::uint16_t side);
  void begin_next();
  task<void> make(std::shared_ptr<Making> making);
  task<std::optional<Error>> quarantined_as(const std::string& path, const OpenedFile& opened);
  task<Result<Thumbnail>> decode(const Original& original, std::uint16_t side);

  Machinery machinery_;
  RecentFailures failures_;
  std::unordered_map<std::string, std::shared_ptr<Making>> under_way_;  // by file and side, waiting ones included
  std::deque<std::shared_ptr<Making>> waiting_;
  std::size_t being_made_ = 0;
  TaskGroup group_;  // make()
  bool stopping_ = false;
};

}  // namespace sluice::ingest
