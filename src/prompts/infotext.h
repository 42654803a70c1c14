#pragma once

// The text that A1111 and its relatives write under a picture, cut into its parts but not yet understood:
//
//   prompt, over
//   several lines
//   Negative prompt: negative, over
//   several lines
//   Steps: 20, Sampler: Euler a, Size: 512x768, Lora hashes: "a: 1f, b: 2e", Hashes: {"model": "ab"}
//
// Tools also jam all of it into one line. Views point into the text given. Linear.

#include <string>
#include <string_view>
#include <vector>

namespace sluice::prompts {

struct Setting {
  std::string_view key;  // trimmed, as written
  std::string value;     // trimmed; without quotes and escapes if it was quoted
};

struct Infotext {
  std::string_view prompt;
  std::string_view negative_prompt;
  std::vector<Setting> settings;
  bool has_negative_marker = false;

  // A settings line or a "Negative prompt:" line: more than any prose has.
  [[nodiscard]] bool is_certain() const { return has_negative_marker || !settings.empty(); }
};

Infotext cut_infotext(std::string_view text);

// "Key: value, Key: "quoted, value", Key: {json}". A part without a key continues the value before it.
std::vector<Setting> cut_settings(std::string_view line);

}  // namespace sluice::prompts
