#pragma once

// Viewers: every open event stream, each a channel's cursor tied to a socket. Keeps them alive, sends keep-alives from
// one shared timer, and bounds their number. Loop thread only.

#include <cstdint>
#include <list>
#include <memory>
#include <string>

#include "async/timer.h"
#include "base/clock.h"
#include "http/sse_stream.h"
#include "progress/channel.h"

namespace sluice::api {

class Viewers {
 public:
  static constexpr Duration kKeepAlive = std::chrono::seconds(10);  // of silence

  Viewers(Executor executor, const Clock& clock, std::size_t limit);
  ~Viewers();

  [[nodiscard]] bool is_full() const { return viewers_.size() >= limit_; }
  [[nodiscard]] std::size_t size() const { return viewers_.size(); }

  // A reader of a session under way. `cursor`: the version it has already; `preamble`: sent first ("retry: …").
  void add(std::unique_ptr<http::SseStream> stream, std::shared_ptr<progress::Channel> channel, std::int64_t cursor, std::string preamble);
  // A reader of a session at rest: these bytes, then the end.
  void add(std::unique_ptr<http::SseStream> stream, std::string bytes);

  // Ends every stream cleanly; those that accept nothing are cut off when the object goes. New ones end at once.
  void close_all();

 private:
  class Viewer;
  void keep_alive();

  const Clock& clock_;
  std::size_t limit_;
  std::list<std::unique_ptr<Viewer>> viewers_;
  Timer timer_;
  http::SharedBytes keep_alive_bytes_;
  bool closing_ = false;
};

}  // namespace sluice::api
