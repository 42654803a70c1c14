#include "viewers/crowd.h"

#include <bit>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice::bench {
namespace {

constexpr std::size_t kConnectingAtOnce = 128;
constexpr std::size_t kViewersPerSource = 8000;  // of one loopback address, which has 28 000 ports by default

std::int64_t wall_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

}  // namespace

Crowd::Crowd(Target target, std::size_t viewers)
    : target_(std::move(target)), viewers_(viewers), epoll_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(256 * 1024) {
  if (epoll_ < 0) die("epoll_create1");
}

Crowd::~Crowd() {
  for (Viewer& viewer : viewers_) close(viewer);
  ::close(epoll_);
}

void Crowd::gather() {
  connect_more();
  while (waiting_ > 0) dispatch(-1);
}

void Crowd::watch(const volatile bool& stop) {
  while (open_ > 0 && !stop) dispatch(100);
  const std::int64_t now = wall_us();
  for (const Viewer& viewer : viewers_) {
    if (viewer.fd >= 0 && viewer.version > 0) tally_.behind_us.record(timeline_.behind(viewer.version, now));
  }
}

void Crowd::connect_more() {
  while (waiting_ < kConnectingAtOnce && asked_ < viewers_.size()) connect(asked_++);
}

void Crowd::connect(std::size_t index) {
  Viewer& viewer = viewers_[index];
  viewer.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (viewer.fd < 0) die("socket");
  sockaddr_in source{};
  source.sin_family = AF_INET;
  source.sin_addr.s_addr = htonl(0x7f000001u + static_cast<std::uint32_t>(index / kViewersPerSource));
  const int one = 1;
  ::setsockopt(viewer.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  if (::bind(viewer.fd, std::bit_cast<sockaddr*>(&source), sizeof source) != 0) die("bind");
  if (::connect(viewer.fd, std::bit_cast<sockaddr*>(&target_.address), sizeof target_.address) != 0 &&
      errno != EINPROGRESS) {
    die("connect");
  }
  ++waiting_;
  epoll_event event{.events = EPOLLOUT, .data = {.u64 = index}};
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, viewer.fd, &event) != 0) die("epoll_ctl");
}

void Crowd::send_request(Viewer& viewer) {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = static_cast<std::uint64_t>(&viewer - viewers_.data())}};
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, viewer.fd, &event);
  const auto size = static_cast<ssize_t>(target_.request.size());
  if (::send(viewer.fd, target_.request.data(), target_.request.size(), MSG_NOSIGNAL) != size) close(viewer);
}

void Crowd::dispatch(int timeout_ms) {
  const int count = ::epoll_wait(epoll_, ready_.data(), static_cast<int>(ready_.size()), timeout_ms);
  if (count < 0 && errno != EINTR) die("epoll_wait");
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = ready_[static_cast<std::size_t>(i)];
    Viewer& viewer = viewers_[event.data.u64];
    if (viewer.fd < 0) continue;
    if ((event.events & EPOLLOUT) != 0) {
      send_request(viewer);
    } else {
      read(viewer);
    }
  }
  connect_more();
}

void Crowd::read(Viewer& viewer) {
  const ssize_t got = ::recv(viewer.fd, buffer_.data(), buffer_.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return close(viewer);
  const std::int64_t now = wall_us();
  tally_.bytes += static_cast<std::uint64_t>(got);
  viewer.reader.feed({buffer_.data(), static_cast<std::size_t>(got)},
                     [&](const StreamEvent& event) { take(viewer, event, now); });
  if (viewer.reader.status() != 0 && viewer.reader.status() != 200) close(viewer);
}

void Crowd::take(Viewer& viewer, const StreamEvent& event, std::int64_t now) {
  if (event.kind == StreamEvent::Kind::failure) return static_cast<void>(++tally_.failures);
  if (event.kind != StreamEvent::Kind::state || event.completed) viewer.ended = true;
  if (event.version == 0) return;
  timeline_.add(event);
  if (viewer.version == 0) {  // what there was before it came: no delay to speak of
    --waiting_, ++open_;
  } else {
    ++tally_.states;
    tally_.delay_us.record(now - event.emitted_at);
    tally_.behind_us.record(timeline_.behind(viewer.version, now));
  }
  viewer.version = event.version;
}

void Crowd::close(Viewer& viewer) {
  if (viewer.fd < 0) return;
  ::close(viewer.fd);
  viewer.fd = -1;
  if (viewer.version == 0) {
    --waiting_, ++tally_.refused;
  } else {
    --open_;
    ++(viewer.ended ? tally_.ended : tally_.broken);
  }
}

}  // namespace sluice::bench
