#include "api/process_facts.h"

#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

namespace sluice::api {
namespace {

// The number in a line "VmRSS:   1234 kB" of /proc/self/status.
std::uint64_t number_in(std::string_view line) {
  const std::string_view rest = trimmed(line.substr(line.find(':') + 1));
  std::uint64_t number = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), number);
  return number;
}

// The kernel counts since Linux 6.2; before, every place of the table (`places`) is asked for.
std::uint64_t count_open_fds(std::uint64_t places) {
  struct stat folder{};
  if (::stat("/proc/self/fd", &folder) == 0 && folder.st_size > 0) return static_cast<std::uint64_t>(folder.st_size);
  std::uint64_t open = 0;
  for (std::uint64_t fd = 0; fd < places; ++fd) open += ::fcntl(static_cast<int>(fd), F_GETFD) >= 0;
  return open;
}

Duration to_duration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

ProcessFacts process_facts() {
  ProcessFacts facts;
  std::uint64_t places = 0;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) facts.resident_bytes = number_in(line) * 1024;
    if (line.starts_with("FDSize:")) places = number_in(line);
  }
  facts.open_fds = count_open_fds(places);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) facts.max_fds = limit.rlim_cur;
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0) facts.cpu = to_duration(usage.ru_utime) + to_duration(usage.ru_stime);
  return facts;
}

}  // namespace sluice::api
