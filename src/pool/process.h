#pragma once

// One decoder process as the operating system sees it: started with a socket as its descriptor 3 and nothing else of
// the server's (no files, no environment, no signals of its terminal), or forked from one that was; watched, killed,
// reaped. Loop thread only: the
// kernel ends the process when the thread that started it ends.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "async/task.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "wire/board.h"

namespace sluice::pool {

class Process {
 public:
  struct Started;
  // The program is told the number of its socket, then `arguments`. An error of the system: no such file, not
  // executable, no more processes.
  static Result<Started> start(const std::string& binary, const std::vector<std::string>& arguments);
  // A child of this process that another one made (wire::Forked). Its number must be our child's and nobody else's
  // charge.
  static Process adopt(pid_t pid) { return Process(pid); }

  Process(Process&&) noexcept;
  Process& operator=(Process&&) = delete;
  ~Process();  // kills and reaps what is still there

  [[nodiscard]] pid_t pid() const { return pid_; }
  // Readable once the process has ended; none where the kernel has no such descriptors (before Linux 5.3). Once only.
  [[nodiscard]] UniqueFd take_exit_descriptor() { return std::move(exit_); }
  void kill();
  // How it ended, for people ("died of SIGSEGV"); none while it lives.
  const std::optional<std::string>& reap();

 private:
  explicit Process(pid_t pid);

  pid_t pid_;  // -1: moved from
  UniqueFd exit_;
  std::optional<std::string> fate_;
};

struct Process::Started {
  Process process;
  UniqueFd socket;  // our end; non-blocking
};

// A worker: a process with a board.
struct ForkedWorker {
  Process process;
  UniqueFd socket;  // our end; non-blocking
  wire::Board board;
};

struct SocketPair {
  UniqueFd ours;  // non-blocking
  UniqueFd theirs;
};
Result<SocketPair> make_socket_pair();

// Until it has ended, by itself or killed, and is reaped: how. The process must outlive the task.
task<std::string> wait_for_end(Process& process, Executor executor);

// What a wait status means: "died of SIGSEGV", "ended with status 3".
std::string describe_status(int status);

}  // namespace sluice::pool
