#include "prompts/a1111.h"

#include <gtest/gtest.h>

namespace sluice::prompts::a1111 {
namespace {

constexpr std::string_view kFull =
    "masterpiece, (1girl:1.2), <lora:detail:-0.5:0.3>, <lyco:foo:0.7>\nsecond line\n"
    "Negative prompt: bad hands,\n(worst quality:1.4)\n"
    "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 18446744073709551615, Size: 512x768, "
    "Model hash: abc123, "
    "Model: foo_v1, VAE: x.pt, Denoising strength: 0.4, Clip skip: 2, Hires upscale: 1.5, Hires steps: 15, Hires "
    "upscaler: 4x-UltraSharp, "
    "Dynamic thresholding enabled: True, Dynamic thresholding: True, Mimic scale: 7, "
    "Lora hashes: \"detail: 1f, foo: 2e\", Hashes: {\"model\": \"abc\", \"lora:detail\": \"ff\"}, Version: v1.9.4";

TEST(A1111, ReadsEveryFieldOfAnInfotext) {
  const model::Prompt p = parse_infotext(kFull);
  model::Prompt expected;
  expected.generator = "a1111";
  expected.prompt = "masterpiece, (1girl:1.2), <lora:detail:-0.5:0.3>, <lyco:foo:0.7>\nsecond line";
  expected.negative_prompt = "bad hands,\n(worst quality:1.4)";
  expected.model_name = "foo_v1";
  expected.model_hash = "abc123";
  expected.sampler = "DPM++ 2M";
  expected.schedule_type = "Karras";
  expected.steps = 20;
  expected.cfg_scale = 7.5;
  expected.seed = "18446744073709551615";
  expected.size = "512x768";
  expected.denoising_strength = 0.4;
  expected.hires_config = R"({"Hires upscale":1.5E0,"Hires steps":15,"Hires upscaler":"4x-UltraSharp"})";
  expected.dynthres_config = R"({"Dynamic thresholding":"True","Mimic scale":7})";
  expected.version = "v1.9.4";
  expected.lora_hashes = "detail: 1f, foo: 2e";
  expected.loras = {{"detail", -0.5, "ff"}, {"foo", 0.7, "2e"}};
  EXPECT_EQ(p, expected);
}

TEST(A1111, TakesModelAndLorasFromCivitaiResources) {
  const model::Prompt p = parse_infotext(
      "p\nSteps: 30, Sampler: Euler, Seed: 5, Civitai resources: [{\"type\":\"checkpoint\",\"modelName\":\"Pony, V6\"},"
      "{\"type\":\"lora\",\"weight\":0.8,\"modelName\":\"Style, "
      "X\"},{\"type\":\"lora\",\"weight\":\"bad\",\"air\":\"urn:air:sdxl:lora:civitai:1@2\"},7], "
      "Civitai metadata: {\"a\": {\"b\": [1, 2]}}");
  EXPECT_EQ(p.model_name, "Pony, V6");
  EXPECT_EQ(p.loras, (std::vector<model::Lora>{{"Style, X", 0.8, ""}, {"urn:air:sdxl:lora:civitai:1@2", 1, ""}}));
}

TEST(A1111, IgnoresValuesThatAreNone) {
  const model::Prompt p =
      parse_infotext("p\nSteps: many, Sampler: Euler, CFG scale: nan, Seed: 5, Size: big, Denoising strength: 1e999");
  EXPECT_EQ(p.steps, std::nullopt);
  EXPECT_EQ(p.cfg_scale, std::nullopt);
  EXPECT_EQ(p.size, "");
  EXPECT_EQ(p.denoising_strength, std::nullopt);
  EXPECT_EQ(p.sampler, "Euler");
}

TEST(A1111, KnowsWhereInfotextIsWritten) {
  const std::string full(kFull);
  struct Case {
    model::RawText text;
    std::size_t readings;
  };
  const Case cases[] = {
      {{"png", "parameters", full}, 1},
      {{"png", "Parameters", "just a prompt"}, 1},
      {{"exif", "UserComment", full}, 1},
      {{"xmp", "exif:UserComment", full}, 1},
      {{"jpeg", "comment", full}, 1},
      {{"mkv", "COMMENT", full}, 1},
      {{"gif", "comment", "just a comment"}, 0},
      {{"png", "Software", full}, 0},
      {{"png", "parameters", "{\"sui_image_params\": {}}"}, 0},
      {{"png", "parameters", " "}, 0},
      {{"png", "postprocessing", "Postprocess upscale by: 4"}, 1},
  };
  for (const auto& [text, readings] : cases)
    EXPECT_EQ(read({&text, 1}).size(), readings) << text.container << ":" << text.key << " " << text.text;
}

TEST(A1111, PutsParametersBeforeComments) {
  const std::vector<model::RawText> texts = {{"exif", "UserComment", std::string(kFull)}, {"png", "parameters", "p"}};
  const auto readings = read(texts);
  ASSERT_EQ(readings.size(), 2u);
  EXPECT_EQ(readings[0].source, "png:parameters");
  EXPECT_EQ(readings[0].a1111_text, "p");
}

}  // namespace
}  // namespace sluice::prompts::a1111
