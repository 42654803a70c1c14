#include "prompts/parse.h"

#include <gtest/gtest.h>

namespace sluice::prompts {
namespace {

constexpr std::string_view kGraph =
    R"({"3": {"class_type": "KSampler", "inputs": {"seed": 9, "steps": 8, "cfg": 3, "sampler_name": "euler", "scheduler": "simple",
  "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}}, "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "from the graph"}}, "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "graph's negative"}}})";

TEST(Parse, MergesDialectsByFieldAndSaysWhereEachCameFrom) {
  const std::vector<model::RawText> texts = {
      {"png", "Software", "x"},
      {"png", "prompt", std::string(kGraph)},
      {"png", "parameters", "from the text, (b:1.2)\nSteps: 20, Sampler: DDIM, Seed: 1"}};
  const Parsed parsed = parse(texts);
  EXPECT_EQ(parsed.prompt.generator, "a1111");
  EXPECT_EQ(parsed.prompt.prompt, "from the text, (b:1.2)");
  EXPECT_EQ(parsed.prompt.negative_prompt, "graph's negative");
  EXPECT_EQ(parsed.prompt.steps, 20);
  EXPECT_EQ(parsed.prompt.size, "64x64");
  EXPECT_EQ(parsed.prompt.positive_keywords, (std::vector<model::WeightedText>{{"from the text", 1}, {"b", 1.2}}));
  EXPECT_EQ(parsed.prompt.negative_keywords, (std::vector<model::WeightedText>{{"graph's negative", 1}}));
  EXPECT_EQ(parsed.a1111_text, texts[2].text);
  EXPECT_EQ(parsed.workflow, kGraph);
  EXPECT_EQ(parsed.provenance.at("prompt"), "png:parameters / a1111@1");
  EXPECT_EQ(parsed.provenance.at("size"), "png:prompt / comfyui@1");
  EXPECT_EQ(parsed.explained, (std::vector<std::string>{"png:parameters", "png:prompt"}));
}

TEST(Parse, FindsNothingInNothing) {
  const Parsed parsed = parse({});
  EXPECT_EQ(parsed.prompt, model::Prompt{});
  EXPECT_TRUE(parsed.provenance.empty());
  const std::vector<model::RawText> texts = {{"exif", "Model", "Canon"}, {"png", "prompt", "plain words"}};
  EXPECT_EQ(parse(texts).prompt, model::Prompt{});
  EXPECT_TRUE(parse(texts).explained.empty());
}

}  // namespace
}  // namespace sluice::prompts
