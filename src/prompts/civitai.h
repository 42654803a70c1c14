#pragma once

// What Civitai's own generator adds to the ComfyUI graph it writes into UserComment: `extraMetadata`, a JSON object
// inside of a JSON string, with the parameters as the user gave them. The graph itself is read by comfyui; the infotext
// variant by a1111.

#include <span>
#include <string_view>
#include <vector>

#include "prompts/dialect.h"

namespace sluice::prompts::civitai {

inline constexpr std::string_view kName = "civitai";
inline constexpr int kVersion = 1;

std::vector<Reading> read(std::span<const model::RawText> texts);

}  // namespace sluice::prompts::civitai
