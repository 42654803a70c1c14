#include "worker/program.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "wire/descriptors.h"
#include "worker/limits.h"
#include "worker/sandbox.h"

namespace sluice::worker {
namespace {

struct Arguments {
  int socket = -1;
  std::uint64_t memory_bytes = 0;
  std::string classifier_folder;
};

template <class T>
bool parse(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_unix_socket(int descriptor) {
  int domain = 0;
  socklen_t size = sizeof domain;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}

std::optional<Arguments> parse_arguments(int argc, char** argv) {
  Arguments arguments;
  if (argc != 4 || !parse(argv[1], arguments.socket) || !parse(argv[2], arguments.memory_bytes)) return std::nullopt;
  if (!is_unix_socket(arguments.socket)) return std::nullopt;
  arguments.classifier_folder = argv[3];
  return arguments;
}

void say(int socket, const wire::Frame& frame) { (void)wire::send_all(socket, wire::to_bytes(frame)); }

wire::Hello hello_of(const Seal& seal, const Loaded& loaded) {
  return {.seccomp = seal.seccomp,
          .landlock = seal.landlock,
          .classifier = loaded.classifier,
          .classifier_problem = loaded.classifier_problem};
}

// --- the worker

Result<void> work(UniqueFd page, const Arguments& arguments, const Program& program, const Loaded& loaded) {
  const int socket = arguments.socket;
  ::prctl(PR_SET_NAME, "sluice-worker");
  SLUICE_TRY(die_with_parent(socket));
  wire::Board board = SLUICE_TRY(wire::Board::attach(page.get()));
  page.reset();
  SLUICE_TRY(limit_worker(arguments.memory_bytes));
  const Seal sealed = SLUICE_TRY(seal(Role::worker, socket));
  say(socket, wire::encode(hello_of(sealed, loaded)));
  return serve(socket, program.handler, board);
}

int exit_status(const Result<void>& lived) {
  if (lived) return 0;
  if (lived.error().code != Code::cancelled) log::error("sluice-worker: {}", lived.error().message);
  return 1;
}

// Like fork(), but the child is the server's: whoever started the template is the parent of what it forks. The process
// has one thread, so nothing that fork() would do besides is missed.
pid_t fork_as_sibling() {
  return static_cast<pid_t>(::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

// --- the template

// Answers requests until the server closes; in a new worker, lives its whole life and does not return.
class Template {
 public:
  Template(const Arguments& arguments, const Program& program, const Loaded& loaded)
      : arguments_(arguments), program_(program), loaded_(loaded) {}

  Result<void> serve() {
    for (;;) {
      std::array<Byte, 256> buffer;
      const auto size = wire::receive_some(arguments_.socket, buffer, descriptors_);
      if (!size && size.error() != std::errc::connection_reset)
        return fail(system_error("recvmsg", static_cast<int>(size.error())));
      if (!size || *size == 0) return {};
      SLUICE_TRY(frames_.feed(ByteView(buffer).first(*size)));
      while (const auto frame = frames_.next()) {
        SLUICE_TRY(wire::decode_fork(*frame));
        SLUICE_TRY(fork_one());
      }
    }
  }

 private:
  Result<void> fork_one() {
    if (descriptors_.size() < 2) return fail(Code::corrupt, "a fork without socket and board");
    UniqueFd socket = std::move(descriptors_[0]);
    UniqueFd page = std::move(descriptors_[1]);
    descriptors_.erase(descriptors_.begin(), descriptors_.begin() + 2);
    const pid_t pid = fork_as_sibling();
    if (pid == 0) be_worker(std::move(socket), std::move(page));
    const int error = pid < 0 ? errno : 0;
    say(arguments_.socket, wire::encode(wire::Forked{.pid = pid < 0 ? 0 : pid, .error = error}));
    return {};
  }

  [[noreturn]] void be_worker(UniqueFd socket, UniqueFd page) {
    // In place of the template's socket; sockets of workers to come are not this one's either.
    (void)::dup3(socket.get(), arguments_.socket, O_CLOEXEC);
    socket.reset();
    descriptors_.clear();
    ::_exit(exit_status(work(std::move(page), arguments_, program_, loaded_)));
  }

  const Arguments& arguments_;
  const Program& program_;
  const Loaded& loaded_;
  wire::FrameReader frames_;
  std::vector<UniqueFd> descriptors_;
};

Result<void> live(const Arguments& arguments, const Program& program) {
  ::prctl(PR_SET_NAME, "sluice-template");  // as `ps` shows it; its forks are called sluice-worker
  SLUICE_TRY(die_with_parent(arguments.socket));
  SLUICE_TRY(limit_template());
  const Loaded loaded = program.load ? program.load(arguments.classifier_folder) : Loaded();
  const Seal sealed = SLUICE_TRY(seal(Role::template_process, arguments.socket));
  say(arguments.socket, wire::encode(hello_of(sealed, loaded)));
  return Template(arguments, program, loaded).serve();
}

}  // namespace

int run(int argc, char** argv, const Program& program) {
  const auto arguments = parse_arguments(argc, argv);
  if (!arguments) {
    fmt::print(stderr,
               "sluice-worker reads files for the Sluice server, which starts it by itself (sluice serve).\n"
               "To read a file by hand: sluice inspect FILE\n");
    return 2;
  }
  return exit_status(live(*arguments, program));
}

}  // namespace sluice::worker
