#pragma once

// Walks over a graph, always backwards along links: from the sampler to its prompts, model and LoRAs, latent and
// numbers. Any graph is safe: cycles, chains of any length and texts that explode when put together all end at a budget
// of visited nodes and copied bytes.

#include <optional>
#include <string>
#include <vector>

#include "model/record.h"
#include "prompts/comfy_graph.h"

namespace sluice::prompts::comfy {

inline constexpr int kMaxDepth = 200;                    // links followed one after the other
inline constexpr int kMaxVisits = 20'000;                // nodes looked at for one question
inline constexpr std::size_t kMaxText = 1 << 20;         // one prompt put together
inline constexpr std::size_t kMaxTextInAll = 32u << 20;  // copied on the way
inline constexpr std::size_t kMaxTexts = 256;            // encoders of one prompt

enum class Polarity { positive, negative };

struct Conditioning {
  std::vector<std::string> texts;     // in the order found, no two alike
  std::optional<double> guidance;     // of a FluxGuidance or the like on the way
  std::vector<std::size_t> encoders;  // nodes the texts came from
};

struct Model {
  std::string name;
  std::vector<model::Lora> loras;  // in the order they are applied
};

struct Latent {
  bool is_empty = false;  // made from nothing, not from a picture or another sampler
  std::string size;       // "1024x768"
};

class Walker {
 public:
  explicit Walker(const Graph& graph) : graph_(graph), on_path_(graph.nodes().size()) {}

  Conditioning conditioning(const Node& sampler, Polarity polarity);
  Model model(const Node& sampler);
  Latent latent(const Node& sampler);
  // The first of `names` that leads to a value, in the node itself or in what configures it (noise, sigmas, guider,
  // pipes).
  std::optional<std::string> setting(const Node& sampler, Names names);

  // Everything a node depends on, itself excluded.
  std::vector<std::size_t> upstream(std::size_t node);
  // Prompt texts of one node, whatever it is. All calls share what the question before them left of its budget.
  std::vector<std::string> texts_of(std::size_t node);

 private:
  // Each question has a budget of its own, so that one that explodes leaves the others their answers.
  void renew_budget() { visits_ = 0, copied_ = 0; }
  bool spend() { return ++visits_ <= kMaxVisits; }
  bool charge(std::size_t bytes) { return (copied_ += bytes) <= kMaxTextInAll; }

  void collect(const Link& link, Polarity polarity, Conditioning& out, std::vector<bool>& seen, int depth);
  void collect_from(const Input& input, Polarity polarity, Conditioning& out, std::vector<bool>& seen, int depth);
  bool collect_choice(const Node& node, Polarity polarity, Conditioning& out, std::vector<bool>& seen, int depth);
  void collect_all(const Node& node, Polarity polarity, Conditioning& out, std::vector<bool>& seen, int depth);
  void add_text(Conditioning& out, std::string text, std::size_t node);

  std::string text_of(const Input& input, Polarity polarity, int depth);
  std::string text_at(const Link& link, Polarity polarity, int depth);
  std::string text_of_node(const Node& node, Polarity polarity, int depth);
  std::string joined(const Node& node, Polarity polarity, int depth);
  std::string encoded(const Node& node, std::string_view reads, Polarity polarity, int depth);

  std::optional<std::string> value_of(const Input& input, Names names, int depth);
  std::optional<std::string> setting_at(const Node& node, Names names, std::vector<bool>& seen, int depth);

  const Input* chosen(const Node& node, int depth);
  void walk_model(const Link& link, Model& out, std::vector<bool>& seen, int depth);
  bool walk_latent(const Link& link, Latent& out, std::vector<bool>& seen, int depth);
  void read_loras(const Node& node, std::vector<model::Lora>& out);

  const Graph& graph_;
  std::vector<bool> on_path_;  // nodes whose text is being put together
  int visits_ = 0;
  std::size_t copied_ = 0;
};

// Whether the node makes latents or pictures from prompts: by the table, else by its inputs.
bool is_sampler(const Node& node);
bool is_output(const Node& node);

}  // namespace sluice::prompts::comfy
