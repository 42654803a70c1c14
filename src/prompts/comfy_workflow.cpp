// Graph::from_workflow: the UI's own form of a graph. Widget values are a bare list there; the rules table names them.

#include <algorithm>
#include <array>
#include <unordered_map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "prompts/comfy_graph.h"
#include "prompts/json_text.h"

namespace sluice::prompts::comfy {
namespace {
namespace json = boost::json;

constexpr std::int64_t kModeMuted = 2;     // LiteGraph's NEVER
constexpr std::int64_t kModeBypassed = 4;  // ComfyUI: inputs pass to outputs of the same type

const json::value* member(const json::value& value, std::string_view key) {
  return value.is_object() ? value.get_object().if_contains(key) : nullptr;
}
const json::array* array_member(const json::value& value, std::string_view key) {
  const json::value* found = member(value, key);
  return found && found->is_array() ? &found->get_array() : nullptr;
}
std::string_view text_member(const json::value& value, std::string_view key) {
  const json::value* found = member(value, key);
  return found && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}
std::optional<std::int64_t> integer_member(const json::value& value, std::string_view key) {
  const json::value* found = member(value, key);
  return found ? integer_in(*found) : std::nullopt;
}

// What the UI keeps behind a seed: what to do with it after a run. A truth value in the workflows of early 2023.
bool is_seed_control(const json::value& value) {
  if (value.is_bool()) return true;
  constexpr std::array<std::string_view, 5> kControls{"fixed", "randomize", "increment", "decrement", "increment-wrap"};
  return value.is_string() && std::ranges::find(kControls, std::string_view(value.get_string())) != kControls.end();
}

}  // namespace

class WorkflowReader {
 public:
  explicit WorkflowReader(Graph& graph) : graph_(graph) {}

  void read() {
    const json::value& document = graph_.document_;
    if (const json::array* nodes = array_member(document, "nodes")) add_nodes(*nodes);
    if (const json::array* links = array_member(document, "links")) add_links(*links);
    for (std::size_t i = 0; i < sources_.size(); ++i) add_inputs(i);
    for (std::size_t i = 0; i < sources_.size(); ++i) connect(i);
  }

 private:
  struct Origin {
    std::size_t node;
    std::int64_t slot;
  };

  void add_nodes(const json::array& nodes) {
    for (const json::value& node : nodes) {
      const json::value* id = member(node, "id");
      const std::string_view type = text_member(node, "type");
      const auto written = id ? text_in(*id) : std::nullopt;
      if (!written || type.empty() || sources_.size() >= kMaxNodes) continue;
      if (!index_.emplace(*written, sources_.size()).second) continue;
      sources_.push_back(&node);
      graph_.nodes_.push_back({*written, type, find_rule(type), {}});
      if (type == "SetNode") setters_.emplace(first_widget(node), sources_.size() - 1);
    }
  }

  // [id, from, from_slot, to, to_slot, type] or {"id", "origin_id", "origin_slot", …}.
  void add_links(const json::array& links) {
    for (const json::value& link : links) {
      const bool is_list = link.is_array() && link.get_array().size() >= 3;
      const auto at = [&](std::size_t i, std::string_view key) {
        return is_list             ? std::optional(link.get_array()[i])
               : member(link, key) ? std::optional(*member(link, key))
                                   : std::nullopt;
      };
      const auto id = at(0, "id");
      const auto from = at(1, "origin_id");
      const auto slot = at(2, "origin_slot");
      if (!id || !from || !slot) continue;
      const auto number = integer_in(*id);
      const auto node = index_.find(text_in(*from).value_or(""));
      if (number && node != index_.end()) origins_[*number] = {node->second, integer_in(*slot).value_or(0)};
    }
  }

  static std::string first_widget(const json::value& node) {
    const json::array* values = array_member(node, "widgets_values");
    return values && !values->empty() ? text_in(values->front()).value_or("") : "";
  }

  // Links first, then widgets under the names of the table; a widget that was turned into an input and is linked keeps
  // the link.
  void add_inputs(std::size_t i) {
    Node& node = graph_.nodes_[i];
    if (const json::array* inputs = array_member(*sources_[i], "inputs")) {
      for (const json::value& input : *inputs) {
        const auto id = integer_member(input, "link");
        const auto origin = id ? origins_.find(*id) : origins_.end();
        if (origin == origins_.end() || node.inputs.size() >= kMaxInputs) continue;
        node.inputs.push_back({text_member(input, "name"), nullptr, Link{origin->second.node, origin->second.slot}});
      }
    }
    if (node.type == "GetNode") {
      if (const auto setter = setters_.find(first_widget(*sources_[i])); setter != setters_.end()) {
        node.inputs.push_back({"value", nullptr, Link{setter->second, 0}});
      }
    }
    const json::value* named = member(*sources_[i], "widgets_values_named");
    if (named && named->is_object()) return add_named(node, named->get_object());
    const json::value* values = member(*sources_[i], "widgets_values");
    if (values && values->is_object()) add_named(node, values->get_object());
    if (values && values->is_array()) add_listed(node, values->get_array(), widget_names(i));
  }

