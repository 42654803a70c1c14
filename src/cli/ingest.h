#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/options.h"

namespace sluice::cli {

struct IngestOptions {
  std::string pattern;  // empty: the default
  std::optional<std::uint64_t> max_files;
  bool metadata_only = false;
  bool commit = false;
  bool json = false;
};

// `sluice ingest DIR…`: one session in this process (or handed to the server that has the data folder), its progress in
// the terminal.
int ingest(const app::Options& options, const IngestOptions& ingest_options);

}  // namespace sluice::cli
