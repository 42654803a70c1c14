#pragma once

namespace sluice::cli {

// The whole command: parses, runs the subcommand, returns the exit code.
int run(int argc, char** argv);

}  // namespace sluice::cli
