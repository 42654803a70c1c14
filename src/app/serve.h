#pragma once

#include "app/options.h"

namespace sluice::app {

// `sluice serve`: runs until SIGINT or SIGTERM. Returns the exit code; what went wrong is on stderr.
int serve(const Options& options);

}  // namespace sluice::app
