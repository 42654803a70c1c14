#pragma once

// SseStream: one open event stream, after its handshake. It owns the socket and nothing else of HTTP: no parser, no
// buffers, no coroutine, no timer. At most one write is in flight; the bytes written are shared, never copied. A stream
// with a coding (gzip) has a coder of its own and writes what that makes of them.
//
// The body ends with the connection (no length, no chunks): what is sent goes to the wire as it is. A reader that
// does not read costs at most kSendBuffer bytes of kernel memory here, and one reference to the event in flight.
//
// Loop thread only. The owner is told through the two callbacks, which are called from the loop, never from inside
// send(), finish() or the destructor. A callback may destroy the stream, or any other. Not for use after the loop.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"

namespace sluice::http {

// Bytes made once and shared by every stream that sends them.
using SharedBytes = std::shared_ptr<const std::string>;

class SseStream {
 public:
  // SO_SNDBUF of a stream (the kernel doubles it for its own accounting), and how much of it may wait unsent: a slow
  // reader is to get the newest state, not a buffer full of old ones.
  static constexpr int kSendBuffer = 64 * 1024;
  static constexpr int kUnsent = 16 * 1024;

  struct Implementation;
  explicit SseStream(std::unique_ptr<Implementation> implementation);
  ~SseStream();  // closes the connection at once
  SseStream(const SseStream&) = delete;
  SseStream& operator=(const SseStream&) = delete;

  // `ready`: what was sent has left and send() may be called again. Only called after a send() that answered `pending`.
  // `closed`: why the stream is of no more use; destroy it. Called once, in every case but destruction, also after a
  // send() that answered `closed`.
  enum class Closed : std::uint8_t {
    by_peer,   // it has gone
    stalled,   // it accepted nothing for the stall limit
    failed,    // the system refused a write for another reason
    finished,  // finish() is through
  };
  void on_ready(std::function<void()> ready);
  void on_closed(std::function<void(Closed)> closed);

  enum class Sent { all, pending, closed };
  // Writes as much as the socket takes at once (usually everything); the rest follows by itself. Precondition: not
  // busy.
  Sent send(SharedBytes bytes);
  [[nodiscard]] bool busy() const;
  // How many bytes the last send() is on the wire.
  [[nodiscard]] std::size_t last_size() const;
  // Ends the stream cleanly once what is in flight has left; `closed` follows when the peer has seen it, or a second
  // later. send() answers `closed` from here on.
  void finish();
  // When the last byte was accepted by the socket: for keep-alives.
  [[nodiscard]] SteadyTime last_write() const;

 private:
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sluice::http
