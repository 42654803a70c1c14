#include "pool/process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "async/timer.h"

namespace sluice::pool {
namespace asio = boost::asio;

namespace {

constexpr int kChildSocket = 3;
// Where the kernel cannot tell us when a process ends, we ask.
constexpr Duration kAskEvery = std::chrono::milliseconds(50);

// Of the server's environment only what the dynamic linker and the sanitizers need: it may hold passwords.
std::vector<std::string> environment() {
  std::vector<std::string> kept{"LC_ALL=C.UTF-8"};
  for (const char* name : {"LD_LIBRARY_PATH", "GLIBC_TUNABLES", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    if (const char* const value = std::getenv(name)) kept.push_back(fmt::format("{}={}", name, value));
  }
  return kept;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// Descriptors 0 and 1 on /dev/null, 2 as it is (start-up errors go to the log), the socket as 3, nothing above.
class Files {
 public:
  explicit Files(int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, kChildSocket);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kChildSocket + 1);
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  ~Files() { ::posix_spawn_file_actions_destroy(&actions_); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

// A process group of its own: Ctrl-C in the terminal is the server's to handle. No signal blocked or ignored.
class Attributes {
 public:
  Attributes() {
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    sigset_t set;
    ::sigemptyset(&set);
    ::posix_spawnattr_setsigmask(&attributes_, &set);
    ::sigfillset(&set);
    ::posix_spawnattr_setsigdefault(&attributes_, &set);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

}  // namespace

Result<SocketPair> make_socket_pair() {
  std::array<int, 2> fds{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0)
    return fail(system_error("socketpair", errno));
  SocketPair pair{UniqueFd(fds[0]), UniqueFd(fds[1])};
  // Ours only: the worker's end blocks.
  if (::fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK) != 0) return fail(system_error("socketpair", errno));
  return pair;
}

Result<Process::Started> Process::start(const std::string& binary, const std::vector<std::string>& further) {
  auto [ours, theirs] = SLUICE_TRY(make_socket_pair());
  const Files files(theirs.get());
  const Attributes attributes;
  std::vector<std::string> arguments{binary, std::to_string(kChildSocket)};
  arguments.insert(arguments.end(), further.begin(), further.end());
  std::vector<std::string> variables = environment();
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, binary.c_str(), files.get(), attributes.get(), pointers(arguments).data(),
                                  pointers(variables).data());
  if (error != 0) return fail(system_error(binary, error));
  return Started{Process(pid), std::move(ours)};
}

// Such a descriptor is closed on exec without being asked to.
Process::Process(pid_t pid) : pid_(pid), exit_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), exit_(std::move(other.exit_)), fate_(std::move(other.fate_)) {}

Process::~Process() {
  if (pid_ < 0 || fate_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Process::kill() {
  // Not yet reaped, so the number is still this process's.
  if (!fate_) ::kill(pid_, SIGKILL);
}

const std::optional<std::string>& Process::reap() {
  if (fate_) return fate_;
  int status = 0;
  const pid_t reaped = ::waitpid(pid_, &status, WNOHANG);
  if (reaped == pid_) fate_ = describe_status(status);
  // Somebody else in this program reaped it, or SIGCHLD is ignored.
  if (reaped < 0 && errno != EINTR) fate_ = "ended in an unknown way";
  return fate_;
}

task<std::string> wait_for_end(Process& process, Executor executor) {
  if (UniqueFd descriptor = process.take_exit_descriptor()) {
    asio::posix::stream_descriptor exit(executor, descriptor.get());
    (void)descriptor.release();
    co_await exit.async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
  }
  while (!process.reap()) co_await sleep_for(kAskEvery);
  co_return *process.reap();
}

std::string describe_status(int status) {
  if (!WIFSIGNALED(status)) return fmt::format("ended with status {}", WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  const char* const name = ::sigabbrev_np(signal);
  std::string died = name != nullptr ? fmt::format("died of SIG{}", name) : fmt::format("died of signal {}", signal);
  if (signal == SIGSYS) return died + " (it tried what a decoder may not do)";
  if (signal == SIGKILL) return died + " (killed from outside, or by the system for want of memory)";
  return died;
}

}  // namespace sluice::pool
