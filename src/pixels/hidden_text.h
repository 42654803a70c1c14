#pragma once

// Generation parameters in the lowest bits of the pixels ("stealth pnginfo" of Stable Diffusion tools and NovelAI;
// docs/metadata.md): in alpha, or in red, green and blue, column by column. A magic word, a length in bits, the text,
// perhaps as gzip.
//
// Survives only in lossless pictures as stored: before turning, scaling or colour conversion.

#include <optional>
#include <string>

#include "base/result.h"
#include "pixels/image.h"

namespace sluice::pixels {

struct HiddenText {
  std::string key;   // the magic word: stealth_pnginfo, stealth_pngcomp, stealth_rgbinfo or stealth_rgbcomp
  std::string text;  // UTF-8: a1111's form or JSON
};

// Nothing where there is no magic word, or what follows is no text: a length beyond the picture, damaged gzip, not
// UTF-8. A picture without costs 120 pixels. Code::too_large: there is more than 16 MiB of it, or so its gzip says.
Result<std::optional<HiddenText>> find_hidden_text(const Image& stored);

}  // namespace sluice::pixels
