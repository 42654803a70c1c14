#include "http/sse_stream.h"

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include <sys/socket.h>

#include "base/assert.h"
#include "http/stream_set.h"

namespace sluice::http {
namespace {

// How long a finished stream waits for the peer to close.
constexpr Duration kLinger = std::chrono::seconds(1);
// A client of an event stream has nothing to say; one that says this much is not one.
constexpr std::uint32_t kMaxDiscarded = 64 * 1024;

ssize_t send_some(int fd, std::string_view bytes) {
  for (;;) {
    const ssize_t written = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (written >= 0 || errno != EINTR) return written;
  }
}

}  // namespace

SseStream::Implementation::Implementation(std::shared_ptr<StreamSet> owner, UniqueFd socket, Coding coding,
                                          SteadyTime now)
    : set(std::move(owner)),
      last_write(now),
      fd(std::move(socket)),
      deflater(coding == Coding::gzip ? std::make_unique<Deflater>() : nullptr) {
  ++set->size_;
}

SseStream::Implementation::~Implementation() { set->forget(*this); }

SseStream::Sent SseStream::Implementation::send(SharedBytes bytes) {
  SLUICE_ASSERT(!rest);
  if (phase != Phase::open) return Sent::closed;
  if (bytes->empty()) return Sent::all;
  if (deflater) bytes = std::make_shared<const std::string>(deflater->code(*bytes));
  return transmit(std::move(bytes));
}

SseStream::Sent SseStream::Implementation::transmit(SharedBytes bytes) {
  last_size = static_cast<std::uint32_t>(bytes->size());
  const ssize_t written = send_some(fd.get(), *bytes);
  if (written == static_cast<ssize_t>(bytes->size())) [[likely]] {
    last_write = set->clock_.steady();
    return Sent::all;
  }
  if (written < 0 && errno != EAGAIN) {
    end(errno == EPIPE || errno == ECONNRESET ? Closed::by_peer : Closed::failed);
    return Sent::closed;
  }
  const SteadyTime now = set->clock_.steady();
  if (written > 0) last_write = now;
  offset = written > 0 ? static_cast<std::size_t>(written) : 0;
  rest = std::move(bytes);
  wait_until(now + set->stall_time_);
  return Sent::pending;
}

void SseStream::Implementation::finish() {
  if (phase != Phase::open) return;
  phase = Phase::finishing;
  if (!rest) close_down();
}

// Nothing is in flight: the coder's last bytes, then the end.
void SseStream::Implementation::close_down() {
  if (deflater) {
    auto bytes = std::make_shared<const std::string>(deflater->finish());
    if (!bytes->empty() && transmit(std::move(bytes)) != Sent::all) return;  // the rest follows, then this again
  }
  shut_down();
}

void SseStream::Implementation::set_closed(std::function<void(Closed)> function) {
  closed = std::move(function);
  if (phase == Phase::ended && !is_linked() && set->current_ != this) set->schedule_tell(*this);
}

void SseStream::Implementation::handle(std::uint32_t events) {
  if (phase == Phase::ended) return;
  const Closed gone = phase == Phase::finishing ? Closed::finished : Closed::by_peer;
  if ((events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) != 0) return end(gone);
  if ((events & EPOLLIN) != 0 && !discard_input()) return end(gone);
  if ((events & EPOLLOUT) == 0 || !rest) return;
  if (!flush()) return end(gone);
  if (rest) return;
  if (phase == Phase::finishing) return close_down();
  unlink();
  tell_ready();
}

bool SseStream::Implementation::flush() {
  while (offset < rest->size()) {
    const ssize_t written = send_some(fd.get(), std::string_view(*rest).substr(offset));
    if (written < 0) return errno == EAGAIN;
    offset += static_cast<std::size_t>(written);
    last_write = set->clock_.steady();
    deadline = last_write + set->stall_time_;
  }
  rest.reset();
  offset = 0;
  return true;
}

bool SseStream::Implementation::discard_input() {
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t got = ::recv(fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) return false;
    discarded += static_cast<std::uint32_t>(got);
    if (discarded > kMaxDiscarded) return false;
  }
}

void SseStream::Implementation::wait_until(SteadyTime time) {
  deadline = time;
  set->wait_for_reader(*this);
}

void SseStream::Implementation::shut_down() {
  static_cast<void>(::shutdown(fd.get(), SHUT_WR));
  wait_until(set->clock_.steady() + kLinger);
}

void SseStream::Implementation::end(Closed reason) {
  if (phase == Phase::ended) return;
  phase = Phase::ended;
  why = reason;
  fd.reset();
  rest.reset();
  set->schedule_tell(*this);
}

void SseStream::Implementation::tell_ready() {
  if (!ready) return;
  // The callback may destroy this stream, and with it the function that runs, or set another one.
  const auto keeper = set;
  auto function = std::exchange(ready, nullptr);
  keeper->current_ = this;
  function();
  if (keeper->current_ == this && !ready) ready = std::move(function);
  keeper->current_ = nullptr;
}

void SseStream::Implementation::tell_closed() {
  if (!closed) return;
  const auto keeper = set;
  const auto function = std::exchange(closed, nullptr);
  keeper->current_ = this;
  function(why);
  keeper->current_ = nullptr;
}

SseStream::SseStream(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
SseStream::~SseStream() = default;

void SseStream::on_ready(std::function<void()> ready) { implementation_->ready = std::move(ready); }
void SseStream::on_closed(std::function<void(Closed)> closed) { implementation_->set_closed(std::move(closed)); }
SseStream::Sent SseStream::send(SharedBytes bytes) { return implementation_->send(std::move(bytes)); }
bool SseStream::busy() const { return implementation_->rest != nullptr; }
std::size_t SseStream::last_size() const { return implementation_->last_size; }
void SseStream::finish() { implementation_->finish(); }
SteadyTime SseStream::last_write() const { return implementation_->last_write; }

}  // namespace sluice::http
