#include "prompts/comfy_walk.h"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/utf8.h"
#include "prompts/json_text.h"

namespace sluice::prompts::comfy {
namespace {

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> out;
  while (!list.empty()) {
    out.push_back(list.substr(0, list.find(',')));
    list.remove_prefix(std::min(list.size(), out.back().size() + 1));
  }
  return out;
}

bool is_any(std::string_view name, Names patterns) {
  return std::ranges::any_of(patterns, [&](std::string_view pattern) { return matches(name, pattern); });
}

// The only link of a node that has one: a reroute or a patch, whatever it is called.
const Input* only_link(const Node& node) {
  const Input* found = nullptr;
  for (const Input& input : node.inputs) {
    if (!input.link) continue;
    if (found) return nullptr;
    found = &input;
  }
  return found;
}

const Input* forwarded(const Node& node) {
  const Input* input = node.find_any_link(input_names().forward);
  return input ? input : only_link(node);
}

Names names_of(Polarity polarity) {
  return polarity == Polarity::positive ? input_names().positive : input_names().negative;
}

}  // namespace

bool is_sampler(const Node& node) {
  if (node.rule && node.role() != Role::plain) return node.role() == Role::sampler;
  const InputNames& names = input_names();
  constexpr auto kDriving = std::to_array<std::string_view>(
      {"positive", "guider", "sampler", "pipe", "basic_pipe", "base_ctx", "context", "text_embeds"});
  const bool driven = node.find_any_link(kDriving) != nullptr;
  const bool counts = node.find_any(names.steps) || node.find("sigmas");
  const bool seeded = node.find_any(names.seed) || node.find("noise");
  return driven && counts && seeded;
}

bool is_output(const Node& node) {
  return node.role() == Role::output || (!node.rule && (node.type.find("Save") != std::string_view::npos ||
                                                        node.type.find("VideoCombine") != std::string_view::npos));
}

// --- choosing -----------------------------------------------------------------------------------------------------

// The input that a switch lets through.
const Input* Walker::chosen(const Node& node, int depth) {
  const std::string_view reads = node.rule->reads;
  const std::size_t bar = reads.find('|');
  const auto options = split(reads.substr(bar + 1));
  const Input* selector = node.find(reads.substr(0, bar));
  std::string choice = "0";
  if (selector && selector->literal && selector->literal->is_bool()) {
    choice = selector->literal->get_bool() ? "1" : "0";
  } else if (selector) {
    choice = value_of(*selector, input_names().value, depth + 1).value_or("0");
  }
  if (options.size() == 1 && options[0].ends_with('#')) {
    const std::string name = std::string(options[0].substr(0, options[0].size() - 1)) + choice;
    return node.find(name);
  }
  if (const auto named = std::ranges::find(options, choice); named != options.end()) return node.find(*named);
  const bool second = equals_ignoring_case(choice, "true") || (parse_number(choice).value_or(0) != 0);
  return node.find(options[second && options.size() > 1 ? 1 : 0]);
}

// --- text ---------------------------------------------------------------------------------------------------------

std::string Walker::text_of(const Input& input, Polarity polarity, int depth) {
  if (input.link) return text_at(*input.link, polarity, depth + 1);
  if (!input.literal) return {};
  if (input.literal->is_string()) {
    const std::size_t size = input.literal->get_string().size();
    if (size > kMaxText || !charge(size)) return {};
  }
  return text_in(*input.literal).value_or("");
}

std::string Walker::joined(const Node& node, Polarity polarity, int depth) {
  constexpr auto kDelimiters = std::to_array<std::string_view>({"delimiter", "separator", "joiner", "sep"});
  std::string delimiter = ", ";
  if (const Input* input = node.find_any(kDelimiters); input && input->literal)
    delimiter = text_in(*input->literal).value_or(", ");
  std::string out;
  const auto parts = split(node.rule->reads);
  for (const Input& input : node.inputs) {
    if (!is_any(input.name, parts)) continue;
    const std::string part = text_of(input, polarity, depth);
    if (part.empty() || out.size() + part.size() > kMaxText || !charge(part.size())) continue;
    if (!out.empty()) out += delimiter;
    out += part;
  }
  return out;
}

