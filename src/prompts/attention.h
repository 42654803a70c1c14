#pragma once

// Prompt syntax: weights, brackets, LoRA tags. Linear in the text, whatever the nesting; brackets without a partner are
// ordinary characters.
//
//   (word) ×1.1   ((word)) ×1.1²   (word:1.3) ×1.3   [word] ÷1.1   {word} ×1.05   \( \) literal   BREAK, AND separate
//   [a|b] and [a:b:0.5] are alternatives: each side becomes a keyword     <lora:name:weight> is a LoRA, not a keyword
// Source: webui wiki "Features", "Attention/emphasis"; NovelAI documentation, "Strengthening & weakening vectors".

#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"

namespace sluice::prompts {

inline constexpr std::size_t kMaxKeywords = 500;
inline constexpr std::size_t kMaxKeywordCharacters = 200;  // longer pieces are sentences; the prompt itself keeps them

struct PromptParts {
  std::vector<model::WeightedText>
      keywords;  // split at commas and line breaks outside of brackets; no two alike without regard to case
  std::vector<model::Lora> loras;  // in order, no two of one name
};

enum class Emphasis { webui, novelai };  // novelai: [word] ÷1.05

PromptParts split_prompt(std::string_view prompt, Emphasis emphasis = Emphasis::webui);

}  // namespace sluice::prompts
