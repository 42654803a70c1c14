#pragma once

// The real handler of jobs: worker::decode() over the descriptors of a job.

#include "worker/program.h"

namespace sluice::worker {

DecodeResult decode_descriptors(const ReceivedJob& job);
// Decodes a few bytes in memory, so that what libraries load on first use is loaded.
Loaded load(const std::string& classifier_folder);

}  // namespace sluice::worker