// An encoder's texts (SDXL and Flux have several): each once, one a line.
std::string Walker::encoded(const Node& node, std::string_view reads, Polarity polarity, int depth) {
  std::vector<std::string> texts;
  for (const std::string_view name : split(reads)) {
    const Input* input = node.find(name);
    if (!input) continue;
    std::string text = text_of(*input, polarity, depth);
    const bool known = trimmed(text).empty() ||
                       std::ranges::any_of(texts, [&](const std::string& t) { return trimmed(t) == trimmed(text); });
    if (!known) texts.push_back(std::move(text));
    const bool is_fallback = node.type == "ImpactWildcardEncode";
    if (is_fallback && !texts.empty()) break;
  }
  return fmt::format("{}", fmt::join(texts, "\n"));
}

std::string Walker::text_at(const Link& link, Polarity polarity, int depth) {
  if (depth > kMaxDepth || on_path_[link.node] || !spend()) return {};
  on_path_[link.node] = true;
  std::string text = text_of_node(graph_.at(link), polarity, depth);
  on_path_[link.node] = false;
  return text;
}

std::string Walker::text_of_node(const Node& node, Polarity polarity, int depth) {
  const auto first_of = [&](Names names) {
    for (const std::string_view name : names) {
      const Input* input = node.find(name);
      std::string text = input ? text_of(*input, polarity, depth) : std::string();
      if (!text.empty()) return text;
    }
    return std::string();
  };
  switch (node.role()) {
    case Role::nothing:
      return {};
    case Role::join:
      return joined(node, polarity, depth);
    case Role::text:
      return first_of(split(node.rule->reads));
    case Role::encoder:
      return encoded(node, node.rule->reads, polarity, depth);
    case Role::choose: {
      const Input* input = chosen(node, depth);
      return input ? text_of(*input, polarity, depth) : std::string();
    }
    default:
      break;
  }
  std::string text = first_of(names_of(polarity));
  // A styler with both sides: an empty negative is empty, not the positive.
  const bool has_both = node.find_any(names_of(Polarity::positive)) && node.find_any(names_of(Polarity::negative));
  if (has_both) return text;
  if (text.empty()) text = first_of(input_names().text);
  if (!text.empty()) return text;
  const Input* input = forwarded(node);
  return input ? text_of(*input, polarity, depth) : std::string();
}

