#include "wire/descriptors.h"

#include <array>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace sluice::wire {
namespace {

struct Pair {
  UniqueFd a;
  UniqueFd b;
};

Pair socket_pair() {
  std::array<int, 2> fds{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()), 0);
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

UniqueFd pipe_with(std::string_view text) {
  std::array<int, 2> fds{};
  EXPECT_EQ(::pipe2(fds.data(), O_CLOEXEC), 0);
  EXPECT_EQ(::write(fds[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(fds[1]);
  return UniqueFd(fds[0]);
}

std::string all_of(const UniqueFd& fd) {
  std::array<char, 64> text{};
  const ssize_t size = ::read(fd.get(), text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

TEST(Descriptors, TravelWithTheirOwnMessageAndNoOther) {
  const Pair pair = socket_pair();
  const UniqueFd one = pipe_with("one");
  const UniqueFd two = pipe_with("two");
  const UniqueFd three = pipe_with("three");
  const std::array first{as_bytes("first")};
  const std::array second{as_bytes("second")};
  ASSERT_EQ(send_some(pair.a.get(), first, std::array{one.get(), two.get()}), 5u);
  ASSERT_EQ(send_some(pair.a.get(), second, std::array{three.get()}), 6u);

  std::array<Byte, 64> buffer{};
  std::vector<UniqueFd> received;
  ASSERT_EQ(receive_some(pair.b.get(), buffer, received), 5u);
  ASSERT_EQ(received.size(), 2u);
  EXPECT_EQ(all_of(received[0]), "one");
  EXPECT_EQ(all_of(received[1]), "two");
  ASSERT_EQ(receive_some(pair.b.get(), buffer, received), 6u);
  ASSERT_EQ(received.size(), 3u);
  EXPECT_EQ(all_of(received[2]), "three");
}

TEST(Descriptors, ThatDoNotFitUnderTheLimitAreAnError) {
  const Pair pair = socket_pair();
  const UniqueFd some = pipe_with("x");
  const std::array text{as_bytes("x")};
  ASSERT_EQ(send_some(pair.a.get(), text, std::array{some.get()}), 1u);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  std::array<Byte, 8> buffer{};
  std::vector<UniqueFd> received;
  const auto result = receive_some(pair.b.get(), buffer, received);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(result, std::unexpected(std::errc::too_many_files_open));
}

TEST(Descriptors, EndOfTheOtherSideIsSeenByBoth) {
  Pair pair = socket_pair();
  pair.a.reset();
  std::array<Byte, 8> buffer{};
  std::vector<UniqueFd> received;
  EXPECT_EQ(receive_some(pair.b.get(), buffer, received), 0u);
  const std::array text{as_bytes("x")};
  EXPECT_EQ(send_some(pair.b.get(), text), std::unexpected(std::errc::broken_pipe));
  EXPECT_FALSE(send_all(pair.b.get(), as_bytes("x")));
}

}  // namespace
}  // namespace sluice::wire
