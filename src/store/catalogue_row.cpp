#include "store/catalogue_row.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/utf8.h"

namespace sluice::store {
namespace {
namespace json = boost::json;

json::object object_of(const std::map<std::string, std::string>& map) {
  json::object out;
  out.reserve(map.size());
  for (const auto& [key, value] : map) out.emplace(key, value);
  return out;
}

// What has no column of its own.
json::object technical_of(const model::Technical& technical) {
  json::object out;
  if (technical.bit_depth) out["bit_depth"] = technical.bit_depth;
  if (technical.orientation != 1) out["orientation"] = technical.orientation;
  if (technical.frame_count) out["frame_count"] = technical.frame_count;
  if (!technical.video_codec.empty()) out["video_codec"] = technical.video_codec;
  if (!technical.audio_codec.empty()) out["audio_codec"] = technical.audio_codec;
  return out;
}

// The score itself, its model and the threshold have columns of media_files.
json::object nsfw_of(const model::Nsfw& nsfw) {
  json::object classes;
  for (const auto& [name, probability] : nsfw.classes) classes[name] = probability;
  return {{"label", nsfw.label}, {"classes", std::move(classes)}};
}

}  // namespace

CataloguePath::CataloguePath(std::string_view path) : file_path(to_escaped_text(path)) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  directory = slash == std::string_view::npos ? "" : catalogue_directory(path.substr(0, slash + 1));
  filename = to_escaped_text(name);
  const std::size_t dot = name.rfind('.');
  if (dot != std::string_view::npos && dot > 0) extension = to_lower_ascii(to_escaped_text(name.substr(dot)));
}

std::string catalogue_directory(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return to_escaped_text(path);
}

std::string catalogue_time(WallTime time) {
  std::string out = to_iso8601(time);
  std::ranges::replace(out, 'T', ' ');
  out.pop_back();  // the Z
  return out;
}

std::string catalogue_day(std::string_view time) {
  const auto is_digit = [&](std::size_t i) { return time[i] >= '0' && time[i] <= '9'; };
  if (time.size() < 10 || time[4] != '-' || time[7] != '-') return {};
  for (const std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) {
    if (!is_digit(i)) return {};
  }
  return std::string(time.substr(0, 10)) + " 00:00:00.000000";
}

WallTime time_from_ns(std::int64_t since_1970) {
  return WallTime(std::chrono::floor<std::chrono::microseconds>(std::chrono::nanoseconds(since_1970)));
}

std::string json_of(const std::vector<model::WeightedText>& texts) {
  if (texts.empty()) return {};
  json::array out;
  out.reserve(texts.size());
  for (const auto& item : texts) out.push_back({{"text", item.text}, {"weight", item.weight}});
  return json::serialize(out);
}

std::string json_of(const std::vector<model::Lora>& loras) {
  if (loras.empty()) return {};
  json::array out;
  out.reserve(loras.size());
  for (const auto& lora : loras) out.push_back({{"name", lora.name}, {"weight", lora.weight}});
  return json::serialize(out);
}

std::string raw_json(const model::Record& record) {
  json::object out;
  json::object& texts = out["texts"].emplace_object();
  for (const auto& [container, keys] : record.raw) texts[container] = object_of(keys);
  out["provenance"] = object_of(record.provenance);
  out["unparsed"] = json::array(record.unparsed.begin(), record.unparsed.end());
  out["warnings"] = json::array(record.warnings.begin(), record.warnings.end());
  out["technical"] = technical_of(record.technical);
  if (record.nsfw) out["nsfw"] = nsfw_of(*record.nsfw);
  return json::serialize(out);
}

std::string_view keyword_source(const model::Record& record, model::KeywordType type) {
  switch (type) {
    case model::KeywordType::prompt:
      return record.prompt.generator.empty() ? "prompt" : std::string_view(record.prompt.generator);
    case model::KeywordType::extracted:
      return "metadata";
    case model::KeywordType::user:
      return "user";
    case model::KeywordType::workflow:
      return "workflow";
    case model::KeywordType::automatic:
      return "derived";
  }
  return "sluice";
}

}  // namespace sluice::store
