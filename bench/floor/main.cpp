// sluice-bench-floor CLASSIFIER LIST [PROCESSES]: the least that looking at pictures can cost on this machine.
//
// Reads the files that LIST names (one path a line), decodes each with the cheapest decode that is right for it and
// runs the classifier over it; no parsing, hashing, scaling, thumbnails, database or sandbox. One process a core, each
// with a model of its own, files taken from a common counter. Prints one line of JSON: files, failed, seconds (from
// when every process is ready), and seconds of processor time.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/unique_fd.h"
#include "classify/classifier.h"
#include "formats/byte_source.h"
#include "formats/read.h"
#include "pixels/decode.h"

namespace {
using namespace sluice;

constexpr std::uint32_t kFramesToScore = 8;  // as worker/picture.cpp

// In memory that all processes share.
struct Shared {
  std::atomic<std::size_t> next{0};
  std::atomic<unsigned> ready{0};
  std::atomic<bool> go{false};
  std::atomic<std::size_t> done{0};
  std::atomic<std::size_t> failed{0};
};

bool look(const std::string& path, classify::Classifier& classifier) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status{};
  if (!file || ::fstat(file.get(), &status) != 0) return false;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const auto bytes = formats::FileSource(file.get(), size).read_exactly(0, size);  // once, as the worker does
  if (!bytes) return false;
  const formats::MemorySource source(*bytes);
  const auto format = formats::sniff(source);
  if (!format) return false;
  const pixels::Request request{.frames = kFramesToScore};
  const auto picture = pixels::decode(source, *format, request, pixels::Limits{});
  return picture && classifier.classify(*picture);
}

int work(Shared& shared, const std::vector<std::string>& paths, const std::string& folder) {
  auto classifier = classify::Classifier::open(folder);
  if (!classifier) {
    fmt::print(stderr, "floor: {}\n", classifier.error().message);
    return 1;
  }
  // As workers have it (worker/limits.cpp): buffers are kept for the next picture.
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 128 << 20);
  ++shared.ready;
  while (!shared.go) std::this_thread::yield();
  for (std::size_t i = shared.next++; i < paths.size(); i = shared.next++) {
    ++(look(paths[i], **classifier) ? shared.done : shared.failed);
  }
  return 0;
}

double processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: sluice-bench-floor CLASSIFIER LIST [PROCESSES]\n");
    return 2;
  }
  std::vector<std::string> paths;
  std::ifstream list(argv[2]);
  for (std::string line; std::getline(list, line);) paths.push_back(line);
  const unsigned processes =
      argc > 3 ? static_cast<unsigned>(std::stoul(argv[3])) : std::thread::hardware_concurrency();
  void* const memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  auto& shared = *new (memory) Shared;
  for (unsigned i = 0; i < processes; ++i) {
    if (::fork() == 0) ::_exit(work(shared, paths, argv[1]));
  }
  while (shared.ready < processes) {
    if (::waitpid(-1, nullptr, WNOHANG) > 0) return 1;  // one could not start
    std::this_thread::yield();
  }
  const auto begin = std::chrono::steady_clock::now();
  shared.go = true;
  while (::wait(nullptr) > 0) {
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  fmt::print("{{\"files\":{},\"failed\":{},\"seconds\":{:.4f},\"processor\":{:.4f}}}\n", shared.done.load(),
             shared.failed.load(), seconds, processor_seconds());
  return 0;
}
