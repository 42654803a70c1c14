#pragma once

// sluice.toml: values for flags that were given neither on the command line nor in the environment. Keys are the long
// flags without dashes in front ("listen", "allow-host"); a table named after a subcommand holds that one's.

#include <string>

#include "base/result.h"

namespace CLI {
class App;
}

namespace sluice::cli {

// Applies the file to the subcommand that was chosen. A file that was not named (`explicit_path` empty) is
// ./sluice.toml or $XDG_CONFIG_HOME/sluice/sluice.toml (~/.config), and may be absent. invalid_argument: unreadable,
// unknown keys, wrong kinds of values; the message names file and key.
Result<void> apply_settings_file(CLI::App& subcommand, const std::string& explicit_path);

}  // namespace sluice::cli
