// sluice-bench-viewers URL COUNT [HEADER…]: COUNT viewers of one event stream, from this one process.
//
// Prints "ready OPEN" when every viewer has its first event, and when all streams have ended (or on SIGTERM) one line
// of JSON: what arrived, the delay from emission to the socket, and how far behind the newest state a viewer was at
// most. URL: http://127.…:PORT/PATH, loopback only: the clock that stamped the events must be ours.

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <sys/resource.h>

#include "viewers/crowd.h"

namespace {

using sluice::bench::Crowd;
using sluice::bench::Histogram;
using sluice::bench::Target;

volatile bool stop = false;

std::optional<Target> parse(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  const auto slash = url.find('/', kScheme.size());
  const auto colon = url.find(':', kScheme.size());
  if (!url.starts_with(kScheme) || slash == url.npos || colon == url.npos || colon > slash) return std::nullopt;
  const std::string host(url.substr(kScheme.size(), colon - kScheme.size()));
  const std::string port(url.substr(colon + 1, slash - colon - 1));
  Target target;
  target.address.sin_family = AF_INET;
  target.address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port.c_str())));
  if (::inet_pton(AF_INET, host.c_str(), &target.address.sin_addr) != 1) return std::nullopt;
  if (ntohl(target.address.sin_addr.s_addr) >> 24 != 127) return std::nullopt;
  target.request = "GET " + std::string(url.substr(slash)) + " HTTP/1.1\r\nHost: " + host + ":" + port +
                   "\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n";
  return target;
}

void raise_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

double own_cpu_s() {
  rusage use{};
  ::getrusage(RUSAGE_SELF, &use);
  return static_cast<double>(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
         static_cast<double>(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

void print(const char* name, const Histogram& histogram) {
  const auto ms = [](std::uint64_t us) { return static_cast<double>(us) / 1e3; };
  std::printf("\"%s\": {\"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f, \"max\": %.3f}, ", name,
              ms(histogram.percentile(0.5)), ms(histogram.percentile(0.99)), ms(histogram.percentile(0.999)),
              ms(histogram.max()));
}

}  // namespace

int main(int argc, char** argv) {
  auto target = argc > 2 ? parse(argv[1]) : std::nullopt;
  const int count = argc > 2 ? std::atoi(argv[2]) : 0;
  if (!target || count < 1) {
    std::fprintf(stderr, "usage: sluice-bench-viewers http://127.0.0.1:PORT/PATH COUNT [HEADER…]\n");
    return 2;
  }
  for (int i = 3; i < argc; ++i) target->request += std::string(argv[i]) + "\r\n";
  target->request += "\r\n";
  raise_file_limit();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGTERM, [](int) { stop = true; });

  Crowd crowd(*target, static_cast<std::size_t>(count));
  crowd.gather();
  std::printf("ready %zu\n", crowd.open());
  std::fflush(stdout);
  const double cpu_before = own_cpu_s();
  crowd.watch(stop);

  const auto& tally = crowd.tally();
  std::printf(
      "{\"viewers\": %d, \"states\": %zu, \"deliveries\": %lu, \"failures\": %lu, \"ended\": %lu, "
      "\"refused\": %lu, \"broken\": %lu, \"bytes\": %lu, ",
      count, crowd.states_seen(), tally.states, tally.failures, tally.ended, tally.refused, tally.broken, tally.bytes);
  print("delay_ms", tally.delay_us);
  print("behind_ms", tally.behind_us);
  std::printf("\"cpu_s\": %.2f}\n", own_cpu_s() - cpu_before);
}
