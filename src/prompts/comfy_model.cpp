// Walker::model: the checkpoint behind a sampler and the LoRAs on the way to it.

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/utf8.h"
#include "prompts/attention.h"
#include "prompts/comfy_walk.h"
#include "prompts/json_text.h"

namespace sluice::prompts::comfy {
namespace {
namespace json = boost::json;

bool is_name(std::string_view text) {
  return !trimmed(text).empty() && !equals_ignoring_case(text, "None") && !equals_ignoring_case(text, "undefined");
}

bool is_off(const json::value& value) {
  if (value.is_bool()) return !value.get_bool();
  return value.is_string() && (equals_ignoring_case(std::string_view(value.get_string()), "off") ||
                               equals_ignoring_case(std::string_view(value.get_string()), "none"));
}

const json::value* first_member(const json::object& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (const json::value* value = object.if_contains(name)) return value;
  }
  return nullptr;
}

// {"on": true, "lora": "x.safetensors", "strength": 1} (rgthree), {"name": …, "strength": "0.8", "active": true} (LoRA
// manager).
std::optional<model::Lora> lora_in(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const json::object& object = value.get_object();
  const json::value* name = first_member(object, {"lora", "lora_name", "name"});
  const json::value* on = first_member(object, {"on", "active", "enabled"});
  const json::value* weight = first_member(object, {"strength", "strength_model", "weight"});
  if (!name || !name->is_string() || (on && is_off(*on))) return std::nullopt;
  std::string text(name->get_string());
  if (!is_name(text)) return std::nullopt;
  return model::Lora{std::move(text), weight ? number_in(*weight).value_or(1.0) : 1.0, {}};
}

// The digits that stand for '#' when `name` is an instance of `pattern`; "" when it is the pattern itself; nothing when
// it is neither.
std::optional<std::string_view> number_in_name(std::string_view name, std::string_view pattern) {
  const std::size_t hash = pattern.find('#');
  if (hash == std::string_view::npos) return name == pattern ? std::optional<std::string_view>("") : std::nullopt;
  const std::string_view before = pattern.substr(0, hash);
  const std::string_view after = pattern.substr(hash + 1);
  if (name.size() <= before.size() + after.size() || !name.starts_with(before) || !name.ends_with(after))
    return std::nullopt;
  const std::string_view digits = name.substr(before.size(), name.size() - before.size() - after.size());
  return digits.find_first_not_of("0123456789") == std::string_view::npos ? std::optional(digits) : std::nullopt;
}

std::string with_number(std::string_view pattern, std::string_view digits) {
  const std::size_t hash = pattern.find('#');
  if (hash == std::string_view::npos) return std::string(pattern);
  return std::string(pattern.substr(0, hash)).append(digits).append(pattern.substr(hash + 1));
}

bool is_model_file(std::string_view text) {
  if (text.size() > 1024 || !is_name(text)) return false;
  constexpr std::string_view kEndings[] = {".safetensors", ".ckpt", ".pt", ".pth", ".gguf", ".sft", ".bin"};
  const std::string lower = to_lower_ascii(text);
  return std::ranges::any_of(kEndings, [&](std::string_view ending) { return lower.ends_with(ending); });
}

}  // namespace

void Walker::read_loras(const Node& node, std::vector<model::Lora>& out) {
  const Input* count = node.find_any(std::array<std::string_view, 3>{"lora_count", "num_loras", "number_of_loras"});
  const auto in_use = count && count->literal ? integer_in(*count->literal) : std::nullopt;
  for (const Input& input : node.inputs) {
    if (out.size() >= kMaxKeywords) return;
    if (input.literal && input.literal->is_object()) {
      if (auto lora = lora_in(*input.literal)) out.push_back(*std::move(lora));
      const json::value* list = input.literal->get_object().if_contains("__value__");
      if (list && list->is_array() && list->get_array().size() <= kMaxKeywords) {
        for (const json::value& item : list->get_array()) {
          if (auto lora = lora_in(item)) out.push_back(*std::move(lora));
        }
      }
      continue;
    }
    for (const LoraPattern& pattern : lora_patterns()) {
      const auto digits = number_in_name(input.name, pattern.name);
      if (!digits) continue;
      const auto number = digits->empty() ? std::nullopt : parse_number(*digits);
      const Input* power = pattern.switch_.empty() ? nullptr : node.find(with_number(pattern.switch_, *digits));
      const bool unused = (in_use && number && *number > static_cast<double>(*in_use)) ||
                          (power && power->literal && is_off(*power->literal));
      const auto name = unused ? std::nullopt : value_of(input, {}, 0);
      if (!name || !is_name(*name) || (pattern.name == "lora" && input.link)) break;
      model::Lora lora{*name, 1.0, {}};
      for (std::string_view rest = pattern.weights; !rest.empty();) {
        const std::string_view weight = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), weight.size() + 1));
        const Input* found = node.find(with_number(weight, *digits));
        const auto value = found ? value_of(*found, input_names().value, 0) : std::nullopt;
        if (!value || !parse_number(*value)) continue;
        lora.weight = *parse_number(*value);
        break;
      }
      out.push_back(std::move(lora));
      break;
    }
  }
}

// Towards the checkpoint; what is nearer to the sampler is applied later.
void Walker::walk_model(const Link& link, Model& out, std::vector<bool>& seen, int depth) {
  if (depth > kMaxDepth || seen[link.node] || !spend()) return;
  seen[link.node] = true;
  const Node& node = graph_.at(link);
  if (node.role() == Role::choose) {
    if (const Input* input = chosen(node, depth); input && input->link) walk_model(*input->link, out, seen, depth + 1);
    return;
  }
  std::vector<model::Lora> loras;
  read_loras(node, loras);
  for (const std::string_view name : input_names().model_file) {
    const Input* input = out.name.empty() ? node.find(name) : nullptr;
    const bool is_link_to_model = input && input->link && name == "model";
    const auto file = input && !is_link_to_model ? value_of(*input, input_names().text, depth) : std::nullopt;
    if (file && (name != "model" ? is_name(*file) : is_model_file(*file))) out.name = *file;
  }
  bool followed = false;
  for (const std::string_view pattern : input_names().model) {
    for (const Input& input : node.inputs) {
      if (!input.link || !matches(input.name, pattern)) continue;
      followed = true;
      walk_model(*input.link, out, seen, depth + 1);
    }
  }
  if (!followed && out.name.empty()) {
    const Input* input = node.find_any_link(input_names().forward);
    if (!input && node.role() == Role::plain) {
      const auto links = std::ranges::count_if(node.inputs, [](const Input& i) { return i.link.has_value(); });
      const auto only = std::ranges::find_if(node.inputs, [](const Input& i) { return i.link.has_value(); });
      if (links == 1) input = &*only;
    }
    if (input) walk_model(*input->link, out, seen, depth + 1);
  }
  std::ranges::move(loras, std::back_inserter(out.loras));
}

Model Walker::model(const Node& sampler) {
  renew_budget();
  Model out;
  std::vector<bool> seen(graph_.nodes().size());
  const Input* input = sampler.find_any_link(input_names().model);
  if (!input) input = sampler.find_any_link(input_names().forward);
  if (input) walk_model(*input->link, out, seen, 0);
  return out;
}

}  // namespace sluice::prompts::comfy
