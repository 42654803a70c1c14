#include "worker/sandbox.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <span>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sluice::worker {
namespace {

// --- The policy. What is named nowhere kills the process with SIGSYS.

// Computing, and ending: no argument of these reaches beyond the process.
constexpr std::array kFree{SCMP_SYS(brk),          SCMP_SYS(munmap),       SCMP_SYS(mremap),
                           SCMP_SYS(madvise),      SCMP_SYS(futex),        SCMP_SYS(clock_gettime),
                           SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),    SCMP_SYS(getpid),
                           SCMP_SYS(gettid),       SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
                           SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),  SCMP_SYS(sched_yield),
                           SCMP_SYS(exit),         SCMP_SYS(exit_group),   SCMP_SYS(restart_syscall)};

// Looking at a descriptor it was given.
constexpr std::array kOnDescriptors{SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(lseek), SCMP_SYS(fstat),
                                    SCMP_SYS(close)};

// What well-meaning libraries try in passing (a locale, a time zone, a warning) and can do without.
struct Refusal {
  int call;
  std::uint32_t error;
};
constexpr std::array kRefused{Refusal{SCMP_SYS(open), EACCES},
                              Refusal{SCMP_SYS(openat), EACCES},
                              Refusal{SCMP_SYS(access), EACCES},
                              Refusal{SCMP_SYS(stat), EACCES},
                              Refusal{SCMP_SYS(newfstatat), EACCES},
                              Refusal{SCMP_SYS(statx), EACCES},
                              Refusal{SCMP_SYS(readlink), EACCES},
                              Refusal{SCMP_SYS(readlinkat), EACCES},
                              Refusal{SCMP_SYS(write), EPERM},
                              Refusal{SCMP_SYS(writev), EPERM},
                              Refusal{SCMP_SYS(sched_getaffinity), EPERM},
                              Refusal{SCMP_SYS(prctl), EPERM},
                              Refusal{SCMP_SYS(ioctl), ENOTTY},
                              Refusal{SCMP_SYS(clone3), ENOSYS}};

// What the template needs besides, to fork a worker and for the worker to seal itself. A worker's own filter, loaded
// behind this one, allows none of it again.
constexpr std::array kToFork{SCMP_SYS(getppid),
                             SCMP_SYS(getsockopt),
                             SCMP_SYS(prctl),
                             SCMP_SYS(seccomp),
                             SCMP_SYS(prlimit64),
                             SCMP_SYS(dup3),
                             SCMP_SYS(tgkill),
                             SCMP_SYS(landlock_create_ruleset),
                             SCMP_SYS(landlock_restrict_self)};

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;
using Conditions = std::span<const scmp_arg_cmp>;

int allow(const Filter& filter, int call, Conditions conditions = {}) {
  return seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, static_cast<unsigned>(conditions.size()),
                                conditions.data());
}

constexpr scmp_arg_cmp is(unsigned argument, std::uint64_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }
constexpr scmp_arg_cmp has(unsigned argument, std::uint64_t mask, std::uint64_t bits) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, bits};
}

