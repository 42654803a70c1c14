#include "prompts/comfyui.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "prompts/comfy_graph.h"
#include "prompts/comfy_walk.h"

namespace sluice::prompts::comfyui {
namespace {

// What every graph here has unless it says otherwise: nodes 4 (checkpoint), 5 (latent), 6 and 7 (texts), 8, 9 (decode,
// save).
constexpr std::string_view kRest = R"j(
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "model.safetensors"}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 832, "height": 1216, "batch_size": 1}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}},
  "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "bad", "clip": ["4", 1]}},
  "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
  "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x", "images": ["8", 0]}})j";

std::string ksampler(std::string_view positive = R"j(["6", 0])j", std::string_view negative = R"j(["7", 0])j",
                     std::string_view model = R"j(["4", 0])j", std::string_view latent = R"j(["5", 0])j") {
  return fmt::format(
      R"j("3": {{"class_type": "KSampler", "inputs": {{"seed": 18446744073709551615, "steps": 20, "cfg": 7.5, "sampler_name": "euler",
      "scheduler": "karras", "denoise": 1.0, "model": {}, "positive": {}, "negative": {}, "latent_image": {}}}}},)j",
      model, positive, negative, latent);
}

std::string graph(std::string_view nodes) { return fmt::format("{{{}{}}}", nodes, kRest); }

std::string shown(const model::Prompt& p) {
  std::string loras;
  for (const auto& l : p.loras) loras += fmt::format(" <{} {}>", l.name, l.weight);
  return fmt::format("{} / {} / {}{} / {} {} steps={} cfg={} seed={} {}", p.prompt, p.negative_prompt, p.model_name,
                     loras, p.sampler, p.schedule_type, p.steps.value_or(-1), p.cfg_scale.value_or(-1), p.seed, p.size);
}

Reading read_one(std::string text, std::string container = "png", std::string key = "prompt") {
  const model::RawText raw{std::move(container), std::move(key), std::move(text)};
  auto readings = read({&raw, 1});
  return readings.empty() ? Reading{} : std::move(readings.front());
}

constexpr std::string_view kPlain =
    "a cat / bad / model.safetensors / euler karras steps=20 cfg=7.5 seed=18446744073709551615 832x1216";

TEST(ComfyUi, ReadsAPlainGraph) {
  const Reading reading = read_one(graph(ksampler()));
  EXPECT_EQ(shown(reading.prompt), kPlain);
  EXPECT_EQ(reading.prompt.generator, "comfyui");
  EXPECT_EQ(reading.source, "png:prompt");
  EXPECT_EQ(reading.explained, std::vector<std::string>{"png:prompt"});
  EXPECT_EQ(reading.workflow, graph(ksampler()));
  EXPECT_TRUE(reading.warnings.empty());
}

// --- node rules: what differs from the plain graph ----------------------------------------------------------------

struct Case {
  std::string_view name;
  std::string nodes;
  std::string_view expected_part;
};

class ComfyNodes : public testing::TestWithParam<Case> {};

TEST_P(ComfyNodes, AreFollowed) {
  const Reading reading = read_one(graph(GetParam().nodes));
  EXPECT_NE(shown(reading.prompt).find(GetParam().expected_part), std::string::npos) << shown(reading.prompt);
}

