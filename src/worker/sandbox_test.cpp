#include "worker/sandbox.h"

#include <array>
#include <csignal>
#include <new>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wire/descriptors.h"
#include "worker/limits.h"

namespace sluice::worker {
namespace {

constexpr int kSucceeded = 100;  // else the exit status is errno
constexpr int kNotSealed = 101;

int told(long result) { return result >= 0 ? kSucceeded : errno; }

struct Sockets {
  Sockets() {
    std::array<int, 2> fds{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()), 0);
    parent.reset(fds[0]);
    child.reset(fds[1]);
  }
  UniqueFd parent;
  UniqueFd child;
};

using Deed = int (*)(int socket);

// Every process that may come to be taken over: the template; a worker; a worker that was forked from the template,
// with the walls of both.
enum class Who { template_process, worker, forked_worker };

bool is_sealed(Role role, int socket, std::uint64_t memory) {
  return die_with_parent(socket) && (role == Role::template_process || limit_worker(memory)) && seal(role, socket);
}

int wait_status(pid_t pid) {
  int status = 0;
  const pid_t ended = ::waitpid(pid, &status, 0);
  EXPECT_TRUE(pid == -1 ? ended > 0 : ended == pid);
  return status;
}

// What becomes of a process that is sealed and then does `deed`: its wait status.
int status_after(Deed deed, Who who = Who::worker, std::uint64_t memory = 0) {
  const Sockets sockets;
  const pid_t pid = ::fork();
  if (pid == 0) {
    const int socket = sockets.child.get();
    const Role first = who == Who::worker ? Role::worker : Role::template_process;
    if (!limit_template() || !is_sealed(first, socket, memory)) ::_exit(kNotSealed);
    if (who != Who::forked_worker) ::_exit(deed(socket));
    const auto child = static_cast<pid_t>(::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, 0));
    if (child != 0) ::_exit(child > 0 ? 0 : kNotSealed);
    ::_exit(is_sealed(Role::worker, socket, memory) ? deed(socket) : kNotSealed);
  }
  const int status = wait_status(pid);
  if (who != Who::forked_worker || status != 0) return status;
  return wait_status(-1);  // the worker: this process's child too
}

std::string fate(int status) {
  if (WIFSIGNALED(status)) return std::string("SIG") + ::sigabbrev_np(WTERMSIG(status));
  if (WEXITSTATUS(status) == kSucceeded) return "allowed";
  if (WEXITSTATUS(status) == kNotSealed) return "not sealed";
  return ::strerrorname_np(WEXITSTATUS(status));
}

struct Case {
  const char* name;
  Deed deed;
  const char* fate;
  const char* fate_in_template = nullptr;  // where it differs
};
constexpr const char* kNotJudged = "";

class Sealed : public testing::TestWithParam<Case> {};

TEST_P(Sealed, ProcessMayOnly) {
#ifdef SLUICE_SANITIZED
  GTEST_SKIP() << "sanitizer builds are not sealed";
#endif
  const Case& c = GetParam();
  EXPECT_EQ(fate(status_after(c.deed, Who::worker)), c.fate) << "a worker";
  EXPECT_EQ(fate(status_after(c.deed, Who::forked_worker)), c.fate) << "a worker forked from the template";
  if (c.fate_in_template == kNotJudged) return;
  EXPECT_EQ(fate(status_after(c.deed, Who::template_process)), c.fate_in_template ? c.fate_in_template : c.fate)
      << "the template";
}

char* const kNoArguments[] = {nullptr};
// Whatever the compiler knows about memory functions, the calls are made.
void* volatile kept = nullptr;

