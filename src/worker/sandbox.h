#pragma once

// The walls around a decoder that has been taken over by the file it reads. Once sealed, a process can compute, read
// the descriptors it is handed and answer on its socket. It cannot open a file, create a socket, start a process or
// thread, signal or trace anybody, make memory executable, or be read by a debugger of the same user.
//
// The template that workers are forked from (worker/program.h) reads no file of a user; its walls are those of a worker
// but for a door: it may fork workers, which then set their own limits and walls behind its.
//
// The policy is one page: sandbox.cpp. Sanitizer builds are not sealed: their runtimes need to open, write and fork.

#include <cstdint>

#include "base/result.h"

namespace sluice::worker {

enum class Role { worker, template_process };

struct Seal {
  bool seccomp = false;       // false: this kernel has no system call filter, or a sanitizer build
  std::uint8_t landlock = 0;  // version of the kernel's interface; 0: it has none
};

// From here the process dies with the one at the other end of `socket`. Code::cancelled: that one is gone already.
Result<void> die_with_parent(int socket);

// Everything that needs more than the policy allows (libraries, warm-up) must have happened. There is no way back.
Result<Seal> seal(Role role, int socket);

}  // namespace sluice::worker
