#include "model/parameters.h"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/utf8.h"

namespace sluice::model {
namespace {
namespace json = boost::json;

constexpr std::size_t kMaxDirectories = 1000;
constexpr std::size_t kMaxPathBytes = 4096;  // PATH_MAX
constexpr std::size_t kMaxPatternBytes = 4096;

std::unexpected<Error> bad(std::string_view field, std::string_view what) {
  return fail(Code::invalid_argument, fmt::format("{}: {}", field, what));
}

Result<void> take_bool(std::string_view field, const json::value& value, bool& out) {
  if (!value.is_bool()) return bad(field, "must be true or false");
  out = value.get_bool();
  return {};
}

Result<std::string> take_path(std::string_view field, const json::value& value) {
  if (!value.is_string()) return bad(field, "must be a folder's path as a string");
  const std::string_view path = value.get_string();
  if (trimmed(path).empty()) return bad(field, "must name a folder");
  if (path.size() > kMaxPathBytes) return bad(field, fmt::format("a path has at most {} bytes", kMaxPathBytes));
  if (path.find('\0') != path.npos) return bad(field, "a path holds no NUL");
  return std::string(path);
}

Result<void> take_directories(const json::value& value, std::vector<std::string>& out) {
  if (!value.is_array()) return bad("directories", "must be a list of paths");
  const json::array& list = value.get_array();
  if (list.empty()) return bad("directories", "must name at least one folder");
  if (list.size() > kMaxDirectories) return bad("directories", fmt::format("at most {} folders", kMaxDirectories));
  for (const json::value& item : list) out.push_back(SLUICE_TRY(take_path("directories", item)));
  return {};
}

Result<void> take_pattern(const json::value& value, std::string& out) {
  if (!value.is_string()) return bad("pattern", "must be a string like *.png|*.jpg");
  const std::string_view pattern = value.get_string();
  if (trimmed(pattern).empty()) return bad("pattern", "must not be empty; leave it out for every known type");
  if (pattern.size() > kMaxPatternBytes) return bad("pattern", fmt::format("at most {} bytes", kMaxPatternBytes));
  if (pattern.find('\0') != pattern.npos) return bad("pattern", "holds a NUL");
  out = pattern;
  return {};
}

Result<void> take_max_files(const json::value& value, std::optional<std::uint64_t>& out) {
  if (value.is_null()) return {};
  boost::system::error_code ec;
  const auto number = value.is_number() ? value.to_number<std::int64_t>(ec) : 0;
  if (!value.is_number() || ec) return bad("max_files", "must be a whole number or null");
  if (number < 1) return bad("max_files", "must be at least 1, or null for all");
  out = static_cast<std::uint64_t>(number);
  return {};
}

// The plain switches, by their names in the JSON.
constexpr std::array<std::pair<std::string_view, bool Parameters::*>, 9> kSwitches{{
    {"recursive", &Parameters::recursive},
    {"enable_nsfw_detection", &Parameters::enable_nsfw_detection},
    {"extract_metadata", &Parameters::extract_metadata},
    {"extract_keywords", &Parameters::extract_keywords},
    {"import_scores", &Parameters::import_scores},
    {"skip_existing", &Parameters::skip_existing},
    {"pixels", &Parameters::pixels},
    {"content_hash", &Parameters::content_hash},
    {"pixel_hash", &Parameters::pixel_hash},
}};

}  // namespace

Result<double> parse_nsfw_threshold(const json::value& value) {
  if (!value.is_number()) return bad("nsfw_threshold", "must be a number from 0 to 1");
  const double threshold = value.to_number<double>();
  if (!(threshold >= 0 && threshold <= 1)) return bad("nsfw_threshold", "must be from 0 to 1");
  return threshold;
}

Result<Parameters> parse_parameters(const json::object& object) {
  Parameters out;
  bool pixels_given = false;
  for (const auto& [raw_key, value] : object) {
    const std::string_view key = raw_key;
    const auto* flag = std::ranges::find(kSwitches, key, &std::pair<std::string_view, bool Parameters::*>::first);
    if (flag != kSwitches.end()) {
      SLUICE_TRY(take_bool(key, value, out.*flag->second));
      if (key == "pixels") pixels_given = true;
    } else if (key == "directory") {
      out.directories.push_back(SLUICE_TRY(take_path(key, value)));
    } else if (key == "directories") {
      SLUICE_TRY(take_directories(value, out.directories));
    } else if (key == "pattern") {
      SLUICE_TRY(take_pattern(value, out.pattern));
    } else if (key == "nsfw_threshold") {
      out.nsfw_threshold = SLUICE_TRY(parse_nsfw_threshold(value));
    } else if (key == "max_files") {
      SLUICE_TRY(take_max_files(value, out.max_files));
    } else {
      return bad(key, "unknown parameter");
    }
  }
  if (out.directories.empty()) return bad("directory", "is required: name a folder, or several in directories");
  if (!pixels_given) out.pixels = out.enable_nsfw_detection;
  return out;
}

json::object to_json(const Parameters& parameters) {
  json::object out;
  out["directories"] = json::array(parameters.directories.begin(), parameters.directories.end());
  out["pattern"] = parameters.pattern;
  for (const auto& [key, member] : kSwitches) out[key] = parameters.*member;
  out["nsfw_threshold"] = parameters.nsfw_threshold;
  out["max_files"] = parameters.max_files ? json::value(*parameters.max_files) : json::value(nullptr);
  return out;
}

}  // namespace sluice::model
