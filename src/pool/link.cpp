#include "pool/link.h"

#include <array>
#include <cerrno>
#include <deque>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <sys/socket.h>

#include "wire/descriptors.h"

namespace sluice::pool {
namespace asio = boost::asio;

namespace {

constexpr std::size_t kSlice = 64u << 10;  // a fraction of a millisecond of the loop's time to copy and check

struct Waiting {
  Bytes bytes;
  std::vector<UniqueFd> descriptors;  // empty once the first byte has gone
  std::size_t sent = 0;
};

std::expected<std::size_t, std::errc> send_rest(int socket, Waiting& waiting) {
  std::vector<int> descriptors;
  descriptors.reserve(waiting.descriptors.size());
  for (const UniqueFd& fd : waiting.descriptors) descriptors.push_back(fd.get());
  const std::array pieces{ByteView(waiting.bytes).subspan(waiting.sent)};
  const auto sent = wire::send_some(socket, pieces, descriptors);
  if (!sent) return sent;
  waiting.descriptors.clear();
  waiting.sent += *sent;
  return sent;
}

bool is_full(std::errc error) { return error == std::errc::resource_unavailable_try_again; }
bool is_closed(std::errc error) { return error == std::errc::broken_pipe || error == std::errc::connection_reset; }

Result<std::vector<UniqueFd>> duplicates(std::span<const int> descriptors) {
  std::vector<UniqueFd> out;
  for (const int descriptor : descriptors) {
    out.emplace_back(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
    if (!out.back()) return fail(system_error("dup", errno));
  }
  return out;
}

}  // namespace

struct Link::State {
  State(const Executor& executor, UniqueFd fd) : socket(executor, fd.get()), buffer(kSlice) { (void)fd.release(); }

  asio::posix::stream_descriptor socket;
  Bytes buffer;
  std::deque<Waiting> outbox;

  // Sends until all is gone or the socket is full. An error: nothing more will go.
  std::expected<void, std::errc> flush() {
    while (!outbox.empty()) {
      const auto sent = send_rest(socket.native_handle(), outbox.front());
      if (!sent) return std::unexpected(sent.error());
      if (outbox.front().sent == outbox.front().bytes.size()) outbox.pop_front();
    }
    return {};
  }

  // Owned by the group; keeps the socket open while it waits. shut() makes the socket writable and so ends it.
  static task<void> flush_when_writable(std::shared_ptr<State> state) {
    for (;;) {
      const auto [error] = co_await state->socket.async_wait(asio::posix::stream_descriptor::wait_write,
                                                             asio::as_tuple(asio::use_awaitable));
      const auto flushed = state->flush();
      if (flushed) co_return;
      if (error || !is_full(flushed.error())) break;
    }
    state->outbox.clear();  // the other end is gone; receive() finds out too
  }
};

Link::Link(TaskGroup& group, UniqueFd socket)
    : group_(group), state_(std::make_shared<State>(group.executor(), std::move(socket))) {}

Link::~Link() { shut(); }

Result<void> Link::send(const wire::Frame& frame, std::span<const int> descriptors) {
  const Bytes bytes = wire::to_bytes(frame);
  std::size_t gone = 0;
  if (state_->outbox.empty()) {
    const std::array pieces{ByteView(bytes)};
    const auto sent = wire::send_some(state_->socket.native_handle(), pieces, descriptors);
    if (!sent && is_closed(sent.error())) return fail(Code::unavailable, "the worker is gone");
    if (!sent && !is_full(sent.error())) return fail(system_error("sendmsg", static_cast<int>(sent.error())));
    gone = sent.value_or(0);
    if (gone == bytes.size()) return {};
  }
  const bool is_first = state_->outbox.empty();
  Waiting waiting{.bytes = bytes, .descriptors = {}, .sent = gone};
  if (gone == 0) waiting.descriptors = SLUICE_TRY(duplicates(descriptors));
  state_->outbox.push_back(std::move(waiting));
  if (is_first) group_.spawn(State::flush_when_writable(state_));
  return {};
}

task<Result<bool>> Link::receive() {
  const auto state = state_;
  const auto [error, size] =
      co_await state->socket.async_read_some(asio::buffer(state->buffer), asio::as_tuple(asio::use_awaitable));
  if (error || size == 0) co_return false;
  SLUICE_CO_TRY(frames_.feed(ByteView(state->buffer).first(size)));
  co_return true;
}

std::optional<wire::Frame> Link::next() { return frames_.next(); }

void Link::shut() { ::shutdown(state_->socket.native_handle(), SHUT_RDWR); }

}  // namespace sluice::pool
