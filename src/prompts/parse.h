#pragma once

// The door to all generation-parameter parsers: texts as found in a file → one Prompt, with where each field came from.
//
// Pure and linear: no backtracking, no recursion without a bound, any bytes allowed. Several dialects in one file are
// merged by field, the first parser that has a field wins (order: the dialect the file names itself, A1111 text,
// ComfyUI graph).

#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/raw_metadata.h"
#include "model/record.h"

namespace sluice::prompts {

struct Parsed {
  model::Prompt prompt;
  std::string a1111_text;                         // column png_text
  std::string workflow;                           // column workflow_data
  std::map<std::string, std::string> provenance;  // field → "png:parameters / a1111@1"
  std::vector<std::string> explained;             // "png:parameters": texts that a parser understood
  std::vector<std::string> warnings;
};

Parsed parse(std::span<const model::RawText> texts);

// The keywords a file is stored with: the positive prompt's (type prompt), subjects (extracted), and derived ones
// (automatic): model family, aspect, common resolution. De-duplicated without regard to case, order kept. `width`,
// `height`: as shown, 0 if unknown.
std::vector<model::Keyword> keywords_of(const model::Prompt& prompt, std::span<const std::string> subjects,
                                        std::uint32_t width, std::uint32_t height);

}  // namespace sluice::prompts
