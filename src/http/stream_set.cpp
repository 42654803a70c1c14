#include "http/stream_set.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <boost/asio/post.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace sluice::http {
namespace {

using std::chrono::milliseconds;

void set_option(int fd, int level, int option, int value) {
  // Best effort: what a kernel does not know costs a bound, not the stream.
  static_cast<void>(::setsockopt(fd, level, option, &value, sizeof value));
}

void tune(int fd, Duration stall_time) {
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(fd, SOL_SOCKET, SO_SNDBUF, SseStream::kSendBuffer);
  set_option(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, SseStream::kUnsent);
  // A peer that vanished without a word: the next keep-alive stays unacknowledged this long.
  const auto timeout = std::chrono::duration_cast<milliseconds>(stall_time).count();
  set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(std::clamp<std::int64_t>(timeout, 1000, 3'600'000)));
}

}  // namespace

Result<std::shared_ptr<StreamSet>> StreamSet::create(const Executor& executor, const Clock& clock,
                                                     Duration stall_time) {
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return fail(system_error("epoll_create1", errno));
  auto set = std::make_shared<StreamSet>(executor, clock, stall_time, std::move(epoll));
  watch(set);
  return set;
}

StreamSet::StreamSet(const Executor& executor, const Clock& clock, Duration stall_time, UniqueFd epoll)
    : clock_(clock),
      stall_time_(stall_time),
      tick_(std::clamp<Duration>(stall_time / 4, milliseconds(5), milliseconds(250))),
      epoll_(executor, epoll.release()),
      timer_(executor) {}

StreamSet::~StreamSet() = default;

Result<std::unique_ptr<SseStream>> StreamSet::adopt(const std::shared_ptr<StreamSet>& self, UniqueFd socket,
                                                    Coding coding) {
  tune(socket.get(), self->stall_time_);
  auto stream = std::make_unique<Stream>(self, std::move(socket), coding, self->clock_.steady());
  // Edge-triggered, everything at once: never touched again, and silent as long as writes succeed (the kernel reports
  // room only to a socket that has been full).
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = stream.get();
  if (::epoll_ctl(self->epoll_.native_handle(), EPOLL_CTL_ADD, stream->fd.get(), &event) != 0) {
    return fail(system_error("epoll_ctl", errno));
  }
  return std::make_unique<SseStream>(std::move(stream));
}

void StreamSet::watch(const std::shared_ptr<StreamSet>& self) {
  self->epoll_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                          [weak = std::weak_ptr(self)](const boost::system::error_code& error) {
                            const auto set = weak.lock();
                            if (error || !set) return;
                            set->dispatch();
                            watch(set);
                          });
}

void StreamSet::dispatch() {
  constexpr int kRounds = 8;  // then others get their turn; what is left makes the descriptor readable again
  dispatching_ = true;
  for (int round = 0; round < kRounds; ++round) {
    const int count = ::epoll_wait(epoll_.native_handle(), batch_.data(), kBatch, 0);
    batch_size_ = count > 0 ? static_cast<std::size_t>(count) : 0;
    for (std::size_t i = 0; i < batch_size_; ++i) {
      if (auto* stream = static_cast<Stream*>(batch_[i].data.ptr)) stream->handle(batch_[i].events);
    }
    if (batch_size_ < kBatch) break;
  }
  batch_size_ = 0;
  dispatching_ = false;
  tell_all();
}

// A stream goes away, maybe in the middle of a batch that names it.
void StreamSet::forget(const Stream& stream) {
  --size_;
  if (current_ == &stream) current_ = nullptr;
  for (std::size_t i = 0; i < batch_size_; ++i) {
    if (batch_[i].data.ptr == &stream) batch_[i].data.ptr = nullptr;
  }
}

void StreamSet::wait_for_reader(Stream& stream) {
  if (!stream.is_linked()) waiting_.push_back(stream);
  if (!timer_.is_running()) start_sweep();
}

void StreamSet::schedule_tell(Stream& stream) {
  if (stream.is_linked()) stream.unlink();
  to_tell_.push_back(stream);
  if (dispatching_ || telling_scheduled_) return;
  telling_scheduled_ = true;
  boost::asio::post(epoll_.get_executor(), [weak = std::weak_ptr(stream.set)] {
    const auto set = weak.lock();
    if (!set) return;
    set->telling_scheduled_ = false;
    set->tell_all();
  });
}

void StreamSet::tell_all() {
  while (!to_tell_.empty()) {
    Stream& stream = to_tell_.front();
    stream.unlink();
    stream.tell_closed();
  }
}

void StreamSet::start_sweep() {
  timer_.start(tick_, [this] { sweep(); });
}

void StreamSet::sweep() {
  const SteadyTime now = clock_.steady();
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    Stream& stream = *it++;
    if (now < stream.deadline) continue;
    stream.end(stream.phase == Stream::Phase::finishing ? SseStream::Closed::finished : SseStream::Closed::stalled);
  }
  if (!waiting_.empty()) start_sweep();
}

}  // namespace sluice::http
