#include "prompts/comfyui.h"

#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/utf8.h"
#include "prompts/comfy_extract.h"
#include "prompts/comfy_graph.h"
#include "prompts/json_text.h"

namespace sluice::prompts::comfyui {
namespace {
namespace json = boost::json;

// A graph and the text it was found in.
struct Found {
  std::string source;
  json::value document;
  std::string as_written;  // the JSON, when the text is nothing else
};

struct Finder {
  std::optional<Found> api;
  std::optional<Found> workflow;
  std::vector<std::string> explained;
  std::vector<std::string> warnings;

  void look_at(const model::RawText& text) {
    const std::string_view body = without_name(text.text);
    if (!looks_like_json(body)) return;
    // Cheap look before the expensive one; encoded twice, the quotes are escaped.
    const bool may_hold_graph = body.find("class_type") != std::string_view::npos ||
                                body.find("nodes\\\"") != std::string_view::npos ||
                                body.find("nodes\"") != std::string_view::npos;
    if (!may_hold_graph) return;
    auto value = parse_json_text(body);
    if (!value) return warnings.push_back("comfyui: " + name_of(text) + " is no valid JSON");
    take(*std::move(value), text, body);
  }

 private:
  // "prompt:{…}" → "{…}".
  static std::string_view without_name(std::string_view text) {
    constexpr std::size_t kLongestName = 32;
    text = trimmed(text);
    const std::size_t colon = text.substr(0, kLongestName).find(':');
    if (colon == std::string_view::npos || colon == 0) return text;
    const std::string name = to_lower_ascii(text.substr(0, colon));
    return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos ? trimmed(text.substr(colon + 1))
                                                                                      : text;
  }

  void take(json::value value, const model::RawText& text, std::string_view body) {
    if (comfy::is_workflow(value)) return keep(workflow, std::move(value), text, body);
    if (comfy::is_api_graph(value)) return keep(api, std::move(value), text, body);
    if (!value.is_object()) return;
    for (const auto& [key, inner] : value.get_object()) {
      const std::string name = to_lower_ascii(key);
      if (name != "prompt" && name != "workflow" && name != "extra_pnginfo") continue;
      auto graph =
          inner.is_string() ? parse_json_text(std::string_view(inner.get_string())) : std::optional<json::value>(inner);
      if (!graph) continue;
      const json::value* nested = graph->is_object() ? graph->get_object().if_contains("workflow") : nullptr;
      if (nested && nested->is_object()) graph = json::value(*nested);
      if (comfy::is_workflow(*graph))
        keep(workflow, *std::move(graph), text, {});
      else if (comfy::is_api_graph(*graph))
        keep(api, *std::move(graph), text, {});
    }
  }

  void keep(std::optional<Found>& place, json::value value, const model::RawText& text, std::string_view body) {
    if (explained.empty() || explained.back() != name_of(text)) explained.push_back(name_of(text));
    const json::value* nodes = value.get_object().if_contains("nodes");
    const bool is_bare = nodes && nodes->is_array() && nodes->get_array().empty();
    if (place || is_bare) return;
    const bool verbatim = body.starts_with('{');
    std::string written = verbatim ? without_nan(body) : json::serialize(value);
    place.emplace(name_of(text), std::move(value), std::move(written));
  }
};

bool has_prompt(const Reading& reading) { return !reading.prompt.prompt.empty() || !reading.prompt.sampler.empty(); }

}  // namespace

std::vector<Reading> read(std::span<const model::RawText> texts) {
  Finder finder;
  for (const model::RawText& text : texts) finder.look_at(text);
  if (!finder.api && !finder.workflow) {
    if (finder.warnings.empty() && finder.explained.empty()) return {};
    std::vector<Reading> nothing_to_read(1);
    nothing_to_read.front().explained = std::move(finder.explained);
    nothing_to_read.front().warnings = std::move(finder.warnings);
    return nothing_to_read;
  }
  const std::string written = finder.workflow ? finder.workflow->as_written : finder.api->as_written;
  std::vector<Reading> out;
  if (finder.api) {
    if (const auto graph = comfy::Graph::from_api(std::move(finder.api->document))) {
      out.push_back(comfy::extract(*graph));
      out.back().source = finder.api->source;
    }
  }
  if (finder.workflow && (out.empty() || !has_prompt(out.front()))) {
    if (const auto graph = comfy::Graph::from_workflow(std::move(finder.workflow->document))) {
      Reading reading = comfy::extract(*graph);
      reading.source = finder.workflow->source;
      out.insert(has_prompt(reading) ? out.begin() : out.end(), std::move(reading));
    }
  }
  if (out.empty()) out.emplace_back().source = finder.workflow ? finder.workflow->source : finder.api->source;
  out.front().prompt.generator = kName;
  out.front().workflow = written;
  out.front().explained = std::move(finder.explained);
  out.front().warnings.insert(out.front().warnings.end(), finder.warnings.begin(), finder.warnings.end());
  return out;
}

}  // namespace sluice::prompts::comfyui
