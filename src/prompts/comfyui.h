#pragma once

// ComfyUI: the graphs it writes into what it makes. PNG `prompt` and `workflow`, EXIF ASCII tags that begin "prompt:{"
// or "workflow:{", keys of MP4 and Matroska, and one JSON with both in a comment or UserComment; encoded once or
// several times, with or without NaN.

#include <span>
#include <string_view>
#include <vector>

#include "prompts/dialect.h"

namespace sluice::prompts::comfyui {

inline constexpr std::string_view kName = "comfyui";
inline constexpr int kVersion = 1;

std::vector<Reading> read(std::span<const model::RawText> texts);

}  // namespace sluice::prompts::comfyui