INSTANTIATE_TEST_SUITE_P(
    Policy, Sealed,
    testing::Values(
        // What decoding needs.
        Case{"Compute", [](int) { return kSucceeded; }, "allowed"},
        Case{"AllocateMuch",
             [](int) {
               kept = ::malloc(64u << 20);
               return kept != nullptr ? kSucceeded : errno;
             },
             "allowed"},
        Case{"AnswerOnTheSocket", [](int s) { return wire::send_all(s, as_bytes("x")) ? kSucceeded : 1; }, "allowed"},
        Case{"ReadADescriptor",
             [](int) {
               char c = 0;
               return told(::pread(0, &c, 0, 0) + 1000);
             },
             "allowed"},
        Case{"Throw",
             [](int) {
               try {
                 throw 1;
               } catch (int) {
                 return kSucceeded;
               }
             },
             "allowed"},
        Case{"Abort", [](int) -> int { ::abort(); }, "SIGABRT"},
        // What libraries try in passing: refused, not fatal.
        Case{"Open", [](int) { return told(::open("/etc/passwd", O_RDONLY)); }, "EACCES"},
        Case{"OpenAt", [](int) { return told(::openat(AT_FDCWD, "/", O_RDONLY | O_DIRECTORY)); }, "EACCES"},
        Case{"Stat",
             [](int) {
               struct stat s{};
               return told(::stat("/etc/passwd", &s));
             },
             "EACCES"},
        Case{"WriteToStandardError", [](int) { return told(::write(2, "x", 1)); }, "EPERM"},
        Case{"Prctl", [](int) { return told(::prctl(PR_SET_DUMPABLE, 1)); }, "EPERM", "allowed"},
        Case{"Clone3", [](int) { return told(::syscall(SYS_clone3, nullptr, 0)); }, "ENOSYS"},
        // What only an attacker tries.
        Case{"Socket", [](int) { return told(::socket(AF_INET, SOCK_STREAM, 0)); }, "SIGSYS"},
        Case{"SocketPair",
             [](int) {
               int p[2];
               return told(::socketpair(AF_UNIX, SOCK_STREAM, 0, p));
             },
             "SIGSYS"},
        Case{"Connect",
             [](int s) {
               sockaddr a{};
               return told(::connect(s, &a, sizeof a));
             },
             "SIGSYS"},
        Case{"SendElsewhere",
             [](int) {
               const std::array p{as_bytes("x")};
               return wire::send_some(0, p) ? kSucceeded : 1;
             },
             "SIGSYS"},
        Case{"Thread",
             [](int) {
               pthread_t thread{};
               errno = ::pthread_create(&thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
               return told(errno == 0 ? 0 : -1);
             },
             "EPERM"},
        Case{"Fork", [](int) { return told(::fork()); }, "SIGSYS"},
        Case{"VFork", [](int) { return told(::syscall(SYS_vfork)); }, "SIGSYS"},
        Case{"Exec", [](int) { return told(::execve("/bin/true", kNoArguments, kNoArguments)); }, "SIGSYS"},
        Case{"Kill", [](int) { return told(::kill(::getppid(), 0)); }, "SIGSYS"},
        Case{"SignalTheParent", [](int) { return told(::syscall(SYS_tgkill, 1, 1, 0)); }, "SIGSYS",
             kNotJudged},  // the template may, unless Landlock scopes signals
        Case{"Ptrace", [](int) { return told(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }, "SIGSYS"},
        Case{"ReadOtherMemory", [](int) { return told(::syscall(SYS_process_vm_readv, 1, nullptr, 0, nullptr, 0, 0)); },
             "SIGSYS"},
        Case{"MapCode",
             [](int) {
               return told(
                   ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1
                                                                                                                  : 0);
             },
             "SIGSYS"},
        Case{"MapAFile",
             [](int s) { return told(::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, s, 0) == MAP_FAILED ? -1 : 0); },
             "SIGSYS"},
        Case{"MakeMemoryCode",
             [](int) {
               kept = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
               return told(::mprotect(kept, 4096, PROT_READ | PROT_EXEC));
             },
             "SIGSYS"},
        Case{"RaiseLimits",
             [](int) {
               const rlimit r{64, 64};
               return told(::setrlimit(RLIMIT_NOFILE, &r));
             },
             "SIGSYS", "allowed"},
        Case{"Unlink", [](int) { return told(::unlink("/nowhere/at/all")); }, "SIGSYS"},
        Case{"UserNamespace", [](int) { return told(::unshare(0)); }, "SIGSYS"},
        Case{"Bpf", [](int) { return told(::syscall(SYS_bpf, 0, nullptr, 0)); }, "SIGSYS"},
        Case{"IoUring", [](int) { return told(::syscall(SYS_io_uring_setup, 1, nullptr)); }, "SIGSYS"}),
    [](const testing::TestParamInfo<Case>& info) { return std::string(info.param.name); });

TEST(Limits, OfMemoryEndInBadAlloc) {
#ifdef SLUICE_SANITIZED
  GTEST_SKIP() << "sanitizer builds have no memory limit";
#endif
  const Deed eat = [](int) {
    try {
      for (;;) kept = ::operator new(8u << 20);
    } catch (const std::bad_alloc&) {
      return kSucceeded;
    }
  };
  EXPECT_EQ(fate(status_after(eat, Who::worker, 512u << 20)), "allowed");
}

TEST(DieWithParent, NoticesAParentThatIsGone) {
  const Sockets sockets;
  const pid_t between = ::fork();
  if (between == 0) {
    const pid_t orphan = ::fork();
    if (orphan == 0) {
      // The creator of the socket is this test; the parent of this process is another one.
      const auto result = die_with_parent(sockets.child.get());
      ::_exit(!result && result.error().code == Code::cancelled ? kSucceeded : 1);
    }
    ::_exit(WEXITSTATUS(wait_status(orphan)));
  }
  EXPECT_EQ(fate(wait_status(between)), "allowed");
}

TEST(DieWithParent, EndsTheChildOfAParentThatIsKilled) {
  std::array<int, 2> alive{};
  ASSERT_EQ(::pipe2(alive.data(), O_CLOEXEC), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    std::array<int, 2> fds{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()) != 0) ::_exit(1);
    if (::fork() == 0) {
      if (!die_with_parent(fds[1])) ::_exit(1);
      (void)!::write(alive[1], "x", 1);
      for (;;) ::pause();
    }
    for (;;) ::pause();
  }
  ::close(alive[1]);
  char told_alive = 0;
  ASSERT_EQ(::read(alive[0], &told_alive, 1), 1);
  ::kill(parent, SIGKILL);
  wait_status(parent);
  EXPECT_EQ(::read(alive[0], &told_alive, 1), 0);  // the pipe ends when its last writer has died
  ::close(alive[0]);
}

}  // namespace
}  // namespace sluice::worker
