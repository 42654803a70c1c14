#include "prompts/comfy_graph.h"

#include <algorithm>
#include <unordered_map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace sluice::prompts::comfy {
namespace {
namespace json = boost::json;

std::string_view class_type_of(const json::value& node) {
  if (!node.is_object()) return {};
  const json::value* type = node.get_object().if_contains("class_type");
  return type && type->is_string() ? std::string_view(type->get_string()) : std::string_view();
}

using Index = std::unordered_map<std::string_view, std::size_t>;

// ["4", 0] where node 4 exists; some tools write the id as a number.
std::optional<Link> link_in(const json::value& value, const Index& index) {
  if (!value.is_array() || value.get_array().size() != 2) return std::nullopt;
  const json::value& id = value.get_array()[0];
  const json::value& slot = value.get_array()[1];
  if (!slot.is_int64()) return std::nullopt;
  const std::string written = id.is_int64() ? std::to_string(id.get_int64()) : std::string();
  if (!id.is_string() && written.empty()) return std::nullopt;
  const auto found = index.find(id.is_string() ? std::string_view(id.get_string()) : std::string_view(written));
  if (found == index.end()) return std::nullopt;
  return Link{found->second, slot.get_int64()};
}

}  // namespace

const Input* Node::find(std::string_view name) const {
  const auto found = std::ranges::find(inputs, name, &Input::name);
  return found == inputs.end() ? nullptr : &*found;
}

const Input* Node::find_any(Names names) const {
  for (const std::string_view pattern : names) {
    const auto found = std::ranges::find_if(inputs, [&](const Input& input) { return matches(input.name, pattern); });
    if (found != inputs.end()) return &*found;
  }
  return nullptr;
}

const Input* Node::find_any_link(Names names) const {
  for (const std::string_view pattern : names) {
    const auto found =
        std::ranges::find_if(inputs, [&](const Input& input) { return input.link && matches(input.name, pattern); });
    if (found != inputs.end()) return &*found;
  }
  return nullptr;
}

bool is_api_graph(const json::value& value) {
  if (!value.is_object()) return false;
  return std::ranges::any_of(value.get_object(),
                             [](const auto& member) { return !class_type_of(member.value()).empty(); });
}

bool is_workflow(const json::value& value) {
  if (!value.is_object()) return false;
  const json::value* nodes = value.get_object().if_contains("nodes");
  return nodes && nodes->is_array();
}

std::optional<Graph> Graph::from_api(json::value document) {
  if (!is_api_graph(document)) return std::nullopt;
  Graph graph(std::move(document));
  Index index;
  for (const auto& [id, node] : graph.document_.get_object()) {
    const std::string_view type = class_type_of(node);
    if (type.empty() || graph.nodes_.size() >= kMaxNodes) continue;
    index.emplace(id, graph.nodes_.size());
    graph.nodes_.push_back({std::string(id), type, find_rule(type), {}});
  }
  for (Node& node : graph.nodes_) {
    const json::value* inputs = graph.document_.get_object().at(node.id).get_object().if_contains("inputs");
    if (!inputs || !inputs->is_object()) continue;
    for (const auto& [name, value] : inputs->get_object()) {
      if (node.inputs.size() >= kMaxInputs) break;
      const auto link = link_in(value, index);
      node.inputs.push_back({name, link ? nullptr : &value, link});
    }
  }
  return graph;
}

}  // namespace sluice::prompts::comfy
