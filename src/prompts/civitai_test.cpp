#include "prompts/civitai.h"

#include <gtest/gtest.h>

#include "prompts/parse.h"

namespace sluice::prompts::civitai {
namespace {

constexpr std::string_view kComment =
    R"({"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "urn:air:sdxl:checkpoint:civitai:1@2"}},
  "2": {"class_type": "smZ CLIPTextEncode", "inputs": {"text": "from the graph", "clip": ["1", 1]}},
  "3": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 3, "cfg": 2, "sampler_name": "euler", "scheduler": "normal", "model": ["1", 0], "positive": ["2", 0]}},
  "extra": {"airs": ["urn:air:sdxl:checkpoint:civitai:1@2"]},
  "extraMetadata": "{\"prompt\": \"as typed\", \"negativePrompt\": \"bad\", \"cfgScale\": 5, \"steps\": 24, \"sampler\": \"Euler\", \"seed\": 903128894, \"resources\": [{\"modelVersionId\": 5}, {\"type\": \"LORA\", \"name\": \"x\", \"strength\": 0.5}]}"})";

TEST(Civitai, PrefersWhatTheUserTypedOverTheGraph) {
  const std::vector<model::RawText> texts = {{"exif", "UserComment", std::string(kComment)}};
  const Parsed parsed = parse(texts);
  EXPECT_EQ(parsed.prompt.prompt, "as typed");
  EXPECT_EQ(parsed.prompt.negative_prompt, "bad");
  EXPECT_EQ(parsed.prompt.steps, 24);
  EXPECT_EQ(parsed.prompt.cfg_scale, 5);
  EXPECT_EQ(parsed.prompt.sampler, "Euler");
  EXPECT_EQ(parsed.prompt.seed, "903128894");
  EXPECT_EQ(parsed.prompt.loras, (std::vector<model::Lora>{{"x", 0.5, ""}}));
  EXPECT_EQ(parsed.prompt.schedule_type, "normal");
  EXPECT_EQ(parsed.prompt.model_name, "urn:air:sdxl:checkpoint:civitai:1@2");
  EXPECT_EQ(parsed.prompt.generator, "comfyui");
  EXPECT_EQ(parsed.provenance.at("prompt"), "exif:UserComment / civitai@1");
  EXPECT_EQ(parsed.explained, std::vector<std::string>{"exif:UserComment"});
}

TEST(Civitai, LeavesOtherJsonAlone) {
  for (const std::string_view text : {"extraMetadata", R"({"extraMetadata": 3})", R"({"extraMetadata": "x"})",
                                      R"({"extraMetadata": [1]})", R"([{"extraMetadata": {}}])", "{\"extraMetadata"}) {
    const model::RawText raw{"exif", "UserComment", std::string(text)};
    EXPECT_TRUE(read({&raw, 1}).empty()) << text;
  }
}

}  // namespace
}  // namespace sluice::prompts::civitai