std::string positive_through(std::string_view nodes) { return ksampler(R"j(["20", 0])j") + std::string(nodes); }
std::string model_through(std::string_view nodes) {
  return ksampler(R"j(["6", 0])j", R"j(["7", 0])j", R"j(["20", 0])j") + std::string(nodes);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ComfyNodes,
    testing::Values(
        Case{
            "Reroute",
            positive_through(
                R"j("20": {"class_type": "Reroute", "inputs": {"": ["21", 0]}}, "21": {"class_type": "Unheard", "inputs": {"x": ["6", 0]}},)j"),
            "a cat / bad"},
        Case{
            "ControlNetAdvanced",
            ksampler(R"j(["20", 0])j", R"j(["20", 1])j") +
                R"j("20": {"class_type": "ControlNetApplyAdvanced", "inputs": {"strength": 1, "positive": ["6", 0], "negative": ["7", 0], "image": ["6", 0]}},)j",
            "a cat / bad"},
        Case{
            "Combine",
            positive_through(
                R"j("20": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["6", 0], "conditioning_2": ["21", 0]}},
             "21": {"class_type": "CLIPTextEncode", "inputs": {"text": "on a mat"}},)j"),
            "a cat\non a mat / bad"},
        Case{
            "Concat",
            positive_through(
                R"j("20": {"class_type": "ConditioningConcat", "inputs": {"conditioning_to": ["6", 0], "conditioning_from": ["6", 0]}},)j"),
            "a cat / bad"},
        Case{"ZeroOut",
             ksampler(R"j(["6", 0])j", R"j(["20", 0])j") +
                 R"j("20": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["6", 0]}},)j",
             "a cat /  / model"},
        Case{
            "SDXL",
            positive_through(
                R"j("20": {"class_type": "CLIPTextEncodeSDXL", "inputs": {"width": 1, "text_g": "global", "text_l": "local"}},)j"),
            "global\nlocal / bad"},
        Case{"SDXLOnce",
             positive_through(
                 R"j("20": {"class_type": "CLIPTextEncodeSDXL", "inputs": {"text_g": "same", "text_l": "same"}},)j"),
             "same / bad"},
        Case{
            "Flux",
            positive_through(
                R"j("20": {"class_type": "CLIPTextEncodeFlux", "inputs": {"clip_l": "", "t5xxl": "long", "guidance": 3.5}},)j"),
            "long / bad"},
        Case{
            "SD3",
            positive_through(
                R"j("20": {"class_type": "CLIPTextEncodeSD3", "inputs": {"clip_l": "x", "clip_g": "x", "t5xxl": "y"}},)j"),
            "x\ny / bad"},
        Case{"UnknownEncoder",
             positive_through(
                 R"j("20": {"class_type": "Novel Encoder", "inputs": {"text": "unheard of", "clip": ["4", 1]}},)j"),
             "unheard of / bad"},
        Case{"StringLink", positive_through(R"j("20": {"class_type": "CLIPTextEncode", "inputs": {"text": ["21", 0]}},
             "21": {"class_type": "PrimitiveStringMultiline", "inputs": {"value": "typed"}},)j"),
             "typed / bad"},
        Case{"Concatenate", positive_through(R"j("20": {"class_type": "CLIPTextEncode", "inputs": {"text": ["21", 0]}},
             "21": {"class_type": "StringConcatenate", "inputs": {"string_a": "one", "string_b": ["22", 0], "delimiter": " + "}},
             "22": {"class_type": "String Literal", "inputs": {"string": "two"}},)j"),
             "one + two / bad"},
        Case{
            "SwitchByNumber",
            positive_through(
                R"j("20": {"class_type": "ImpactSwitch", "inputs": {"select": 2, "input1": ["7", 0], "input2": ["6", 0]}},)j"),
            "a cat / bad"},
        Case{
            "SwitchByTruth",
            positive_through(
                R"j("20": {"class_type": "ComfySwitchNode", "inputs": {"switch": true, "on_false": ["7", 0], "on_true": ["6", 0]}},)j"),
            "a cat / bad"},
        Case{
            "AnySwitch",
            positive_through(
                R"j("20": {"class_type": "Any Switch (rgthree)", "inputs": {"any_02": ["6", 0], "any_03": ["7", 0]}},)j"),
            "a cat / bad"},
        Case{
            "Wildcards",
            positive_through(
                R"j("20": {"class_type": "ImpactWildcardEncode", "inputs": {"wildcard_text": "{a|b}", "populated_text": "b"}},)j"),
            "b / bad"},
        Case{
            "Styler",
            ksampler(R"j(["20", 0])j", R"j(["21", 0])j") +
                R"j("20": {"class_type": "CLIPTextEncode", "inputs": {"text": ["22", 0]}}, "21": {"class_type": "CLIPTextEncode", "inputs": {"text": ["22", 1]}},
             "22": {"class_type": "ComfyUIStyler", "inputs": {"text_positive": "styled", "text_negative": "", "artist": "None"}},)j",
            "styled /  / model"},
        Case{
            "Pipe",
            R"j("3": {"class_type": "ImpactKSamplerBasicPipe", "inputs": {"basic_pipe": ["20", 0], "seed": 1, "steps": 2, "cfg": 3, "latent_image": ["5", 0]}},
             "20": {"class_type": "ToBasicPipe", "inputs": {"model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0]}},)j",
            "a cat / bad / model.safetensors"},
        Case{
            "Context",
            R"j("3": {"class_type": "KSampler", "inputs": {"seed": ["20", 8], "steps": 9, "cfg": 2, "model": ["20", 1], "positive": ["20", 4], "negative": ["20", 5], "latent_image": ["5", 0]}},
             "20": {"class_type": "Context (rgthree)", "inputs": {"base_ctx": ["21", 0], "seed": 77}},
             "21": {"class_type": "Context (rgthree)", "inputs": {"model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0]}},)j",
            "a cat / bad / model.safetensors /   steps=9 cfg=2 seed=77"},
        Case{
            "LinkedNumbers",
            R"j("3": {"class_type": "KSampler", "inputs": {"seed": ["20", 0], "steps": ["21", 0], "cfg": 1, "model": ["4", 0], "positive": ["6", 0], "latent_image": ["5", 0]}},
             "20": {"class_type": "Seed (rgthree)", "inputs": {"seed": "0xFFEE"}}, "21": {"class_type": "Int Literal", "inputs": {"int": 33}},)j",
            "steps=33 cfg=1 seed=0xFFEE"},
        Case{
            "Lora",
            model_through(
                R"j("20": {"class_type": "LoraLoader", "inputs": {"lora_name": "b.safetensors", "strength_model": 0.5, "strength_clip": 1, "model": ["21", 0]}},
             "21": {"class_type": "LoraLoaderModelOnly", "inputs": {"lora_name": "a.safetensors", "strength_model": -1, "model": ["4", 0]}},)j"),
            "model.safetensors <a.safetensors -1> <b.safetensors 0.5>"},
        Case{
            "PowerLora",
            model_through(
                R"j("20": {"class_type": "Power Lora Loader (rgthree)", "inputs": {"PowerLoraLoaderHeaderWidget": {"type": "x"},
             "lora_1": {"on": true, "lora": "a.safetensors", "strength": 0.7}, "lora_2": {"on": false, "lora": "b.safetensors", "strength": 1}, "model": ["4", 0]}},)j"),
            "<a.safetensors 0.7> /"},
        Case{
            "LoraStack",
            model_through(
                R"j("20": {"class_type": "CR Apply LoRA Stack", "inputs": {"model": ["4", 0], "lora_stack": ["21", 0]}},
             "21": {"class_type": "CR LoRA Stack", "inputs": {"switch_1": "On", "lora_name_1": "a", "model_weight_1": 0.6, "switch_2": "Off", "lora_name_2": "b", "lora_name_3": "None"}},)j"),
            "<a 0.6> /"},
        Case{"EfficientStack",
             model_through(R"j("20": {"class_type": "Apply", "inputs": {"model": ["4", 0], "lora_stack": ["21", 0]}},
             "21": {"class_type": "LoRA Stacker", "inputs": {"lora_count": 1, "lora_name_1": "a", "lora_wt_1": 0.6, "lora_name_2": "b", "lora_wt_2": 1}},)j"),
             "<a 0.6> /"},
        Case{
            "RgthreeStack",
            model_through(
                R"j("20": {"class_type": "Lora Loader Stack (rgthree)", "inputs": {"lora_01": "a", "strength_01": 0.3, "lora_02": "None", "strength_02": 1, "model": ["4", 0]}},)j"),
            "<a 0.3> /"},
        Case{
            "TaggedLora",
            positive_through(
                R"j("20": {"class_type": "ImpactWildcardEncode", "inputs": {"populated_text": "b <lora:tagged:0.4>"}},)j"),
            "<tagged 0.4>"},
        Case{
            "Unet",
            model_through(
                R"j("20": {"class_type": "ModelSamplingFlux", "inputs": {"model": ["21", 0]}}, "21": {"class_type": "UNETLoader", "inputs": {"unet_name": "unet.sft"}},)j"),
            "unet.sft"},
        Case{
            "Merge",
            model_through(
                R"j("20": {"class_type": "ModelMergeSimple", "inputs": {"ratio": 0.5, "model1": ["4", 0], "model2": ["21", 0]}},
             "21": {"class_type": "UNETLoader", "inputs": {"unet_name": "other"}},)j"),
            "model.safetensors /"},
        Case{
            "LinkedName",
            model_through(
                R"j("20": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": ["21", 0]}}, "21": {"class_type": "PrimitiveNode", "inputs": {"value": "linked.ckpt"}},)j"),
            "linked.ckpt"},
        Case{
            "Efficient",
            R"j("3": {"class_type": "KSampler (Efficient)", "inputs": {"seed": 1, "steps": 2, "cfg": 3, "sampler_name": "lcm", "scheduler": "simple", "model": ["20", 0], "positive": ["20", 1], "negative": ["20", 2], "latent_image": ["20", 3]}},
             "20": {"class_type": "Efficient Loader", "inputs": {"ckpt_name": "eff", "lora_name": "l", "lora_model_strength": 0.9, "positive": "good", "negative": ["21", 0], "empty_latent_width": 512, "empty_latent_height": 640}},
             "21": {"class_type": "Text Multiline", "inputs": {"text": "evil"}},)j",
            "good / evil / eff <l 0.9> / lcm simple steps=2 cfg=3 seed=1 512x640"},
        Case{
            "Advanced",
            R"j("3": {"class_type": "KSamplerAdvanced", "inputs": {"noise_seed": 4, "steps": 25, "cfg": 8, "sampler_name": "ddim", "scheduler": "normal", "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},)j",
            "ddim normal steps=25 cfg=8 seed=4"},
        Case{
            "CustomAdvanced",
            R"j("3": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["20", 0], "guider": ["21", 0], "sampler": ["22", 0], "sigmas": ["23", 0], "latent_image": ["5", 0]}},
             "20": {"class_type": "RandomNoise", "inputs": {"noise_seed": 42}}, "21": {"class_type": "BasicGuider", "inputs": {"model": ["4", 0], "conditioning": ["24", 0]}},
             "22": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "heun"}}, "23": {"class_type": "BasicScheduler", "inputs": {"scheduler": "beta", "steps": 12, "denoise": 1, "model": ["4", 0]}},
             "24": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["6", 0]}},)j",
            "a cat /  / model.safetensors / heun beta steps=12 cfg=3.5 seed=42 832x1216"},
        Case{
            "CfgGuider",
            R"j("3": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["20", 0], "guider": ["21", 0], "sampler": ["22", 0], "sigmas": ["23", 0], "latent_image": ["5", 0]}},
             "20": {"class_type": "RandomNoise", "inputs": {"noise_seed": 42}}, "21": {"class_type": "CFGGuider", "inputs": {"cfg": 5, "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0]}},
             "22": {"class_type": "SamplerEulerAncestral", "inputs": {"eta": 1}}, "23": {"class_type": "KarrasScheduler", "inputs": {"steps": 12}},)j",
            "a cat / bad / model.safetensors / eulerancestral karras steps=12 cfg=5 seed=42"},
        Case{
            "UnknownSampler",
            R"j("3": {"class_type": "Brand New", "inputs": {"seed": 6, "steps": 7, "cfg": 1, "sampler_name": "x", "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},)j",
            "a cat / bad / model.safetensors / x  steps=7 cfg=1 seed=6 832x1216"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(ComfyUi, TakesTheFirstSamplerFromAnEmptyLatentAndKeepsTheOthers) {
  const Reading reading = read_one(R"j({"8": {"class_type": "VAEDecode", "inputs": {"samples": ["11", 0]}},
    "11": {"class_type": "KSampler", "inputs": {"seed": 2, "steps": 9, "cfg": 5, "sampler_name": "ddim", "scheduler": "simple", "denoise": 0.5, "model": ["4", 0], "positive": ["7", 0], "latent_image": ["12", 0]}},
    "12": {"class_type": "LatentUpscaleBy", "inputs": {"samples": ["13", 0]}},
    "13": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 20, "cfg": 7, "model": ["4", 0], "positive": ["6", 0], "latent_image": ["5", 0]}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m"}}, "5": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 64, "height": 32}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "first"}}, "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "second"}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0]}}})j");
  EXPECT_EQ(shown(reading.prompt), "first /  / m /   steps=20 cfg=7 seed=1 64x32");
  EXPECT_EQ(
      reading.prompt.hires_config,
      R"j({"passes":[{"node":"11","type":"KSampler","steps":9,"cfg":5,"denoise":5E-1,"sampler":"ddim","scheduler":"simple","seed":"2"}]})j");
}

