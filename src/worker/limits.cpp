#include "worker/limits.h"

#include <csignal>
#include <string_view>

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/unique_fd.h"

namespace sluice::worker {
namespace {

// Standard streams, the socket, and the descriptors of two jobs: 4 + 2 × 9.
constexpr rlim_t kDescriptors = 32;
// Decoding takes what the server leaves: the page stays prompt on a machine whose every core decodes.
constexpr int kNiceness = 5;
// The largest block that malloc takes from its heap (it takes no higher figure), and what it keeps when freed: the
// buffers of a large picture.
constexpr int kHeapBlockBytes = 32 << 20;
constexpr int kKeptBytes = 128 << 20;

Result<void> limit(__rlimit_resource resource, rlim_t value, std::string_view name) {
  const rlimit both{value, value};
  if (::setrlimit(resource, &both) != 0) return fail(system_error(name, errno));
  return {};
}

// When the machine runs out of memory, the kernel shall take a decoder and not the server. Best effort: /proc may be
// missing.
void be_the_first_to_go() {
  constexpr std::string_view kMost = "1000";
  const UniqueFd file(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  if (file) (void)!::write(file.get(), kMost.data(), kMost.size());
}

}  // namespace

Result<void> limit_template() {
  be_the_first_to_go();
  (void)!::nice(kNiceness);  // below the server that hands out the work, whatever that runs at
  // One thread, one arena: an allocation that fails must not make malloc look for others (it would count processors).
  ::mallopt(M_ARENA_MAX, 1);
  // Buffers of pictures are kept for the next picture: giving them back and faulting them in again, page by page, costs
  // as much as scaling one.
  ::mallopt(M_MMAP_THRESHOLD, kHeapBlockBytes);
  ::mallopt(M_TRIM_THRESHOLD, kKeptBytes);
  SLUICE_TRY(limit(RLIMIT_CORE, 0, "RLIMIT_CORE"));
  // No byte into any file, not even into one that standard error is directed to.
  ::signal(SIGXFSZ, SIG_IGN);
  SLUICE_TRY(limit(RLIMIT_FSIZE, 0, "RLIMIT_FSIZE"));
  return {};
}

Result<void> limit_worker(std::uint64_t memory_bytes) {
  SLUICE_TRY(limit(RLIMIT_NOFILE, kDescriptors, "RLIMIT_NOFILE"));
#ifndef SLUICE_SANITIZED
  // No further process or thread of this user from here. The kernel does not hold root to it; the system call filter
  // does.
  SLUICE_TRY(limit(RLIMIT_NPROC, 0, "RLIMIT_NPROC"));
  if (memory_bytes != 0) SLUICE_TRY(limit(RLIMIT_AS, memory_bytes, "RLIMIT_AS"));
#else
  (void)memory_bytes;
#endif
  return {};
}

}  // namespace sluice::worker
