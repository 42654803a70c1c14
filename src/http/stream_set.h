#pragma once

// Internal. All open streams of a server: one epoll set of their own, hung into the event loop as one descriptor, and
// one timer, which runs only while some stream waits for its reader. A stream therefore costs no asynchronous
// operation: just its SseStream::Implementation and a registration in the kernel.
//
// Held by shared_ptr from the server and from every stream: streams may outlive the server. Loop thread only.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/intrusive/list.hpp>
#include <sys/epoll.h>

#include "async/task.h"
#include "async/timer.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "http/deflater.h"
#include "http/message.h"
#include "http/sse_stream.h"

namespace sluice::http {

class StreamSet;

// In at most one list of its set: those that wait for their reader, or those whose owner is still to be told.
//
// An event goes to thousands of streams in a row, each new to the cache: all that a send() touches is in one line.
struct alignas(64) SseStream::Implementation
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  Implementation(std::shared_ptr<StreamSet> owner, UniqueFd socket, Coding coding, SteadyTime now);
  ~Implementation();
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  Sent send(SharedBytes bytes);
  void finish();
  void set_closed(std::function<void(Closed)> function);

  // Called by the set.
  void handle(std::uint32_t events);
  void end(Closed why);  // closes the socket; the owner is told from the loop
  void tell_ready();     // may destroy *this
  void tell_closed();    // may destroy *this

  enum class Phase : std::uint8_t { open, finishing, ended };

  std::shared_ptr<StreamSet> set;
  SharedBytes rest;  // in flight, from `offset` on; null if nothing is
  SteadyTime last_write;
  UniqueFd fd;
  Phase phase = Phase::open;
  Closed why = Closed::by_peer;  // once ended
  std::uint32_t last_size = 0;
  std::unique_ptr<Deflater> deflater;
  // The second line: what only a slow or dying stream needs.
  std::uint32_t discarded = 0;  // bytes the client sent although nothing was asked
  std::size_t offset = 0;
  SteadyTime deadline{};  // while in the list of the waiting
  std::function<void()> ready;
  std::function<void(Closed)> closed;

 private:
  Sent transmit(SharedBytes bytes);
  bool flush();  // false: the socket is broken
  void close_down();
  bool discard_input();
  void wait_until(SteadyTime time);
  void shut_down();
};

class StreamSet {
 public:
  using Stream = SseStream::Implementation;

  static Result<std::shared_ptr<StreamSet>> create(const Executor& executor, const Clock& clock, Duration stall_time);
  StreamSet(const Executor& executor, const Clock& clock, Duration stall_time, UniqueFd epoll);
  ~StreamSet();
  StreamSet(const StreamSet&) = delete;
  StreamSet& operator=(const StreamSet&) = delete;

  // Makes a stream of a connected, non-blocking TCP socket whose head has been written.
  static Result<std::unique_ptr<SseStream>> adopt(const std::shared_ptr<StreamSet>& self, UniqueFd socket,
                                                  Coding coding);
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  friend struct SseStream::Implementation;
  using List = boost::intrusive::list<Stream, boost::intrusive::constant_time_size<false>>;
  static constexpr std::size_t kBatch = 128;

  static void watch(const std::shared_ptr<StreamSet>& self);
  void dispatch();
  void forget(const Stream& stream);
  void wait_for_reader(Stream& stream);
  void schedule_tell(Stream& stream);
  void tell_all();
  void start_sweep();
  void sweep();

  const Clock& clock_;
  const Duration stall_time_;
  const Duration tick_;
  boost::asio::posix::stream_descriptor epoll_;
  Timer timer_;
  List waiting_;  // for their reader, each with a deadline
  List to_tell_;  // ended, owner not told yet
  std::size_t size_ = 0;
  bool telling_scheduled_ = false;
  bool dispatching_ = false;
  const Stream* current_ = nullptr;  // whose callback runs; null again once it is destroyed
  std::array<epoll_event, kBatch> batch_{};
  std::size_t batch_size_ = 0;
};

}  // namespace sluice::http
