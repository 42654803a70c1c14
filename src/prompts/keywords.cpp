// keywords_of (parse.h): what a file is stored with, and the table of model families.

#include <algorithm>
#include <array>
#include <unordered_set>

#include <fmt/format.h>

#include "base/utf8.h"
#include "prompts/attention.h"
#include "prompts/parse.h"

namespace sluice::prompts {
namespace {

using model::Keyword;
using model::KeywordType;

constexpr std::size_t kMaxSubjects = 500;

// A piece of a model's file name, lower case, spaces and dots as '_' , → family. First match wins: fine-tunes before
// what they are based on.
// '^' in front: must begin a word; '$' at the end: no letter may follow.
struct Family {
  std::string_view pattern;
  std::string_view name;
};
constexpr std::array<Family, 52> kFamilies{{
    {"illustrious", "illustrious"},
    {"noobai", "illustrious"},
    {"^noob$", "illustrious"},
    {"^wai_", "illustrious"},
    {"^wai-", "illustrious"},
    {"pony", "pony"},
    {"^pdxl", "pony"},
    {"^ilxl", "illustrious"},
    {"^ilv", "illustrious"},
    {"^il_", "illustrious"},
    {"animagine", "sdxl"},
    {"chroma", "chroma"},
    {"flux", "flux"},
    {"^qwen", "qwen"},
    {"^wan$", "wan"},
    {"wan2", "wan"},
    {"hunyuan", "hunyuan"},
    {"^ltx", "ltx"},
    {"cosmos", "cosmos"},
    {"hidream", "hidream"},
    {"z_image", "z-image"},
    {"z-image", "z-image"},
    {"zimage", "z-image"},
    {"lumina", "lumina"},
    {"kolors", "kolors"},
    {"auraflow", "auraflow"},
    {"aura_flow", "auraflow"},
    {"pixart", "pixart"},
    {"cascade", "cascade"},
    {"^svd", "svd"},
    {"mochi", "mochi"},
    {"cogvideo", "cogvideo"},
    {"sd3", "sd3"},
    {"sd_3", "sd3"},
    {"stable-diffusion-3", "sd3"},
    {"sdxl", "sdxl"},
    {"sd_xl", "sdxl"},
    {"sd-xl", "sdxl"},
    {"cosxl", "sdxl"},
    {"xl$", "sdxl"},
    {"v2-1", "sd2"},
    {"v2-0", "sd2"},
    {"sd2", "sd2"},
    {"sd_2", "sd2"},
    {"^768-v", "sd2"},
    {"^512-", "sd2"},
    {"v1-5", "sd15"},
    {"v1_5", "sd15"},
    {"v1-4", "sd15"},
    {"sd15", "sd15"},
    {"sd_1_5", "sd15"},
    {"sd1_5", "sd15"},
}};

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

bool contains_pattern(std::string_view name, std::string_view pattern) {
  const bool at_border = pattern.starts_with('^');
  const bool before_border = pattern.ends_with('$');
  if (at_border) pattern.remove_prefix(1);
  if (before_border) pattern.remove_suffix(1);
  for (std::size_t at = name.find(pattern); at != std::string_view::npos; at = name.find(pattern, at + 1)) {
    const std::size_t after = at + pattern.size();
    const bool begins = !at_border || at == 0 || !is_letter(name[at - 1]);
    const bool ends = !before_border || after == name.size() || !is_letter(name[after]);
    if (begins && ends) return true;
  }
  return false;
}

std::string_view family_of(std::string_view model_name) {
  constexpr std::size_t kLongest = 512;
  std::string name = to_lower_ascii(model_name.substr(0, kLongest));
  std::ranges::replace_if(name, [](char c) { return c == ' ' || c == '.' || c == '\\' || c == '/'; }, '_');
  const auto family =
      std::ranges::find_if(kFamilies, [&](const Family& f) { return contains_pattern(name, f.pattern); });
  return family == kFamilies.end() ? std::string_view() : family->name;
}

// Widths and heights people search for, the longer side first.
struct Resolution {
  std::uint32_t longer;
  std::uint32_t shorter;
  std::string_view name;  // empty: written as "longer x shorter" in the picture's own orientation
};
constexpr std::array<Resolution, 24> kResolutions{{
    {512, 512, ""},     {768, 512, ""},     {640, 512, ""},      {768, 768, ""},        {1024, 1024, ""},
    {1152, 896, ""},    {1216, 832, ""},    {1344, 768, ""},     {1536, 640, ""},       {1024, 768, ""},
    {1024, 576, ""},    {1024, 512, ""},    {1536, 1024, ""},    {1536, 1536, ""},      {2048, 2048, ""},
    {4096, 4096, ""},   {832, 480, "480p"}, {1280, 720, "720p"}, {1920, 1080, "1080p"}, {2560, 1440, "1440p"},
    {3840, 2160, "4k"}, {4096, 2160, "4k"}, {7680, 4320, "8k"},  {8192, 4320, "8k"},
}};

std::string resolution_of(std::uint32_t width, std::uint32_t height) {
  const auto longer = std::max(width, height);
  const auto shorter = std::min(width, height);
  const auto found = std::ranges::find_if(
      kResolutions, [&](const Resolution& r) { return r.longer == longer && r.shorter == shorter; });
  if (found == kResolutions.end()) return {};
  return found->name.empty() ? fmt::format("{}x{}", width, height) : std::string(found->name);
}

std::string_view aspect_of(std::uint32_t width, std::uint32_t height) {
  constexpr double kSquareWithin = 0.02;
  const double ratio = static_cast<double>(width) / height;
  if (ratio > 1 - kSquareWithin && ratio < 1 + kSquareWithin) return "square";
  return ratio < 1 ? "portrait" : "landscape";
}

bool is_short_enough(std::string_view text) {
  const auto characters =
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return static_cast<std::size_t>(characters) <= kMaxKeywordCharacters;
}

class KeywordList {
 public:
  void add(std::string_view text, double weight, KeywordType type) {
    text = trimmed(text);
    if (text.empty() || !is_short_enough(text) || !seen_.insert(to_lower_ascii(text)).second) return;
    keywords_.push_back({std::string(text), weight, type});
  }
  std::vector<Keyword> take() { return std::move(keywords_); }

 private:
  std::vector<Keyword> keywords_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::vector<Keyword> keywords_of(const model::Prompt& prompt, std::span<const std::string> subjects,
                                 std::uint32_t width, std::uint32_t height) {
  KeywordList list;
  const bool is_split = !prompt.positive_keywords.empty();
  const auto& positive = is_split ? prompt.positive_keywords : split_prompt(prompt.prompt).keywords;
  for (const auto& keyword : positive) list.add(keyword.text, keyword.weight, KeywordType::prompt);
  for (const auto& subject : subjects.first(std::min(subjects.size(), kMaxSubjects)))
    list.add(subject, 1.0, KeywordType::extracted);
  if (!prompt.model_name.empty()) list.add(family_of(prompt.model_name), 1.0, KeywordType::automatic);
  if (width > 0 && height > 0) {
    list.add(aspect_of(width, height), 1.0, KeywordType::automatic);
    list.add(resolution_of(width, height), 1.0, KeywordType::automatic);
  }
  return list.take();
}

}  // namespace sluice::prompts
