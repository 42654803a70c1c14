#include <gtest/gtest.h>

#include "prompts/attention.h"
#include "prompts/parse.h"

namespace sluice::prompts {
namespace {

std::string automatic(std::string_view model, std::uint32_t width, std::uint32_t height) {
  model::Prompt prompt;
  prompt.model_name = model;
  std::string out;
  for (const auto& k : keywords_of(prompt, {}, width, height)) {
    EXPECT_EQ(k.type, model::KeywordType::automatic);
    out += (out.empty() ? "" : ", ") + k.text;
  }
  return out;
}

TEST(Keywords, KnowModelFamilies) {
  struct Case {
    std::string_view model, family;
  };
  const Case cases[] = {
      {"v1-5-pruned-emaonly.ckpt", "sd15"},
      {"v2-1_768-ema-pruned.ckpt", "sd2"},
      {"sd_xl_base_1.0.safetensors", "sdxl"},
      {"juggernautXL_v9.safetensors", "sdxl"},
      {"SDXL\\realvisxlV40.safetensors", "sdxl"},
      {"ponyDiffusionV6XL.safetensors", "pony"},
      {"illustriousXL_v01.safetensors", "illustrious"},
      {"noobaiXLNAIXL_epsilon.safetensors", "illustrious"},
      {"flux1-dev-fp8.safetensors", "flux"},
      {"sd3.5_large.safetensors", "sd3"},
      {"stable_cascade_stage_c.safetensors", "cascade"},
      {"wan2.1_i2v_480p.safetensors", "wan"},
      {"swan.safetensors", ""},
      {"my own mix", ""},
      {"", ""},
  };
  for (const auto& [model, family] : cases) EXPECT_EQ(automatic(model, 0, 0), family) << model;
}

TEST(Keywords, NameAspectAndResolution) {
  EXPECT_EQ(automatic("", 1024, 1024), "square, 1024x1024");
  EXPECT_EQ(automatic("", 832, 1216), "portrait, 832x1216");
  EXPECT_EQ(automatic("", 3840, 2160), "landscape, 4k");
  EXPECT_EQ(automatic("", 1080, 1920), "portrait, 1080p");
  EXPECT_EQ(automatic("", 1000, 1010), "square");
  EXPECT_EQ(automatic("", 0, 100), "");
}

TEST(Keywords, ComeFromPromptThenSubjectsThenTheRestEachOnce) {
  model::Prompt prompt;
  prompt.prompt = "(Cat:1.3), square";
  const std::string subjects[] = {"cat", " Holiday ", "", std::string(kMaxKeywordCharacters + 1, 'x')};
  const auto keywords = keywords_of(prompt, subjects, 10, 10);
  const std::vector<model::Keyword> expected = {{"Cat", 1.3, model::KeywordType::prompt},
                                                {"square", 1, model::KeywordType::prompt},
                                                {"Holiday", 1, model::KeywordType::extracted}};
  EXPECT_EQ(keywords, expected);
}

}  // namespace
}  // namespace sluice::prompts
