#pragma once

// Quarantine: files that killed a decoder before and are unchanged since fail as they are found, so that nobody loses a
// worker to them in every session. A retry by that reason reads them again.

#include <vector>

#include "async/task.h"
#include "model/file.h"
#include "store/store.h"

namespace sluice::ingest {

// Sets `failure` of those in quarantine. When the store cannot say, none is marked: reading one costs a worker, no
// more.
task<void> mark_quarantined(store::Store& store, std::vector<model::FoundFile>& files);

}  // namespace sluice::ingest
