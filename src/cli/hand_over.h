#pragma once

#include <string>

#include "app/options.h"
#include "base/result.h"
#include "cli/ingest.h"

namespace sluice::cli {

// `sluice ingest` when a server has the data folder already: the job becomes a session of that server, followed from
// here to its end. Answers the exit code. `folder`: the data folder.
Result<int> hand_over(const std::string& folder, const std::vector<std::string>& directories,
                      const IngestOptions& options);

}  // namespace sluice::cli
