#pragma once

// From an entry and its record to what stands in the catalogue's columns. Pure, the same for every database.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/record.h"

namespace sluice::store {

// A path as the catalogue has it: bytes that are not UTF-8 are written \xHH.
struct CataloguePath {
  std::string file_path;
  std::string directory;  // without a slash at the end, except for "/"
  std::string filename;
  std::string extension;  // with dot, lower case; empty: none

  explicit CataloguePath(std::string_view path);
};

// A directory as `media_files.directory` has it, however many slashes it ends in.
std::string catalogue_directory(std::string_view path);

// "2025-11-23 12:13:20.123456", UTC: the form that sorts, and that other programs write into SQLite.
std::string catalogue_time(WallTime time);
// Midnight of the day of such a time: a key of daily_contributions. Empty if `time` does not begin with a day.
std::string catalogue_day(std::string_view time);
WallTime time_from_ns(std::int64_t since_1970);

// media_metadata's JSON columns; empty when there is nothing to say.
std::string json_of(const std::vector<model::WeightedText>& texts);  // [{"text", "weight"}]
std::string json_of(const std::vector<model::Lora>& loras);          // [{"name", "weight"}]
// {"texts": {container: {key: text}}, "provenance": {…}, "unparsed": […], "warnings": […], "technical": {…}}
std::string raw_json(const model::Record& record);

// Where a keyword came from: the generator for prompts, else the kind of place.
std::string_view keyword_source(const model::Record& record, model::KeywordType type);

}  // namespace sluice::store
