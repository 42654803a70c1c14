#include "prompts/comfy_extract.h"

#include <algorithm>
#include <tuple>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/utf8.h"
#include "prompts/attention.h"
#include "prompts/comfy_walk.h"
#include "prompts/json_text.h"

namespace sluice::prompts::comfy {
namespace {
namespace json = boost::json;

constexpr std::size_t kMaxSamplers = 64;  // looked at in one graph

struct Pass {
  std::size_t node = 0;
  Latent latent;
  std::size_t samplers_before = 0;
};

// Samplers that what is saved depends on; all of them where nothing is saved.
std::vector<std::size_t> find_samplers(const Graph& graph, Walker& walker) {
  std::vector<bool> found(graph.nodes().size());
  bool any = false;
  int outputs = 0;
  for (std::size_t i = 0; i < graph.nodes().size() && outputs < 64; ++i) {
    if (!is_output(graph.nodes()[i])) continue;
    ++outputs;
    for (const std::size_t node : walker.upstream(i)) {
      if (is_sampler(graph.nodes()[node])) found[node] = any = true;
    }
  }
  std::vector<std::size_t> samplers;
  for (std::size_t i = 0; i < graph.nodes().size() && samplers.size() < kMaxSamplers; ++i) {
    if (any ? found[i] : is_sampler(graph.nodes()[i])) samplers.push_back(i);
  }
  return samplers;
}

std::int64_t id_number(const Node& node) { return static_cast<std::int64_t>(parse_number(node.id).value_or(1e15)); }

// In the order they run, the main one first.
std::vector<Pass> find_passes(const Graph& graph, Walker& walker) {
  std::vector<Pass> passes;
  for (const std::size_t sampler : find_samplers(graph, walker)) {
    Pass pass{sampler, walker.latent(graph.nodes()[sampler]), 0};
    for (const std::size_t node : walker.upstream(sampler))
      pass.samplers_before += is_sampler(graph.nodes()[node]) ? 1 : 0;
    passes.push_back(std::move(pass));
  }
  std::ranges::sort(passes, {}, [&](const Pass& pass) {
    return std::tuple(!pass.latent.is_empty, pass.samplers_before, id_number(graph.nodes()[pass.node]), pass.node);
  });
  return passes;
}

std::optional<double> number(const std::optional<std::string>& text) {
  return text ? parse_number(*text) : std::nullopt;
}

std::optional<std::int64_t> whole(const std::optional<std::string>& text) {
  const auto value = number(text);
  return value && *value >= 0 && *value < 1e9 ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
}

// Sampler and scheduler are names; where a node of its own stands for one, its type is the name.
std::string name_of_helper(const Graph& graph, const Node& sampler, std::string_view link, std::string_view prefix) {
  const Input* input = sampler.find(link);
  if (!input || !input->link) return {};
  std::string_view type = graph.at(*input->link).type;
  if (prefix.empty() ? false : type.starts_with(prefix)) type.remove_prefix(prefix.size());
  constexpr std::string_view kScheduler = "Scheduler";
  if (type.ends_with(kScheduler) && type != kScheduler) type.remove_suffix(kScheduler.size());
  return to_lower_ascii(type);
}

void read_settings(const Graph& graph, Walker& walker, const Node& sampler, model::Prompt& p) {
  const InputNames& names = input_names();
  p.seed = walker.setting(sampler, names.seed).value_or("");
  p.steps = whole(walker.setting(sampler, names.steps));
  p.cfg_scale = number(walker.setting(sampler, names.cfg));
  p.denoising_strength = number(walker.setting(sampler, names.denoise));
  p.sampler = walker.setting(sampler, names.sampler).value_or("");
  if (p.sampler.empty()) p.sampler = name_of_helper(graph, sampler, "sampler", "Sampler");
  p.schedule_type = walker.setting(sampler, names.scheduler).value_or("");
  if (p.schedule_type.empty()) p.schedule_type = name_of_helper(graph, sampler, "sigmas", "");
}

json::object pass_as_json(const Graph& graph, Walker& walker, const Node& node) {
  model::Prompt p;
  read_settings(graph, walker, node, p);
  json::object out{{"node", node.id}, {"type", node.type}};
  if (p.steps) out["steps"] = *p.steps;
  if (p.cfg_scale) out["cfg"] = json_number(*p.cfg_scale);
  if (p.denoising_strength) out["denoise"] = json_number(*p.denoising_strength);
  if (!p.sampler.empty()) out["sampler"] = p.sampler;
  if (!p.schedule_type.empty()) out["scheduler"] = p.schedule_type;
  if (!p.seed.empty()) out["seed"] = p.seed;
  return out;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (out.size() + text.size() > kMaxText) break;
    if (!out.empty()) out += "\n";
    out += trimmed(text);
  }
  return out;
}

// LoRA tags in the text are LoRAs, too, for the nodes that understand them; a loader's file name wins over the same
// tag.
void add_tagged_loras(model::Prompt& p) {
  const auto stem = [](std::string_view name) {
    name = name.substr(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1);
    const std::size_t dot = name.rfind('.');
    return to_lower_ascii(name.substr(0, dot));
  };
  for (model::Lora& lora : split_prompt(p.prompt).loras) {
    const bool known =
        std::ranges::any_of(p.loras, [&](const model::Lora& l) { return stem(l.name) == stem(lora.name); });
    if (!known && p.loras.size() < kMaxKeywords) p.loras.push_back(std::move(lora));
  }
}

// When no way leads from a sampler to a text: every text that some encoder or prompt node holds, but not those known to
// be negative.
std::string unattributed_text(const Graph& graph, Walker& walker, const Conditioning& negative) {
  constexpr std::size_t kFewestCharacters = 3;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < graph.nodes().size() && texts.size() < kMaxTexts; ++i) {
    const Node& node = graph.nodes()[i];
    const bool holds_text =
        node.role() == Role::encoder || node.role() == Role::text || (!node.rule && node.find_any(input_names().text));
    if (!holds_text || std::ranges::find(negative.encoders, i) != negative.encoders.end()) continue;
    for (std::string& text : walker.texts_of(i)) {
      const bool is_prose = trimmed(text).size() >= kFewestCharacters && !parse_number(text);
      const bool known = std::ranges::find(texts, text) != texts.end() ||
                         std::ranges::find(negative.texts, text) != negative.texts.end();
      if (is_prose && !known && texts.size() < kMaxTexts) texts.push_back(std::move(text));
    }
  }
  return joined(texts);
}

}  // namespace