TEST(ComfyUi, LeavesOutWhatIsNotSaved) {
  const Reading reading = read_one(graph(
      ksampler() +
      R"j("2": {"class_type": "KSampler", "inputs": {"seed": 0, "steps": 1, "positive": ["7", 0], "latent_image": ["5", 0]}},)j"));
  EXPECT_EQ(shown(reading.prompt), kPlain);
}

TEST(ComfyUi, ListsTextsAsUnattributedWhenNoWayLeadsToThem) {
  const Reading reading = read_one(
      R"j({"1": {"class_type": "CLIPTextEncode", "inputs": {"text": "lost text"}}, "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "more"}}})j");
  EXPECT_EQ(reading.prompt.prompt, "lost text\nmore");
  ASSERT_EQ(reading.warnings.size(), 1u);
  EXPECT_NE(reading.warnings[0].find("unattributed"), std::string::npos);
}

// --- the UI graph -------------------------------------------------------------------------------------------------

constexpr std::string_view kWorkflow = R"j({"nodes": [
  {"id": 3, "type": "KSampler", "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 2}, {"name": "negative", "link": 3}, {"name": "latent_image", "link": 4}],
   "widgets_values": [18446744073709551615, "randomize", 20, 7.5, "euler", "karras", 1]},
  {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["model.safetensors"]},
  {"id": 5, "type": "EmptyLatentImage", "inputs": [{"name": "width", "link": 9, "widget": {"name": "width"}}], "widgets_values": [0, 1216, 1]},
  {"id": 6, "type": "CLIPTextEncode", "inputs": [{"name": "clip", "link": 5}], "widgets_values": ["a cat"]},
  {"id": 7, "type": "Unheard Of", "widgets_values": [1, "bad"], "widgets_values_named": {"x": 1, "text": "bad"}},
  {"id": 9, "type": "SaveImage", "inputs": [{"name": "images", "link": 7}], "widgets_values": ["x"]},
  {"id": 8, "type": "VAEDecode", "inputs": [{"name": "samples", "link": 6}]},
  {"id": 12, "type": "PrimitiveNode", "widgets_values": [832, "fixed"]},
  {"id": 13, "type": "SetNode", "inputs": [{"name": "*", "link": 10}], "widgets_values": ["stored"]},
  {"id": 14, "type": "GetNode", "widgets_values": ["stored"]},
  {"id": 15, "type": "ControlNetApply", "mode": 4, "inputs": [{"name": "conditioning", "type": "CONDITIONING", "link": 11}, {"name": "image", "type": "IMAGE", "link": 6}],
   "outputs": [{"name": "CONDITIONING", "type": "CONDITIONING"}], "widgets_values": [1]}],
 "links": [[1, 4, 0, 3, 0, "MODEL"], [2, 15, 0, 3, 1, "CONDITIONING"], [11, 14, 0, 15, 0, "CONDITIONING"], [10, 6, 0, 13, 0, "CONDITIONING"],
           [3, 7, 0, 3, 2, "CONDITIONING"], {"id": 4, "origin_id": 5, "origin_slot": 0, "target_id": 3, "target_slot": 3}, [6, 3, 0, 8, 0, "LATENT"], [7, 8, 0, 9, 0, "IMAGE"],
           [9, 12, 0, 5, 0, "INT"], [99], "x"]})j";

