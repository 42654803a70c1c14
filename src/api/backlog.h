#pragma once

// Backlog: failures of the past, read from the store in pages for streams that join late or come back. Full pages do
// not change within a run (a retry takes failures away), so the latest few are kept and shared: a thousand browsers
// that reconnect at once read each once or twice. Loop thread only.

#include <cstdint>
#include <list>
#include <memory>

#include "async/task.h"
#include "base/ids.h"
#include "base/result.h"
#include "progress/event.h"
#include "store/store.h"

namespace sluice::api {

class Backlog {
 public:
  static constexpr std::uint32_t kPage = 500;  // failures
  static constexpr std::size_t kPagesKept = 16;

  struct Page {
    progress::SharedBytes bytes;  // `failure` events; null when there are none
    std::int64_t newest = 0;      // the version of the last
    std::uint32_t count = 0;
    [[nodiscard]] bool is_full() const { return count == kPage; }
  };

  struct Asked {
    SessionId session;
    std::uint32_t run = 0;     // of the session, as the reader's channel shows it
    std::int64_t after = 0;    // versions: above this…
    std::int64_t through = 0;  // …up to this. Newer ones may be on disk already, but a stream does not tell them
                               // before its channel does: its ids would run ahead of everybody's.
  };

  explicit Backlog(store::Store& store) : store_(store) {}

  // Oldest first.
  task<Result<Page>> read(Asked asked);

 private:
  struct Kept {
    Asked asked;
    Page page;
  };
  store::Store& store_;
  std::list<Kept> kept_;  // the latest used first
};

}  // namespace sluice::api
