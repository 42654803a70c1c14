#pragma once

// The real handler of jobs: worker::decode() over the descriptors of a job.

#include "worker/loop.h"

namespace sluice::worker {

DecodeResult decode_descriptors(const ReceivedJob& job);
// Decodes a few bytes in memory, so that what libraries load on first use is loaded.
void warm_up();

}  // namespace sluice::worker