std::vector<std::string> Walker::texts_of(std::size_t node) {
  std::vector<std::string> out;
  for (const Polarity polarity : {Polarity::positive, Polarity::negative}) {
    std::string text = text_at({node, 0}, polarity, 0);
    if (!trimmed(text).empty() && std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
  }
  return out;
}

// --- conditioning -------------------------------------------------------------------------------------------------

void Walker::add_text(Conditioning& out, std::string text, std::size_t node) {
  out.encoders.push_back(node);
  if (out.texts.size() >= kMaxTexts || trimmed(text).empty() || std::ranges::find(out.texts, text) != out.texts.end())
    return;
  out.texts.push_back(std::move(text));
}

void Walker::collect_from(const Input& input, Polarity polarity, Conditioning& out, std::vector<bool>& seen,
                          int depth) {
  if (input.link) return collect(*input.link, polarity, out, seen, depth + 1);
  if (input.literal && input.literal->is_string())
    add_text(out, text_of(input, polarity, depth), graph_.nodes().size());
}

bool Walker::collect_choice(const Node& node, Polarity polarity, Conditioning& out, std::vector<bool>& seen,
                            int depth) {
  if (node.role() != Role::choose) return false;
  if (const Input* input = chosen(node, depth)) collect_from(*input, polarity, out, seen, depth);
  return true;
}

// All conditioning inputs of a node (combine, concat, average …); else what it forwards; else any link that may lead to
// a prompt.
void Walker::collect_all(const Node& node, Polarity polarity, Conditioning& out, std::vector<bool>& seen, int depth) {
  const InputNames& names = input_names();
  bool found = false;
  for (const Input& input : node.inputs) {
    if (!input.link || !is_any(input.name, names.conditioning)) continue;
    found = true;
    collect_from(input, polarity, out, seen, depth);
  }
  if (found) return;
  if (const Input* input = node.find_any_link(names.forward)) return collect_from(*input, polarity, out, seen, depth);
  if (node.find_any(names.text)) {
    std::string text = text_at({static_cast<std::size_t>(&node - graph_.nodes().data()), 0}, polarity, depth);
    return add_text(out, std::move(text), static_cast<std::size_t>(&node - graph_.nodes().data()));
  }
  for (const Input& input : node.inputs) {
    if (input.link && !is_any(input.name, names.not_conditioning)) collect_from(input, polarity, out, seen, depth);
  }
}

void Walker::collect(const Link& link, Polarity polarity, Conditioning& out, std::vector<bool>& seen, int depth) {
  if (depth > kMaxDepth || seen[link.node] || !spend()) return;
  seen[link.node] = true;
  const Node& node = graph_.at(link);
  if (!out.guidance) {
    if (const Input* guidance = node.find_any(input_names().guidance)) {
      if (const auto value = value_of(*guidance, input_names().value, depth)) out.guidance = parse_number(*value);
    }
  }
  if (node.role() == Role::nothing || collect_choice(node, polarity, out, seen, depth)) return;
  const Input* dual = node.find_any(names_of(polarity));
  const bool is_text = node.role() == Role::text || node.role() == Role::join;
  const bool has_other =
      node.find_any(names_of(polarity == Polarity::positive ? Polarity::negative : Polarity::positive)) != nullptr;
  if (node.role() == Role::encoder && !(dual && has_other))
    return add_text(out, encoded(node, node.rule->reads, polarity, depth), link.node);
  if (is_text) return add_text(out, text_at(link, polarity, depth), link.node);
  if (dual) return collect_from(*dual, polarity, out, seen, depth);
  // A node that has only the other side (a sampler's guider without negative) leads nowhere for this one.
  if (has_other && polarity == Polarity::negative && node.role() == Role::helper) return;
  collect_all(node, polarity, out, seen, depth);
}

Conditioning Walker::conditioning(const Node& sampler, Polarity polarity) {
  renew_budget();
  Conditioning out;
  std::vector<bool> seen(graph_.nodes().size());
  const Input* input = sampler.find_any(names_of(polarity));
  if (!input) {
    const Input* guider = sampler.find_any_link(std::array<std::string_view, 1>{"guider"});
    const bool has_no_negative = guider && polarity == Polarity::negative &&
                                 !graph_.at(*guider->link).find_any(input_names().negative) &&
                                 graph_.at(*guider->link).find_any_link(input_names().conditioning);
    if (has_no_negative) return out;
    input = guider;
  }
  if (!input && polarity == Polarity::positive) input = sampler.find_any_link(input_names().conditioning);
  if (!input && polarity == Polarity::negative) {
    const Input* embeds = sampler.find_any_link(input_names().conditioning);
    if (embeds && graph_.at(*embeds->link).find_any(input_names().negative)) input = embeds;
  }
  if (!input) input = sampler.find_any_link(input_names().forward);
  if (input) collect_from(*input, polarity, out, seen, 0);
  return out;
}

// --- numbers and names --------------------------------------------------------------------------------------------

std::optional<std::string> Walker::value_of(const Input& input, Names names, int depth) {
  if (input.literal)
    return input.literal->is_bool() || trimmed(text_in(*input.literal).value_or("")).empty() ? std::nullopt
                                                                                             : text_in(*input.literal);
  if (!input.link || depth > kMaxDepth || !spend()) return std::nullopt;
  const Node& node = graph_.at(*input.link);
  const Input* next = node.role() == Role::choose ? chosen(node, depth) : node.find_any(names);
  if (!next && node.role() == Role::text) next = node.find_any(split(node.rule->reads));
  if (!next && node.role() != Role::helper) next = node.find_any(input_names().value);
  if (!next && node.role() != Role::helper) next = forwarded(node);
  return next ? value_of(*next, names, depth + 1) : std::nullopt;
}

std::optional<std::string> Walker::setting_at(const Node& node, Names names, std::vector<bool>& seen, int depth) {
  if (depth > kMaxDepth || !spend()) return std::nullopt;
  for (const std::string_view name : names) {
    const Input* input = node.find(name);
    if (!input) continue;
    if (auto value = value_of(*input, names, depth)) return value;
  }
  const InputNames& all = input_names();
  for (const Names links : {all.helpers, all.forward}) {
    for (const Input& input : node.inputs) {
      if (!input.link || !is_any(input.name, links) || seen[input.link->node]) continue;
      seen[input.link->node] = true;
      if (auto value = setting_at(graph_.at(*input.link), names, seen, depth + 1)) return value;
    }
  }
  return std::nullopt;
}

std::optional<std::string> Walker::setting(const Node& sampler, Names names) {
  renew_budget();
  std::vector<bool> seen(graph_.nodes().size());
  return setting_at(sampler, names, seen, 0);
}

// --- latent -------------------------------------------------------------------------------------------------------

bool Walker::walk_latent(const Link& link, Latent& out, std::vector<bool>& seen, int depth) {
  if (depth > kMaxDepth || seen[link.node] || !spend()) return false;
  seen[link.node] = true;
  const Node& node = graph_.at(link);
  const InputNames& names = input_names();
  if (is_sampler(node)) return false;
  const Input* next = node.role() == Role::choose   ? chosen(node, depth)
                      : node.role() == Role::latent ? nullptr
                                                    : node.find_any_link(names.latent);
  const Input* width = node.find_any(names.width);
  const Input* height = node.find_any(names.height);
  const bool from_picture = node.find("pixels") != nullptr;
  if (!next && !from_picture && width && height) {
    const auto w = value_of(*width, names.width, depth);
    const auto h = value_of(*height, names.height, depth);
    const auto plausible = [](const auto& side) {
      return side && parse_number(*side).value_or(0) >= 1 && parse_number(*side).value_or(0) <= 1e6;
    };
    if (plausible(w) && plausible(h)) {
      out.size = fmt::format("{}x{}", static_cast<int>(*parse_number(*w)), static_cast<int>(*parse_number(*h)));
    }
    out.is_empty = true;
    return true;
  }
  if (node.role() == Role::latent || (!node.rule && node.type.find("Empty") != std::string_view::npos))
    return out.is_empty = true;
  if (!next && !from_picture) next = forwarded(node);
  return next && next->link && walk_latent(*next->link, out, seen, depth + 1);
}

Latent Walker::latent(const Node& sampler) {
  renew_budget();
  Latent out;
  std::vector<bool> seen(graph_.nodes().size());
  const Input* input = sampler.find_any_link(input_names().latent);
  if (!input && !sampler.find("image")) input = sampler.find_any_link(input_names().forward);
  if (input) walk_latent(*input->link, out, seen, 0);
  return out;
}

// --- reach --------------------------------------------------------------------------------------------------------

std::vector<std::size_t> Walker::upstream(std::size_t start) {
  std::vector<std::size_t> found;
  std::vector<bool> seen(graph_.nodes().size());
  seen[start] = true;
  std::vector<std::size_t> open{start};
  for (std::size_t i = 0; i < open.size(); ++i) {
    for (const Input& input : graph_.nodes()[open[i]].inputs) {
      if (!input.link || seen[input.link->node]) continue;
      seen[input.link->node] = true;
      open.push_back(input.link->node);
      found.push_back(input.link->node);
    }
  }
  return found;
}

}  // namespace sluice::prompts::comfy
