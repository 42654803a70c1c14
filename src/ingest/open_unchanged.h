#pragma once

// Opening a file that was found earlier, and only as it was then. Blocks; on a disk thread.

#include <cstdint>
#include <optional>
#include <string>

#include "base/unique_fd.h"
#include "ingest/roots.h"
#include "model/file.h"

namespace sluice::ingest {

// A file as it was when it was found. Without a size or time (a catalogue of another program) any will do.
struct FoundAs {
  std::string path;  // absolute, bytes
  std::optional<std::uint64_t> size;
  std::optional<std::int64_t> mtime_ns;
};

struct OpenedFile {
  UniqueFd fd;
  model::FileStamp stamp;
};

// Errors: those of Roots::open_file; conflict: it is not the file that was found any more.
Result<OpenedFile> open_unchanged(const Roots& roots, const FoundAs& found);

}  // namespace sluice::ingest
