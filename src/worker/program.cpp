#include "worker/program.h"

#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>

#include <sys/socket.h>

#include "base/log.h"
#include "wire/descriptors.h"
#include "worker/limits.h"
#include "worker/sandbox.h"

namespace sluice::worker {
namespace {

struct Arguments {
  int socket = -1;
  std::uint64_t memory_bytes = 0;
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
  if (argc < 2 || argc > 3 || !parse(argv[1], arguments.socket)) return std::nullopt;
  if (argc == 3 && !parse(argv[2], arguments.memory_bytes)) return std::nullopt;
  if (!is_unix_socket(arguments.socket)) return std::nullopt;
  return arguments;
}

Result<void> live(const Arguments& arguments, const Program& program) {
  SLUICE_TRY(die_with_parent(arguments.socket));
  SLUICE_TRY(apply_limits(arguments.memory_bytes));
  if (program.warm_up != nullptr) program.warm_up();
  const Seal seal_made = SLUICE_TRY(seal(arguments.socket));
  const wire::Hello hello{.seccomp = seal_made.seccomp, .landlock = seal_made.landlock};
  (void)wire::send_all(arguments.socket, wire::to_bytes(wire::encode(hello)));
  return serve(arguments.socket, program.handler);
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
  const auto lived = live(*arguments, program);
  if (lived) return 0;
  if (lived.error().code != Code::cancelled) log::error("sluice-worker: {}", lived.error().message);
  return 1;
}

}  // namespace sluice::worker
