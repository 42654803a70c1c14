#pragma once

// A ComfyUI graph, whichever of its two JSON forms it came from:
//   API form      {"3": {"class_type": "KSampler", "inputs": {"seed": 1, "model": ["4", 0]}}, …}                  (text
//   `prompt`) UI workflow   {"nodes": [{"id": 3, "type": "KSampler", "widgets_values": […], …}], "links": [[…]], …}
//   (text `workflow`)
// Inputs are literals or links to another node's output. Views point into the document that the Graph owns.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "prompts/comfy_rules.h"

namespace sluice::prompts::comfy {

struct Link {
  std::size_t node = 0;
  std::int64_t slot = 0;
};

struct Input {
  std::string_view name;
  const boost::json::value* literal = nullptr;  // null when linked
  std::optional<Link> link;
};

struct Node {
  std::string id;
  std::string_view type;
  const Rule* rule = nullptr;
  std::vector<Input> inputs;

  [[nodiscard]] Role role() const { return rule ? rule->role : Role::plain; }
  [[nodiscard]] const Input* find(std::string_view name) const;
  // The first input that one of `names` stands for, in the order of `names`.
  [[nodiscard]] const Input* find_any(Names names) const;
  [[nodiscard]] const Input* find_any_link(Names names) const;
};

class Graph {
 public:
  // Nothing when the document is of neither form.
  static std::optional<Graph> from_api(boost::json::value document);
  static std::optional<Graph> from_workflow(boost::json::value document);

  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] const Node& at(const Link& link) const { return nodes_[link.node]; }

 private:
  friend class WorkflowReader;
  // By construction, not assignment: that would copy the document out of its own memory resource.
  explicit Graph(boost::json::value&& document) : document_(std::move(document)) {}
  boost::json::value document_;
  std::vector<Node> nodes_;
};

bool is_api_graph(const boost::json::value& value);
bool is_workflow(const boost::json::value& value);

inline constexpr std::size_t kMaxNodes = 20'000;  // the largest workflows shared have some 2 000
inline constexpr std::size_t kMaxInputs = 256;    // of one node

}  // namespace sluice::prompts::comfy