  static void add_literal(Node& node, std::string_view name, const json::value& value) {
    if (node.inputs.size() < kMaxInputs && !node.find(name)) node.inputs.push_back({name, &value, std::nullopt});
  }
  static void add_named(Node& node, const json::object& values) {
    for (const auto& [name, value] : values) add_literal(node, name, value);
  }

  // From the rules; else, since 2025, from the inputs that carry a widget.
  std::vector<std::string_view> widget_names(std::size_t i) const {
    std::vector<std::string_view> names;
    if (const Rule* rule = graph_.nodes_[i].rule) {
      std::string_view rest = rule->widgets.empty() ? rule->reads : rule->widgets;
      while (!rest.empty()) {
        names.push_back(rest.substr(0, rest.find(',')));
        rest.remove_prefix(std::min(rest.size(), names.back().size() + 1));
      }
    }
    const json::array* inputs = array_member(*sources_[i], "inputs");
    if (!names.empty() || !inputs) return names;
    for (const json::value& input : *inputs) {
      if (member(input, "widget") && names.size() < kMaxInputs) names.push_back(text_member(input, "name"));
    }
    return names;
  }

  // The rules do not count seed controls. Objects (LoRA rows of rgthree) have no order.
  static void add_listed(Node& node, const json::array& values, const std::vector<std::string_view>& names) {
    constexpr std::array<std::string_view, 8> kUnnamed{"lora_1", "lora_2", "lora_3", "lora_4",
                                                       "lora_5", "lora_6", "lora_7", "lora_8"};
    std::size_t next = 0;
    std::size_t unnamed = 0;
    for (const json::value& value : values) {
      if (value.is_object()) {
        if (unnamed < kUnnamed.size() && member(value, "lora")) add_literal(node, kUnnamed[unnamed++], value);
        continue;
      }
      const bool behind_seed = next > 0 && next <= names.size() && names[next - 1].ends_with("seed");
      if (is_seed_control(value) && (behind_seed || (next >= names.size() && value.is_string()))) continue;
      if (next < names.size()) add_literal(node, names[next], value);
      if (names.empty() && next == 0) add_literal(node, "value", value);
      ++next;
    }
  }

  // Steps over bypassed nodes; a muted one ends the link.
  std::optional<Link> resolved(Link link) const {
    for (int i = 0; i < 64; ++i) {
      const json::value& source = *sources_[link.node];
      const auto mode = integer_member(source, "mode").value_or(0);
      if (mode == kModeMuted) return std::nullopt;
      if (mode != kModeBypassed) return link;
      const auto next = bypass(source, link.slot);
      if (!next) return std::nullopt;
      link = *next;
    }
    return std::nullopt;
  }

  std::optional<Link> bypass(const json::value& source, std::int64_t slot) const {
    const json::array* outputs = array_member(source, "outputs");
    const json::array* inputs = array_member(source, "inputs");
    if (!outputs || !inputs || slot < 0 || static_cast<std::size_t>(slot) >= outputs->size()) return std::nullopt;
    const std::string_view type = text_member((*outputs)[static_cast<std::size_t>(slot)], "type");
    for (const json::value& input : *inputs) {
      const auto id = integer_member(input, "link");
      const auto origin = id && text_member(input, "type") == type ? origins_.find(*id) : origins_.end();
      if (origin != origins_.end()) return Link{origin->second.node, origin->second.slot};
    }
    return std::nullopt;
  }

  void connect(std::size_t i) const {
    Node& node = graph_.nodes_[i];
    const auto mode = integer_member(*sources_[i], "mode").value_or(0);
    if (mode == kModeMuted || mode == kModeBypassed) {
      node.inputs.clear();
      node.rule = nullptr;
    }
    for (Input& input : node.inputs) {
      if (input.link) input.link = resolved(*input.link);
    }
    std::erase_if(node.inputs, [](const Input& input) { return !input.link && !input.literal; });
  }

  Graph& graph_;
  std::vector<const json::value*> sources_;  // beside graph_.nodes_
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_map<std::string, std::size_t> setters_;
  std::unordered_map<std::int64_t, Origin> origins_;
};

std::optional<Graph> Graph::from_workflow(json::value document) {
  if (!is_workflow(document)) return std::nullopt;
  Graph graph(std::move(document));
  WorkflowReader(graph).read();
  if (graph.nodes_.empty()) return std::nullopt;
  return graph;
}

}  // namespace sluice::prompts::comfy
