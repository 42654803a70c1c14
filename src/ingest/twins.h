#pragma once

// Twins: files of the catalogue with the content of one that was read, under another path. Whether that path still
// exists decides between a file that moved and a second one, and only the disk knows.

#include <string>

#include "async/task.h"
#include "ingest/pipeline.h"
#include "ingest/roots.h"
#include "store/store.h"

namespace sluice::ingest {

// Fills batch.gone for its outcomes. Where store or disk cannot say, nothing is gone: a copy too many is shown as such,
// no more.
task<void> find_gone(const Machinery& machinery, store::Batch& batch);

// The disk says that there is no such file (ENOENT), and its folder can be believed: a root, or a folder below one,
// that is empty where a whole tree is missing looks like a share that is not mounted. Blocks: on a disk thread.
bool is_gone(const Roots& roots, const std::string& path);

}  // namespace sluice::ingest
