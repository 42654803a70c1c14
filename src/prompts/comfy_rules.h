#pragma once

// What is known of ComfyUI node types and input names, as data. Unknown nodes are walked by their input names alone, so
// a row is needed only where names mislead, where the UI graph must be read (its widget values have no names), or where
// a node chooses between inputs.

#include <cstdint>
#include <span>
#include <string_view>

namespace sluice::prompts::comfy {

enum class Role : std::uint8_t {
  plain,    // nothing special: the row is there for the widget order
  sampler,  // makes latents or pictures: steps, seed, cfg, …
  helper,   // configures a sampler (sigmas, noise, guider): never one itself
  encoder,  // `reads`: inputs that hold prompt text
  text,     // `reads`: inputs that hold its text, the first that is not empty counts
  join,     // `reads`: inputs put together with `delimiter` ("text*": every input that begins so)
  choose,   // `reads`: "selector|option,option": 0, false → the first; "selector|input#": by number; else by the
            // option's name
  nothing,  // erases the conditioning: no text behind it counts
  latent,   // an empty latent: width and height
  output,   // saves what it is given
};

struct Rule {
  std::string_view type;  // class_type
  Role role = Role::plain;
  std::string_view reads;    // comma-separated, see Role
  std::string_view widgets;  // order of widgets_values in the UI graph, comma-separated; empty: as `reads`
};

// Null: not in the table.
const Rule* find_rule(std::string_view type) noexcept;

// Names by which nodes call the same thing, best first. A trailing '*' stands for any ending.
using Names = std::span<const std::string_view>;

struct InputNames {
  Names positive, negative;  // conditioning or text of that polarity
  Names conditioning;        // either
  Names model, latent;
  Names text;              // a string input of an unknown node
  Names value;             // a number of an unknown node
  Names forward;           // pipes, contexts, reroutes: whatever is asked for may be behind them
  Names helpers;           // of a sampler: where steps, seed, cfg may be
  Names not_conditioning;  // links that never lead to a prompt
  Names seed, steps, cfg, sampler, scheduler, denoise, guidance, width, height, model_file;
};
const InputNames& input_names() noexcept;

// Where nodes put LoRAs: '#' stands for a number as written ("1", "01").
struct LoraPattern {
  std::string_view name;
  std::string_view weights;  // comma-separated, the first present counts
  std::string_view switch_;  // "Off", false or "None" disables
};
std::span<const LoraPattern> lora_patterns() noexcept;

bool matches(std::string_view name, std::string_view pattern) noexcept;

}  // namespace sluice::prompts::comfy
