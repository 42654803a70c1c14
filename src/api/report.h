#pragma once

// The report of a session as one HTML page without script: to read, print and keep. Everything that comes from files
// (names, prompts, errors) is text, never markup. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "progress/snapshot.h"
#include "store/store.h"

namespace sluice::api {

struct ReportData {
  static constexpr std::uint32_t kMostFailures = 1000;
  static constexpr std::uint32_t kMostFiles = 1000;
  static constexpr std::size_t kMostValues = 30;  // of generators, models and keywords, each
  progress::Snapshot snapshot;
  store::Facets facets;
  std::vector<store::FileRow> failures;  // the first kMostFailures
  std::vector<store::FileRow> files;     // the first kMostFiles that were read
};

// The page brings its own style sheet and nothing else.
inline constexpr std::string_view kReportPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox";

std::string report_html(const ReportData& data);
// & < > " ' as entities.
std::string escaped(std::string_view text);

}  // namespace sluice::api
