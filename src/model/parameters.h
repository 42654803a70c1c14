#pragma once

// What the user asked of a session (DESIGN §5, "Parameters"): the body of POST /api/ingest/process, and what is
// stored with the session.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.h"

namespace sluice::model {

inline constexpr std::string_view kDefaultPattern =
    "*.png|*.jpg|*.jpeg|*.webp|*.avif|*.jxl|*.heic|*.gif|*.mp4|*.mov|*.webm|*.mkv";

struct Parameters {
  std::vector<std::string> directories;  // absolute or relative to a root, as the user gave them; at least one
  std::string pattern{kDefaultPattern};  // alternatives separated by |, case-insensitive, ** understood
  bool recursive = true;
  bool enable_nsfw_detection = true;
  double nsfw_threshold = 0.5;  // 0…1; a file at or above it counts as detected
  bool extract_metadata = true;
  bool extract_keywords = true;
  bool import_scores = true;
  bool skip_existing = true;               // files that the catalogue has with the same path, size and mtime
  std::optional<std::uint64_t> max_files;  // at most so many, after skipping; none: all
  bool pixels = true;                      // perceptual hash, thumbnail, stealth metadata
  bool content_hash = true;
  bool pixel_hash = false;

  friend bool operator==(const Parameters&, const Parameters&) = default;
};

// Errors are Code::invalid_argument and begin with the field's name: unknown keys, wrong types, values out of range.
Result<Parameters> parse_parameters(const boost::json::object& json);
boost::json::object to_json(const Parameters& parameters);
// The one parameter that may be changed later.
Result<double> parse_nsfw_threshold(const boost::json::value& json);

}  // namespace sluice::model