int write_policy(const Filter& filter, Role role, int socket) {
  int error = 0;
  const auto add = [&error](int result) { error = error == 0 ? result : error; };
  const bool may_fork = role == Role::template_process;
  for (const int call : kFree) add(allow(filter, call));
  for (const int call : kOnDescriptors) add(allow(filter, call));
  for (const auto& [call, number] : kRefused) {
    if (may_fork && call == SCMP_SYS(prctl)) continue;
    add(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(number), call, 0));
  }

  // Memory: never executable, never a file (a file truncated by somebody else kills who has it mapped).
  add(allow(filter, SCMP_SYS(mmap), std::array{has(2, PROT_EXEC, 0), has(3, MAP_ANONYMOUS, MAP_ANONYMOUS)}));
  add(allow(filter, SCMP_SYS(mprotect), std::array{has(2, PROT_EXEC, 0)}));
  // The one way out: the socket to the parent, which has the same number in the template and its workers.
  const auto to_parent = std::array{is(0, static_cast<std::uint64_t>(socket))};
  add(allow(filter, SCMP_SYS(recvmsg), to_parent));
  add(allow(filter, SCMP_SYS(sendmsg), to_parent));
  // Libraries that would like a thread do without.
  add(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, has(0, CLONE_THREAD, CLONE_THREAD)));
  if (may_fork) {
    for (const int call : kToFork) add(allow(filter, call));
    // A worker's board: a page of memory that its parent gave it.
    add(allow(filter, SCMP_SYS(mmap),
              std::array{has(2, PROT_EXEC, 0), has(3, MAP_SHARED | MAP_ANONYMOUS, MAP_SHARED)}));
    // A process, never one that shares memory; none with namespaces of its own.
    add(allow(filter, SCMP_SYS(clone), std::array{is(0, CLONE_PARENT | SIGCHLD)}));
    return error;
  }
  // Signals: only to itself, which is how abort() ends a process.
  add(allow(filter, SCMP_SYS(tgkill), std::array{is(0, static_cast<std::uint64_t>(::getpid()))}));
  return error;
}

// --- Putting it in force.

[[maybe_unused]] Result<bool> load_filter(Role role, int socket) {
  if (::prctl(PR_GET_SECCOMP) < 0 && errno == EINVAL) return false;  // a kernel without it
  const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS), &seccomp_release);
  if (!filter) return fail(Code::internal, "seccomp_init failed");
  int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  if (error == 0) error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary tree, not a list
  if (error == 0) error = write_policy(filter, role, socket);
  if (error == 0) error = seccomp_load(filter.get());
  if (error != 0) return fail(system_error("seccomp", -error));
  return true;
}

// As the kernel declares it, with the fields that its headers of today may lack; older kernels take zeros there.
struct LandlockRules {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
  std::uint64_t scoped = 0;
};

constexpr std::uint64_t lowest_bits(unsigned count) { return (1ull << count) - 1; }

// A second wall behind the filter: a rule set that handles every right this kernel knows and grants none.
[[maybe_unused]] Result<std::uint8_t> load_landlock() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return std::uint8_t{0};
  constexpr std::array kFileRights{13u, 14u, 15u, 15u, 16u};  // by version
  LandlockRules rules;
  rules.files =
      lowest_bits(kFileRights[std::min<std::size_t>(static_cast<std::size_t>(version), kFileRights.size()) - 1]);
  if (version >= 4) rules.network = lowest_bits(2);  // bind and connect
  if (version >= 6) rules.scoped = lowest_bits(2);   // abstract sockets and signals
  const long descriptor = ::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (descriptor < 0) return fail(system_error("landlock_create_ruleset", errno));
  const bool restricted = ::syscall(SYS_landlock_restrict_self, descriptor, 0) == 0;
  const int error = errno;
  ::close(static_cast<int>(descriptor));
  if (!restricted) return fail(system_error("landlock_restrict_self", error));
  return static_cast<std::uint8_t>(std::min(version, 255L));
}

}  // namespace

Result<void> die_with_parent(int socket) {
  ucred parent{};
  socklen_t size = sizeof parent;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &parent, &size) != 0)
    return fail(system_error("SO_PEERCRED", errno));
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return fail(system_error("PR_SET_PDEATHSIG", errno));
  // The parent may have died before the line above: then nobody is left to send the signal.
  if (::getppid() != parent.pid) return fail(Code::cancelled, "the parent is gone");
  return {};
}

Result<Seal> seal(Role role, int socket) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail(system_error("PR_SET_NO_NEW_PRIVS", errno));
  Seal made;
#ifndef SLUICE_SANITIZED
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) return fail(system_error("PR_SET_DUMPABLE", errno));
  made.landlock = SLUICE_TRY(load_landlock());
  made.seccomp = SLUICE_TRY(load_filter(role, socket));
#else
  (void)role;
  (void)socket;
#endif
  return made;
}

}  // namespace sluice::worker