Reading extract(const Graph& graph) {
  Reading out;
  Walker walker(graph);
  const std::vector<Pass> passes = find_passes(graph, walker);
  model::Prompt& p = out.prompt;
  Conditioning negative;
  if (!passes.empty()) {
    const Node& main = graph.nodes()[passes.front().node];
    const Conditioning positive = walker.conditioning(main, Polarity::positive);
    negative = walker.conditioning(main, Polarity::negative);
    p.prompt = joined(positive.texts);
    p.negative_prompt = joined(negative.texts);
    read_settings(graph, walker, main, p);
    if (!p.cfg_scale) p.cfg_scale = positive.guidance;
    Model model = walker.model(main);
    p.model_name = std::move(model.name);
    p.loras = std::move(model.loras);
    p.size = passes.front().latent.size;
  }
  if (passes.size() > 1) {
    json::array further;
    for (const Pass& pass : passes) {
      if (&pass != &passes.front()) further.push_back(pass_as_json(graph, walker, graph.nodes()[pass.node]));
    }
    p.hires_config = json::serialize(json::object{{"passes", std::move(further)}});
  }
  if (p.prompt.empty()) {
    p.prompt = unattributed_text(graph, walker, negative);
    if (!p.prompt.empty())
      out.warnings.emplace_back("comfyui: prompt text is unattributed: no way from a sampler leads to it");
  }
  add_tagged_loras(p);
  return out;
}

}  // namespace sluice::prompts::comfy
