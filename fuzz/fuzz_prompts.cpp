// libFuzzer: the generation-parameter parsers on arbitrary texts. The first byte chooses where the text is said to come
// from; texts are separated by 0xFF, which no UTF-8 holds.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "prompts/parse.h"

namespace {

using sluice::model::RawText;

constexpr std::array<std::pair<const char*, const char*>, 8> kPlaces{{{"png", "parameters"},
                                                                      {"png", "prompt"},
                                                                      {"png", "workflow"},
                                                                      {"exif", "UserComment"},
                                                                      {"exif", "Model"},
                                                                      {"mp4", "comment"},
                                                                      {"png", "postprocessing"},
                                                                      {"mkv", "PROMPT"}}};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = sluice::as_text(sluice::ByteView(data, size));
  std::vector<RawText> texts;
  while (!rest.empty() && texts.size() < 8) {
    const auto place = kPlaces[static_cast<std::uint8_t>(rest.front()) % kPlaces.size()];
    const std::string_view text = rest.substr(1, rest.find('\xFF', 1) - 1);
    texts.push_back({place.first, place.second, sluice::to_text(text)});
    rest.remove_prefix(std::min(rest.size(), text.size() + 2));
  }
  const auto parsed = sluice::prompts::parse(texts);
  const auto keywords = sluice::prompts::keywords_of(parsed.prompt, {}, 1024, 768);
  for (const auto& keyword : keywords) SLUICE_ASSERT(!keyword.text.empty() && sluice::is_utf8(keyword.text));
  SLUICE_ASSERT(sluice::is_utf8(parsed.prompt.prompt) && sluice::is_utf8(parsed.prompt.negative_prompt));
  return 0;
}
