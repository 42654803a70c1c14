#pragma once

#include <string>
#include <vector>

#include "app/options.h"

namespace sluice::cli {

// `sluice inspect FILE…`: the records as JSON, one object a line, in the order given. Read by workers, like everything.
int inspect(const app::Options& options, const std::vector<std::string>& files);

}  // namespace sluice::cli
