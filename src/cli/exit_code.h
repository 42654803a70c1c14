#pragma once

namespace sluice::cli {

// What the shell is told (DESIGN §4).
enum ExitCode { kDone = 0, kFailed = 1, kWrongUsage = 2, kSomeFilesFailed = 3 };

}  // namespace sluice::cli
