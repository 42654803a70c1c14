#include "pool/link.h"

#include <array>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "async/loop.h"
#include "async/timer.h"
#include "wire/descriptors.h"

namespace sluice::pool {
namespace {

struct Ends {
  UniqueFd ours;
  UniqueFd theirs;
};

// A pair whose buffer holds about two of the test's frames.
Ends narrow_pair() {
  std::array<int, 2> fds{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds.data()), 0);
  const int bytes = 1;  // the kernel makes the smallest it can of it
  EXPECT_EQ(::setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes), 0);
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

wire::Frame frame(std::size_t number) { return {Bytes(3000, static_cast<Byte>(number)), {}}; }

UniqueFd file_number(std::size_t number) {
  UniqueFd fd(::memfd_create("test", MFD_CLOEXEC));
  EXPECT_EQ(::ftruncate(fd.get(), static_cast<off_t>(number)), 0);
  return fd;
}

constexpr std::size_t kFrames = 40;

task<void> read_all(int socket, std::vector<wire::Frame>& frames, std::vector<UniqueFd>& descriptors) {
  wire::FrameReader reader;
  while (frames.size() < kFrames) {
    std::array<Byte, 700> slice{};
    const auto size = wire::receive_some(socket, slice, descriptors);
    if (size && *size == 0) co_return;
    if (size) reader.feed(ByteView(slice).first(*size)).value();
    if (!size) co_await sleep_for(Duration(0));
    while (auto next = reader.next()) frames.push_back(*std::move(next));
  }
}

TEST(Link, SendsInOrderWithTheRightDescriptorsThroughASocketThatIsFull) {
  EventLoop loop;
  loop.run_until_complete([](EventLoop& on) -> task<void> {
    TaskGroup group(on.executor(), "test");
    Ends ends = narrow_pair();
    {
      Link link(group, std::move(ends.ours));
      for (std::size_t i = 0; i < kFrames; ++i) {
        const UniqueFd fd = file_number(i);  // closed at once: what must wait was duplicated
        EXPECT_TRUE(link.send(frame(i), std::array{fd.get()}));
      }
      EXPECT_EQ(group.size(), 1u) << "the socket was never full";
      std::vector<wire::Frame> frames;
      std::vector<UniqueFd> descriptors;
      co_await read_all(ends.theirs.get(), frames, descriptors);
      EXPECT_EQ(frames.size(), kFrames);
      EXPECT_EQ(descriptors.size(), kFrames);
      for (std::size_t i = 0; i < frames.size(); ++i) {
        EXPECT_EQ(frames[i].head, frame(i).head);
        EXPECT_EQ(::lseek(descriptors[i].get(), 0, SEEK_END), static_cast<off_t>(i));
      }
    }
    co_await group.join();
  }(loop));
}

TEST(Link, EndsItsWaitingTaskWhenTheOtherEndCloses) {
  EventLoop loop;
  loop.run_until_complete([](EventLoop& on) -> task<void> {
    TaskGroup group(on.executor(), "test");
    Ends ends = narrow_pair();
    Link link(group, std::move(ends.ours));
    for (std::size_t i = 0; i < kFrames; ++i) EXPECT_TRUE(link.send(frame(i), {}));
    EXPECT_EQ(group.size(), 1u);
    ends.theirs.reset();
    co_await group.join();
    EXPECT_EQ((co_await link.receive()).value(), false);
    EXPECT_EQ(link.send(frame(0), {}).error().code, Code::unavailable);
  }(loop));
}

TEST(Link, EndsItsWaitingTaskWhenItGoesAway) {
  EventLoop loop;
  loop.run_until_complete([](EventLoop& on) -> task<void> {
    TaskGroup group(on.executor(), "test");
    Ends ends = narrow_pair();
    {
      Link link(group, std::move(ends.ours));
      for (std::size_t i = 0; i < kFrames; ++i) EXPECT_TRUE(link.send(frame(i), {}));
    }
    co_await group.join();
  }(loop));
}

TEST(Link, ReceivesWhatWasSentBeforeItWasShut) {
  EventLoop loop;
  loop.run_until_complete([](EventLoop& on) -> task<void> {
    TaskGroup group(on.executor(), "test");
    Ends ends = narrow_pair();
    Link link(group, std::move(ends.ours));
    EXPECT_TRUE(wire::send_all(ends.theirs.get(), wire::to_bytes(frame(7))));
    link.shut();
    EXPECT_EQ((co_await link.receive()).value(), true);
    EXPECT_EQ(link.next()->head, frame(7).head);
    EXPECT_EQ((co_await link.receive()).value(), false);
  }(loop));
}

TEST(Link, DropsDescriptorsThatAWorkerSends) {
  EventLoop loop;
  loop.run_until_complete([](EventLoop& on) -> task<void> {
    TaskGroup group(on.executor(), "test");
    Ends ends = narrow_pair();
    Link link(group, std::move(ends.ours));
    const UniqueFd fd = file_number(1);
    const int next_free = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0);
    ::close(next_free);
    const Bytes bytes = wire::to_bytes(frame(1));
    const std::array pieces{ByteView(bytes)};
    EXPECT_TRUE(wire::send_some(ends.theirs.get(), pieces, std::array{fd.get()}));
    EXPECT_EQ((co_await link.receive()).value(), true);
    EXPECT_LT(::fcntl(next_free, F_GETFD), 0);
  }(loop));
}

}  // namespace
}  // namespace sluice::pool
