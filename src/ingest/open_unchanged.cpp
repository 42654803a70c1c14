#include "ingest/open_unchanged.h"

#include <cerrno>

#include <sys/stat.h>

namespace sluice::ingest {

Result<OpenedFile> open_unchanged(const Roots& roots, const FoundAs& found) {
  OpenedFile opened{.fd = SLUICE_TRY(roots.open_file(found.path)), .stamp = {}};
  struct stat status{};
  if (::fstat(opened.fd.get(), &status) != 0) return fail(system_error("stat", errno));
  model::FileStamp& is = opened.stamp;
  is = {.size = static_cast<std::uint64_t>(status.st_size),
        .mtime_ns = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec,
        .inode = status.st_ino};
  if (is.size != found.size.value_or(is.size) || is.mtime_ns != found.mtime_ns.value_or(is.mtime_ns)) {
    return fail(Code::conflict, "the file changed after it was found; ingest it again when nothing writes to it");
  }
  return opened;
}

}  // namespace sluice::ingest
