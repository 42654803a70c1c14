#pragma once

// Viewers: every open event stream, each a channel's cursor tied to a socket. Keeps them alive, reads for them what
// only the store has, sends keep-alives from one shared timer. Loop thread only.

#include <cstddef>
#include <list>
#include <memory>

#include "api/admission.h"
#include "api/backlog.h"
#include "api/telemetry.h"
#include "async/task_group.h"
#include "async/timer.h"
#include "base/clock.h"
#include "http/sse_stream.h"
#include "progress/channel.h"
#include "store/store.h"

namespace sluice::api {

class Viewers {
 public:
  static constexpr Duration kKeepAlive = std::chrono::seconds(10);  // of silence

  Viewers(const Executor& executor, const Clock& clock, store::Store& store, Telemetry& telemetry);
  ~Viewers();  // after stop()

  // Follows the channel from the cursor on until it ends, or the client goes.
  void add(std::unique_ptr<http::SseStream> stream, std::shared_ptr<progress::Channel> channel, progress::Cursor cursor,
           std::shared_ptr<Admission::Ticket> ticket);
  [[nodiscard]] std::size_t size() const { return viewers_.size(); }

  // Tells every client when to come back, spread over some seconds, and ends its stream cleanly; those that accept
  // nothing are cut off when the object goes. New ones end at once.
  void close_all();
  // Waits for what is being read from the store.
  task<void> stop();

 private:
  class Viewer;
  using Place = std::list<std::shared_ptr<Viewer>>::iterator;
  void remove(Place place, http::SseStream::Closed why);
  task<void> read_failures(std::weak_ptr<Viewer> reader, Backlog::Asked asked);
  void keep_alive();

  const Clock& clock_;
  Telemetry& telemetry_;
  Backlog backlog_;
  std::list<std::shared_ptr<Viewer>> viewers_;
  Timer timer_;
  TaskGroup reading_;
  http::SharedBytes keep_alive_bytes_;
  bool is_closing_ = false;
};

}  // namespace sluice::api
