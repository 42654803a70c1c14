#include "pool/process.h"

#include <csignal>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>

namespace sluice::pool {
namespace {

TEST(Process, SaysHowItEnded) {
  EXPECT_EQ(describe_status(W_EXITCODE(3, 0)), "ended with status 3");
  EXPECT_EQ(describe_status(SIGSEGV), "died of SIGSEGV");
  EXPECT_EQ(describe_status(SIGRTMIN + 1), "died of signal 35");
}

TEST(Process, IsWatchedByADescriptor) {
  auto started = Process::start("/bin/false", {});
  ASSERT_TRUE(started);
  const UniqueFd exit = started->process.take_exit_descriptor();
  if (!exit) GTEST_SKIP() << "this kernel has no process descriptors";
  pollfd waiting{exit.get(), POLLIN, 0};
  ASSERT_EQ(::poll(&waiting, 1, 60'000), 1);
  EXPECT_EQ(started->process.reap(), "ended with status 1");
  EXPECT_EQ(started->process.reap(), "ended with status 1");
}

TEST(Process, IsKilledAndReapedWithItsOwner) {
  pid_t pid = 0;
  {
    const auto started = Process::start("/bin/sleep", {});  // its argument "3" is the socket's number: seconds here
    ASSERT_TRUE(started);
    pid = started->process.pid();
  }
  EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);
}

TEST(Process, ThatCannotBeStartedIsAnError) { EXPECT_FALSE(Process::start("/nowhere/at/all", {})); }

}  // namespace
}  // namespace sluice::pool
