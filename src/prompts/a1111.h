#pragma once

// A1111 infotext: webui, Forge, reForge, SD.Next, Tensor.Art, Civitai's generator and most savers. PNG `parameters`
// (and `postprocessing`), EXIF and XMP UserComment, comments of other containers that look like it. Source: webui
// modules/infotext_utils.py (behaviour), METADATA.md.

#include <span>
#include <string_view>
#include <vector>

#include "prompts/dialect.h"

namespace sluice::prompts::a1111 {

inline constexpr std::string_view kName = "a1111";
inline constexpr int kVersion = 1;

std::vector<Reading> read(std::span<const model::RawText> texts);

// One infotext; `prompt` of the answer has everything but keywords.
model::Prompt parse_infotext(std::string_view text);

}  // namespace sluice::prompts::a1111
