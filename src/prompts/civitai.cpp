#include "prompts/civitai.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/utf8.h"
#include "prompts/attention.h"
#include "prompts/json_text.h"

namespace sluice::prompts::civitai {
namespace {
namespace json = boost::json;

const json::value* member(const json::object& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const json::value* value = object.if_contains(name);
    if (value && !value->is_null()) return value;
  }
  return nullptr;
}

std::string text(const json::object& object, std::initializer_list<std::string_view> names) {
  const json::value* value = member(object, names);
  return value ? text_in(*value).value_or("") : "";
}

std::optional<double> number(const json::object& object, std::initializer_list<std::string_view> names) {
  const json::value* value = member(object, names);
  return value ? number_in(*value) : std::nullopt;
}

void read_resources(const json::array& resources, model::Prompt& p) {
  for (const json::value& item : resources) {
    if (!item.is_object() || p.loras.size() >= kMaxKeywords) continue;
    const json::object& resource = item.get_object();
    std::string name = text(resource, {"modelName", "name", "air"});
    if (name.empty()) continue;
    const std::string type = to_lower_ascii(text(resource, {"type", "modelType"}));
    if (type == "checkpoint" && p.model_name.empty())
      p.model_name = std::move(name);
    else if (type == "lora")
      p.loras.push_back({std::move(name), number(resource, {"strength", "weight"}).value_or(1.0), {}});
  }
}

model::Prompt prompt_of(const json::object& extra) {
  model::Prompt p;
  p.prompt = text(extra, {"prompt"});
  p.negative_prompt = text(extra, {"negativePrompt"});
  p.sampler = text(extra, {"sampler"});
  p.seed = text(extra, {"seed"});
  p.cfg_scale = number(extra, {"cfgScale"});
  p.denoising_strength = number(extra, {"denoise"});
  const json::value* steps = member(extra, {"steps"});
  p.steps = steps ? integer_in(*steps) : std::nullopt;
  const json::value* width = member(extra, {"width"});
  const json::value* height = member(extra, {"height"});
  if (width && height && integer_in(*width).value_or(0) > 0 && integer_in(*height).value_or(0) > 0) {
    p.size = fmt::format("{}x{}", *integer_in(*width), *integer_in(*height));
  }
  const json::value* resources = member(extra, {"resources", "civitaiResources"});
  if (resources && resources->is_array()) read_resources(resources->get_array(), p);
  return p;
}

}  // namespace

std::vector<Reading> read(std::span<const model::RawText> texts) {
  std::vector<Reading> out;
  for (const model::RawText& raw : texts) {
    if (!looks_like_json(raw.text) || raw.text.find("extraMetadata") == std::string::npos) continue;
    const auto value = parse_json_text(raw.text);
    const json::value* extra = value && value->is_object() ? value->get_object().if_contains("extraMetadata") : nullptr;
    if (!extra) continue;
    const auto inner = extra->is_string() ? parse_json_text(std::string_view(extra->get_string()))
                                          : std::optional<json::value>(*extra);
    if (!inner || !inner->is_object()) continue;
    Reading& reading = out.emplace_back();
    reading.source = name_of(raw);
    reading.prompt = prompt_of(inner->get_object());
    reading.explained.push_back(reading.source);
  }
  return out;
}

}  // namespace sluice::prompts::civitai