TEST(ComfyUi, ReadsTheUiGraphWhenThereIsNoOther) {
  const Reading reading = read_one(std::string(kWorkflow), "png", "workflow");
  EXPECT_EQ(shown(reading.prompt), kPlain);
  EXPECT_EQ(reading.source, "png:workflow");
  EXPECT_EQ(reading.workflow, kWorkflow);
}

TEST(ComfyUi, PrefersTheApiGraphAndKeepsTheUiGraph) {
  const std::vector<model::RawText> texts = {{"png", "workflow", std::string(kWorkflow)},
                                             {"png", "prompt", graph(ksampler(R"j(["7", 0])j"))}};
  const auto readings = read(texts);
  ASSERT_EQ(readings.size(), 1u);
  EXPECT_EQ(readings[0].prompt.prompt, "bad");
  EXPECT_EQ(readings[0].source, "png:prompt");
  EXPECT_EQ(readings[0].workflow, kWorkflow);
  EXPECT_EQ(readings[0].explained, (std::vector<std::string>{"png:workflow", "png:prompt"}));
}

TEST(ComfyUi, KeepsTheApiGraphWhenTheUiGraphIsBare) {
  const std::vector<model::RawText> texts = {{"mp4", "workflow", R"({"nodes": [], "version": 0.4})"},
                                             {"mp4", "prompt", graph(ksampler())}};
  const auto readings = read(texts);
  ASSERT_EQ(readings.size(), 1u);
  EXPECT_EQ(readings[0].workflow, graph(ksampler()));
  EXPECT_EQ(readings[0].explained, (std::vector<std::string>{"mp4:workflow", "mp4:prompt"}));
}

