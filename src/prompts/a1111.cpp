#include "prompts/a1111.h"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/utf8.h"
#include "prompts/attention.h"
#include "prompts/infotext.h"
#include "prompts/json_text.h"

namespace sluice::prompts::a1111 {
namespace {
namespace json = boost::json;

using model::Lora;
using model::Prompt;

// --- settings to fields -------------------------------------------------------------------------------------------

void set_seed(Prompt& p, const std::string& value) { p.seed = value; }
void set_steps(Prompt& p, const std::string& value) {
  if (const auto number = parse_number(value); number && *number >= 0 && *number < 1e9)
    p.steps = static_cast<std::int64_t>(*number);
}
void set_cfg(Prompt& p, const std::string& value) { p.cfg_scale = parse_number(value); }
void set_denoising(Prompt& p, const std::string& value) { p.denoising_strength = parse_number(value); }
void set_sampler(Prompt& p, const std::string& value) { p.sampler = value; }
void set_schedule(Prompt& p, const std::string& value) { p.schedule_type = value; }
void set_model(Prompt& p, const std::string& value) { p.model_name = value; }
void set_model_hash(Prompt& p, const std::string& value) { p.model_hash = value; }
void set_version(Prompt& p, const std::string& value) { p.version = value; }
void set_lora_hashes(Prompt& p, const std::string& value) { p.lora_hashes = value; }
void set_size(Prompt& p, const std::string& value) {
  const bool plausible = !value.empty() && value.size() <= 24 && value.find('x') != std::string::npos &&
                         value.find_first_not_of("0123456789x ") == std::string::npos;
  if (plausible) std::ranges::copy_if(value, std::back_inserter(p.size), [](char c) { return c != ' '; });
}

struct Field {
  std::string_view key;
  void (*set)(Prompt&, const std::string&);
};

constexpr std::array<Field, 15> kFields{{
    {"steps", set_steps},
    {"sampler", set_sampler},
    {"schedule type", set_schedule},
    {"scheduler", set_schedule},
    {"cfg scale", set_cfg},
    {"guidance scale", set_cfg},
    {"seed", set_seed},
    {"size", set_size},
    {"model", set_model},
    {"model hash", set_model_hash},
    {"denoising strength", set_denoising},
    {"denoise", set_denoising},
    {"version", set_version},
    {"lora hashes", set_lora_hashes},
    {"lyco hashes", set_lora_hashes},
}};

// Keys that go together into one JSON column. Names of the extension "Dynamic Thresholding (CFG Scale Fix)" do not
// share a prefix.
constexpr std::array<std::string_view, 2> kHiresPrefixes{"hires ", "postprocess "};
constexpr std::array<std::string_view, 12> kDynamicThresholding{
    "dynamic thresholding",      "mimic scale",        "threshold percentile", "mimic mode",
    "mimic scale minimum",       "cfg mode",           "cfg scale minimum",    "scheduler value",
    "separate feature channels", "scaling startpoint", "variability measure",  "interpolate phi"};

bool is_hires(std::string_view key) {
  return std::ranges::any_of(kHiresPrefixes, [&](auto prefix) { return key.starts_with(prefix); });
}
bool is_dynamic_thresholding(std::string_view key) {
  return key.starts_with("dynthres") || std::ranges::find(kDynamicThresholding, key) != kDynamicThresholding.end();
}

json::value json_of(const std::string& value) {
  const auto number = parse_number(value);
  return number ? json_number(*number) : json::value(value);
}

// --- LoRAs and resources ------------------------------------------------------------------------------------------

void give_hash(std::vector<Lora>& loras, std::string_view name, std::string_view hash) {
  for (Lora& lora : loras) {
    if (equals_ignoring_case(lora.name, name) && lora.hash.empty()) lora.hash = hash;
  }
}

// "name: hash, name: hash".
void read_lora_hashes(Prompt& p) {
  std::string_view rest = p.lora_hashes;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    const std::size_t colon = part.rfind(':');
    if (colon != std::string_view::npos)
      give_hash(p.loras, trimmed(part.substr(0, colon)), trimmed(part.substr(colon + 1)));
  }
}

// {"model": "1f…", "vae": "…", "lora:name": "2e…"}.
void read_hashes(Prompt& p, const std::string& text) {
  const auto value = parse_json_text(text);
  if (!value || !value->is_object()) return;
  for (const auto& [key, hash] : value->get_object()) {
    if (!hash.is_string()) continue;
    const std::string_view name(key);
    const std::string_view hex(hash.get_string());
    if (name == "model" && p.model_hash.empty()) p.model_hash = hex;
    if (const std::size_t colon = name.find(':'); colon != std::string_view::npos)
      give_hash(p.loras, name.substr(colon + 1), hex);
  }
}

std::string text_member(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? text_in(*value).value_or("") : "";
}

// Civitai's list of what was used: [{"type": "lora", "weight": 0.8, "modelName": "…", "modelVersionName": "…", "air":
// "urn:…"}].
void read_resources(Prompt& p, const std::string& text) {
  const auto value = parse_json_text(text);
  if (!value || !value->is_array()) return;
  for (const json::value& item : value->get_array()) {
    if (!item.is_object() || p.loras.size() >= kMaxKeywords) continue;
    const json::object& resource = item.get_object();
    std::string name = text_member(resource, "modelName");
    if (name.empty()) name = text_member(resource, "air");
    if (name.empty()) continue;
    const std::string type = to_lower_ascii(text_member(resource, "type"));
    if ((type == "checkpoint" || type == "model") && p.model_name.empty()) p.model_name = name;
    const bool is_lora = type == "lora" || type == "lycoris" || type == "locon" || type == "dora" || type == "hypernet";
    const bool known = std::ranges::any_of(p.loras, [&](const Lora& l) { return equals_ignoring_case(l.name, name); });
    if (!is_lora || known) continue;
    const json::value* weight = resource.if_contains("weight");
    p.loras.push_back({name, weight ? number_in(*weight).value_or(1.0) : 1.0, text_member(resource, "hash")});
  }
}

// --- whole texts --------------------------------------------------------------------------------------------------

Prompt prompt_of(const Infotext& cut) {
  Prompt p;
  p.generator = kName;
  p.prompt = cut.prompt;
  p.negative_prompt = cut.negative_prompt;
  p.loras = split_prompt(p.prompt).loras;
  json::object hires;
  json::object dynthres;
  std::string hashes;
  std::string resources;
  for (const Setting& setting : cut.settings) {
    const std::string key = to_lower_ascii(setting.key);
    const auto field = std::ranges::find(kFields, key, &Field::key);
    if (field != kFields.end()) field->set(p, setting.value);
    if (is_hires(key)) hires[setting.key] = json_of(setting.value);
    if (is_dynamic_thresholding(key)) dynthres[setting.key] = json_of(setting.value);
    if (key == "hashes") hashes = setting.value;
    if (key == "civitai resources") resources = setting.value;
  }
  if (!hires.empty()) p.hires_config = json::serialize(hires);
  if (!dynthres.empty()) p.dynthres_config = json::serialize(dynthres);
  if (!resources.empty()) read_resources(p, resources);
  if (!hashes.empty()) read_hashes(p, hashes);
  read_lora_hashes(p);
  return p;
}

enum class Trust { none, if_certain, always };

// Where infotext is written: `parameters` is nothing else (JSON of other programs apart), the rest must look like it.
Trust trust_in(const model::RawText& text) {
  constexpr std::array<std::string_view, 8> kMaybe{"usercomment", "comment",  "description",    "imagedescription",
                                                   "xpcomment",   "comments", "postprocessing", "generation_data"};
  const std::string key = to_lower_ascii(text.key);
  const std::string_view bare = std::string_view(key).substr(key.rfind(':') + 1);
  if (looks_like_json(text.text)) return Trust::none;
  if (bare == "parameters") return Trust::always;
  return std::ranges::find(kMaybe, bare) != kMaybe.end() ? Trust::if_certain : Trust::none;
}

Reading reading_of(const model::RawText& text, const Infotext& cut) {
  Reading reading;
  reading.source = name_of(text);
  reading.prompt = prompt_of(cut);
  reading.explained.push_back(reading.source);
  return reading;
}

// What the "Extras" tab writes: settings alone, of whatever number.
Reading read_postprocessing(const model::RawText& text) {
  Infotext cut;
  cut.settings = cut_settings(text.text);
  return reading_of(text, cut);
}

}  // namespace

model::Prompt parse_infotext(std::string_view text) { return prompt_of(cut_infotext(text)); }

std::vector<Reading> read(std::span<const model::RawText> texts) {
  std::vector<Reading> certain;  // `parameters` before comments, whatever the order in the file
  std::vector<Reading> out;
  for (const model::RawText& text : texts) {
    const Trust trust = trust_in(text);
    if (trust == Trust::none || trimmed(text.text).empty()) continue;
    const Infotext cut = cut_infotext(text.text);
    if (equals_ignoring_case(text.key, "postprocessing") && !cut.is_certain()) {
      out.push_back(read_postprocessing(text));
    } else if (trust == Trust::always || cut.is_certain()) {
      auto& readings = trust == Trust::always ? certain : out;
      readings.push_back(reading_of(text, cut));
      readings.back().a1111_text = text.text;
    }
  }
  std::ranges::move(out, std::back_inserter(certain));
  return certain;
}

}  // namespace sluice::prompts::a1111
