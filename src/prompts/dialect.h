#pragma once

// What a dialect fills and how parse() finds it. A dialect looks at all texts of a file and answers one Reading for
// each set of parameters it recognises, in order of preference; none if the file does not speak it. Adding one: a pair
// of files and a line in parse.cpp.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/raw_metadata.h"
#include "model/record.h"

namespace sluice::prompts {

struct Reading {
  std::string source;    // "png:parameters"
  model::Prompt prompt;  // keywords stay empty: parse() fills them from the merged texts
  std::string a1111_text;
  std::string workflow;
  std::vector<std::string> explained;  // texts understood, the source among them
  std::vector<std::string> warnings;
};

struct Dialect {
  std::string_view name;
  int version;
  std::vector<Reading> (*read)(std::span<const model::RawText> texts);
};

inline std::string name_of(const model::RawText& text) { return text.container + ":" + text.key; }

}  // namespace sluice::prompts