// --- where it is found --------------------------------------------------------------------------------------------

std::string encoded(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

TEST(ComfyUi, FindsGraphsWhereverTheyAreWritten) {
  const std::string api = graph(ksampler());
  const std::string ui(kWorkflow);
  const model::RawText cases[] = {
      {"exif", "Model", "prompt:" + api},
      {"exif", "Make", "workflow:" + ui},
      {"exif", "Make", "Workflow: " + ui},
      {"mp4", "PROMPT", api},
      {"mp4", "prompt", encoded(api)},
      {"mp4", "prompt", encoded(encoded(api))},
      {"mkv", "WORKFLOW", encoded(ui)},
      {"mp4", "comment", fmt::format(R"j({{"prompt": {}, "workflow": {}}})j", encoded(api), encoded(ui))},
      {"mp4", "comment", fmt::format(R"j({{"prompt": {}, "workflow": {}}})j", api, ui)},
      {"mkv", "COMMENT", encoded(fmt::format(R"j({{"prompt": {}}})j", encoded(api)))},
      {"exif", "UserComment", fmt::format(R"j({{"prompt": {}, "workflow": {}}})j", api, ui)},
      {"exif", "UserComment", fmt::format(R"j({{"extra_pnginfo": {{"workflow": {}}}}})j", ui)},
      {"png", "parameters", api},
  };
  for (const auto& text : cases) {
    const auto readings = read({&text, 1});
    ASSERT_EQ(readings.size(), 1u) << name_of(text) << " " << text.text.substr(0, 60);
    EXPECT_EQ(shown(readings[0].prompt), kPlain) << name_of(text) << " " << text.text.substr(0, 60);
    EXPECT_EQ(readings[0].explained, std::vector<std::string>{name_of(text)});
  }
}

TEST(ComfyUi, LeavesOtherTextsAlone) {
  for (const std::string_view text : {"a cat, nodes, class_type", "{}", "{\"a\": 1}", "{\"prompt\": \"a cat\"}", "[]",
                                      "Canon EOS", "prompt:", "{\"nodes\": 3}"}) {
    const Reading reading = read_one(std::string(text), "exif", "Model");
    EXPECT_TRUE(reading.explained.empty()) << text;
    EXPECT_EQ(reading.prompt, model::Prompt{}) << text;
  }
}

TEST(ComfyUi, RepairsNanAndNamesBrokenJson) {
  const std::string with_nan =
      graph(ksampler() + R"j("30": {"class_type": "X", "inputs": {"is_changed": [NaN], "y": -Infinity}},)j");
  EXPECT_EQ(shown(read_one(with_nan).prompt), kPlain);
  EXPECT_EQ(read_one(with_nan).workflow.find("NaN"), std::string::npos);
  const Reading cut = read_one(graph(ksampler()).substr(0, 300));
  EXPECT_TRUE(cut.explained.empty());
  EXPECT_EQ(cut.warnings, std::vector<std::string>{"comfyui: png:prompt is no valid JSON"});
}

// --- hostile graphs -----------------------------------------------------------------------------------------------

TEST(ComfyHostile, CyclesEnd) {
  for (
      const std::string_view nodes :
      {R"j("20": {"class_type": "Reroute", "inputs": {"": ["20", 0]}},)j",
       R"j("20": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["21", 0], "conditioning_2": ["20", 0]}}, "21": {"class_type": "Reroute", "inputs": {"": ["20", 0]}},)j",
       R"j("20": {"class_type": "CLIPTextEncode", "inputs": {"text": ["21", 0]}}, "21": {"class_type": "StringConcatenate", "inputs": {"string_a": ["21", 0], "string_b": ["20", 0]}},)j",
       R"j("20": {"class_type": "ImpactSwitch", "inputs": {"select": ["20", 0], "input1": ["20", 0]}},)j"}) {
    const Reading reading = read_one(
        graph(ksampler(R"j(["20", 0])j", R"j(["20", 0])j", R"j(["20", 0])j", R"j(["20", 0])j") + std::string(nodes)));
    EXPECT_EQ(reading.prompt.sampler, "euler") << nodes;
  }
}

TEST(ComfyHostile, ExplodingConcatenationsEndAtTheBudget) {
  std::string nodes = positive_through(R"j("20": {"class_type": "CLIPTextEncode", "inputs": {"text": ["100", 0]}},)j");
  for (int i = 100; i < 160; ++i) {
    nodes += fmt::format(
        R"j("{}": {{"class_type": "StringConcatenate", "inputs": {{"string_a": ["{}", 0], "string_b": ["{}", 0], "delimiter": ""}}}},)j",
        i, i + 1, i + 1);
  }
  nodes += R"j("160": {"class_type": "String Literal", "inputs": {"string": "0123456789"}},)j";
  EXPECT_LE(read_one(graph(nodes)).prompt.prompt.size(), comfy::kMaxText);
}

TEST(ComfyHostile, LongChainsAndManyNodesEnd) {
  std::string nodes = positive_through("");
  for (int i = 20; i < 5'000; ++i)
    nodes += fmt::format(R"j("{}": {{"class_type": "Reroute", "inputs": {{"": ["{}", 0]}}}},)j", i, i + 1);
  EXPECT_EQ(read_one(graph(nodes)).prompt.sampler, "euler");
  std::string samplers;
  for (int i = 100; i < 5'000; ++i) {
    samplers += fmt::format(
        R"j("{}": {{"class_type": "KSampler", "inputs": {{"seed": {}, "steps": 1, "positive": ["6", 0], "latent_image": ["{}", 0]}}}},)j",
        i, i, i + 1);
  }
  EXPECT_FALSE(read_one(graph(samplers)).prompt.hires_config.empty());
}

TEST(ComfyHostile, OddShapesAreNoProblem) {
  for (
      const std::string_view text :
      {R"j({"1": {"class_type": "KSampler"}})j", R"j({"1": {"class_type": "KSampler", "inputs": []}})j",
       R"j({"1": {"class_type": "KSampler", "inputs": {"positive": ["1", 0], "steps": {}}}})j",
       R"j({"1": {"class_type": "KSampler", "inputs": {"positive": [1, 0], "seed": true, "model": [], "latent_image": ["9", 0]}}})j",
       R"j({"nodes": []})j",
       R"j({"nodes": [1, {"id": 1}, {"id": {}, "type": "KSampler"}, {"id": 1, "type": "KSampler", "widgets_values": {"seed": 1}}], "links": [1, [1, 2], [1, {}, [], 3]]})j",
       R"j({"nodes": [{"id": 1, "type": "A", "mode": 4, "inputs": [{"name": "x", "type": "T", "link": 1}], "outputs": [{"type": "T"}]},
            {"id": 2, "type": "KSampler", "inputs": [{"name": "positive", "link": 1}]}], "links": [[1, 1, 0, 1, 0, "T"]]})j"}) {
    read_one(std::string(text));
  }
}

}  // namespace
}  // namespace sluice::prompts::comfyui
