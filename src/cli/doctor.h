#pragma once

#include "app/options.h"

namespace sluice::cli {

// `sluice doctor`: what is installed, what is missing, what that changes. Exit code 1 when something needed is missing.
int doctor(const app::Options& options);

}  // namespace sluice::cli
