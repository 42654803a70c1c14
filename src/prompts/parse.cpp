#include "prompts/parse.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include <fmt/format.h>

#include "base/utf8.h"
#include "prompts/a1111.h"
#include "prompts/attention.h"
#include "prompts/civitai.h"
#include "prompts/comfyui.h"
#include "prompts/dialect.h"

namespace sluice::prompts {
namespace {

using model::Prompt;

// In order of precedence: the first that has a field wins.
constexpr std::array kDialects{
    Dialect{civitai::kName, civitai::kVersion, civitai::read},
    Dialect{a1111::kName, a1111::kVersion, a1111::read},
    Dialect{comfyui::kName, comfyui::kVersion, comfyui::read},
};

constexpr std::size_t kMaxWarnings = 32;

template <class T>
struct NamedField {
  std::string_view name;
  T Prompt::* member;
};

constexpr std::array<NamedField<std::string>, 13> kTexts{{
    {"prompt", &Prompt::prompt},
    {"negative_prompt", &Prompt::negative_prompt},
    {"model_name", &Prompt::model_name},
    {"model_hash", &Prompt::model_hash},
    {"sampler", &Prompt::sampler},
    {"schedule_type", &Prompt::schedule_type},
    {"seed", &Prompt::seed},
    {"size", &Prompt::size},
    {"hires_config", &Prompt::hires_config},
    {"dynthres_config", &Prompt::dynthres_config},
    {"version", &Prompt::version},
    {"lora_hashes", &Prompt::lora_hashes},
    {"generator", &Prompt::generator},
}};
constexpr std::array<NamedField<std::optional<double>>, 2> kNumbers{{
    {"cfg_scale", &Prompt::cfg_scale},
    {"denoising_strength", &Prompt::denoising_strength},
}};

class Merger {
 public:
  void add(Reading&& reading, const Dialect& dialect) {
    origin_ = fmt::format("{} / {}@{}", reading.source, dialect.name, dialect.version);
    for (const auto& [name, member] : kTexts) take(name, out_.prompt.*member, std::move(reading.prompt.*member));
    for (const auto& [name, member] : kNumbers) take(name, out_.prompt.*member, reading.prompt.*member);
    take("steps", out_.prompt.steps, reading.prompt.steps);
    take("loras", out_.prompt.loras, std::move(reading.prompt.loras));
    take("png_text", out_.a1111_text, std::move(reading.a1111_text));
    take("workflow_data", out_.workflow, std::move(reading.workflow));
    for (auto& text : reading.explained) {
      if (known_.insert(text).second) out_.explained.push_back(std::move(text));
    }
    for (auto& warning : reading.warnings) {
      if (out_.warnings.size() < kMaxWarnings) out_.warnings.push_back(std::move(warning));
    }
  }

  Parsed take_result() {
    const Emphasis emphasis = out_.prompt.generator == "novelai" ? Emphasis::novelai : Emphasis::webui;
    out_.prompt.positive_keywords = split_prompt(out_.prompt.prompt, emphasis).keywords;
    out_.prompt.negative_keywords = split_prompt(out_.prompt.negative_prompt, emphasis).keywords;
    return std::move(out_);
  }

 private:
  template <class T>
  void take(std::string_view name, T& mine, T theirs) {
    const auto is_set = [](const T& value) {
      if constexpr (requires { value.empty(); }) {
        return !value.empty();
      } else {
        return value.has_value();
      }
    };
    if (is_set(mine) || !is_set(theirs)) return;
    mine = std::move(theirs);
    out_.provenance.emplace(name, origin_);
  }

  Parsed out_;
  std::string origin_;
  std::unordered_set<std::string> known_;
};

}  // namespace

Parsed parse(std::span<const model::RawText> texts) {
  Merger merger;
  for (const Dialect& dialect : kDialects) {
    for (Reading& reading : dialect.read(texts)) merger.add(std::move(reading), dialect);
  }
  return merger.take_result();
}

}  // namespace sluice::prompts
