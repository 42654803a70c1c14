#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sluice::cli {

// `sluice inspect FILE…`: the records as JSON, one object a line, in the order given. Read by workers, like everything.
int inspect(const std::vector<std::string>& files, std::size_t workers);

}  // namespace sluice::cli
