#include "prompts/comfy_rules.h"

#include <algorithm>
#include <array>

namespace sluice::prompts::comfy {
namespace {

using enum Role;

// Sorted by type at compile time (see kRules). Sources: the nodes' own INPUT_TYPES; order of widgets as their
// INPUT_TYPES declare them.
constexpr auto kUnsorted = std::to_array<Rule>({
    // Samplers
    {"KSampler", sampler, "", "seed,steps,cfg,sampler_name,scheduler,denoise"},
    {"KSamplerAdvanced", sampler, "",
     "add_noise,noise_seed,steps,cfg,sampler_name,scheduler,start_at_step,end_at_step,return_with_leftover_noise"},
    {"SamplerCustom", sampler, "", "add_noise,noise_seed,cfg"},
    {"SamplerCustomAdvanced", sampler, "", ""},
    {"KSampler (Efficient)", sampler, "", "seed,steps,cfg,sampler_name,scheduler,denoise,preview_method,vae_decode"},
    {"KSampler Adv. (Efficient)", sampler, "",
     "add_noise,noise_seed,steps,cfg,sampler_name,scheduler,start_at_step,end_at_step,return_with_leftover_noise,"
     "preview_method,vae_decode"},
    {"KSampler SDXL (Eff.)", sampler, "",
     "noise_seed,steps,cfg,sampler_name,scheduler,start_at_step,refine_at_step,preview_method,vae_decode"},
    {"UltimateSDUpscale", sampler, "",
     "upscale_by,seed,steps,cfg,sampler_name,scheduler,denoise,mode_type,tile_width,tile_height"},
    {"FaceDetailer", sampler, "", "guide_size,guide_size_for,max_size,seed,steps,cfg,sampler_name,scheduler,denoise"},
    {"DetailerForEach", sampler, "",
     "guide_size,guide_size_for,max_size,seed,steps,cfg,sampler_name,scheduler,denoise"},
    {"XlabsSampler", sampler, "",
     "noise_seed,steps,timestep_to_start_cfg,true_gs,image_to_image_strength,denoise_strength"},
    {"WanVideoSampler", sampler, "", "steps,cfg,shift,seed,force_offload,scheduler,riflex_freq_index,denoise_strength"},
    {"HyVideoSampler", sampler, "",
     "width,height,num_frames,steps,embedded_guidance_scale,flow_shift,seed,force_offload,denoise_strength,scheduler"},
    {"CogVideoSampler", sampler, "", "num_frames,steps,cfg,seed,scheduler,denoise_strength"},
    {"FluxSampler", sampler, "", ""},
    {"workflow/IP2PSampler", sampler, "",
     "sampler_name,noise_seed,scheduler,steps,denoise,cfg_conds,cfg_cond2_negative"},
    // What samplers are configured by
    {"BasicScheduler", helper, "", "scheduler,steps,denoise"},
    {"KarrasScheduler", helper, "", "steps,sigma_max,sigma_min,rho"},
    {"ExponentialScheduler", helper, "", "steps,sigma_max,sigma_min"},
    {"PolyexponentialScheduler", helper, "", "steps,sigma_max,sigma_min,rho"},
    {"LaplaceScheduler", helper, "", "steps,sigma_max,sigma_min,mu,beta"},
    {"VPScheduler", helper, "", "steps,beta_d,beta_min,eps_s"},
    {"BetaSamplingScheduler", helper, "", "steps,alpha,beta"},
    {"SDTurboScheduler", helper, "", "steps,denoise"},
    {"AlignYourStepsScheduler", helper, "", "model_type,steps,denoise"},
    {"GITSScheduler", helper, "", "coeff,steps,denoise"},
    {"LTXVScheduler", helper, "", "steps,max_shift,base_shift,stretch,terminal"},
    {"Flux2Scheduler", helper, "", "steps,width,height"},
    {"OptimalStepsScheduler", helper, "", "model_type,steps,denoise"},
    {"SplitSigmas", helper, "", "step"},
    {"SplitSigmasDenoise", helper, "", "denoise"},
    {"FlipSigmas", helper, "", ""},
    {"ManualSigmas", helper, "", "sigmas"},
    {"KSamplerSelect", helper, "", "sampler_name"},
    {"RandomNoise", helper, "", "noise_seed"},
    {"DisableNoise", helper, "", ""},
    {"BasicGuider", helper, "", ""},
    {"CFGGuider", helper, "", "cfg"},
    {"DualCFGGuider", helper, "", "cfg_conds,cfg_cond2_negative,style"},
    {"PerpNegGuider", helper, "", "cfg,neg_scale"},
    {"Empty Latent by Size", latent, "", "width,height,batch_size"},
    // Text encoders
    {"CLIPTextEncode", encoder, "text", ""},
    {"CLIPTextEncodeSDXL", encoder, "text_g,text_l",
     "width,height,crop_w,crop_h,target_width,target_height,text_g,text_l"},
    {"CLIPTextEncodeSDXLRefiner", encoder, "text", "ascore,width,height,text"},
    {"CLIPTextEncodeSD3", encoder, "clip_l,clip_g,t5xxl", "clip_l,clip_g,t5xxl,empty_padding"},
    {"CLIPTextEncodeFlux", encoder, "t5xxl,clip_l", "clip_l,t5xxl,guidance"},
    {"CLIPTextEncodeHunyuanDiT", encoder, "bert,mt5xl", "bert,mt5xl"},
    {"CLIPTextEncodePixArtAlpha", encoder, "text", "width,height,text"},
    {"CLIPTextEncodeHiDream", encoder, "clip_l,clip_g,t5xxl,llama", ""},
    {"CLIPTextEncodeLumina2", encoder, "user_prompt", "system_prompt,user_prompt"},
    {"CLIPTextEncodeControlnet", encoder, "text", ""},
    {"BNK_CLIPTextEncodeAdvanced", encoder, "text", "text,token_normalization,weight_interpretation"},
    {"BNK_CLIPTextEncodeSDXLAdvanced", encoder, "text_g,text_l",
     "text_l,text_g,token_normalization,weight_interpretation,balance"},
    {"smZ CLIPTextEncode", encoder, "text",
     "text,parser,mean_normalization,multi_conditioning,use_old_emphasis_implementation,with_SDXL,ascore,width,height,"
     "crop_w,crop_h,target_width,target_height,text_g,text_l,smZ_steps"},
    {"TextEncodeQwenImageEdit", encoder, "prompt", ""},
    {"TextEncodeQwenImageEditPlus", encoder, "prompt", ""},
    {"TextEncodeAceStepAudio", encoder, "tags,lyrics", "tags,lyrics,lyrics_strength"},
    {"WanVideoTextEncode", encoder, "positive_prompt", "positive_prompt,negative_prompt,force_offload"},
    {"HyVideoTextEncode", encoder, "prompt", "prompt,force_offload,prompt_template"},
    {"CogVideoTextEncode", encoder, "prompt", "prompt,strength,force_offload"},
    {"ImpactWildcardEncode", encoder, "populated_text,wildcard_text", "wildcard_text,populated_text,mode"},
    {"PCLazyTextEncode", encoder, "text", ""},
    {"CLIPTextEncodeWithStats", encoder, "text", ""},
    {"ConditioningZeroOut", nothing, "", ""},
    {"FluxGuidance", plain, "", "guidance"},
    {"ConditioningSetTimestepRange", plain, "", "start,end"},
    {"ConditioningAverage", plain, "", "conditioning_to_strength"},
    {"ControlNetApply", plain, "", "strength"},
    {"ControlNetApplyAdvanced", plain, "", "strength,start_percent,end_percent"},
    {"LTXVConditioning", plain, "", "frame_rate"},
    // Loaders
    {"CheckpointLoaderSimple", plain, "", "ckpt_name"},
    {"CheckpointLoader", plain, "", "config_name,ckpt_name"},
    {"CheckpointLoaderNF4", plain, "", "ckpt_name"},
    {"unCLIPCheckpointLoader", plain, "", "ckpt_name"},
    {"ImageOnlyCheckpointLoader", plain, "", "ckpt_name"},
    {"CheckpointLoader|pysssss", plain, "", "ckpt_name"},
    {"Checkpoint Loader (Simple)", plain, "", "ckpt_name"},
    {"UNETLoader", plain, "", "unet_name,weight_dtype"},
    {"UnetLoaderGGUF", plain, "", "unet_name"},
    {"UnetLoaderGGUFAdvanced", plain, "", "unet_name,dequant_dtype,patch_dtype,patch_on_device"},
    {"NunchakuFluxDiTLoader", plain, "", "model_path,cache_threshold,attention,cpu_offload"},
    {"WanVideoModelLoader", plain, "", "model,base_precision,quantization,load_device"},
    {"LoraLoader", plain, "", "lora_name,strength_model,strength_clip"},
    {"LoraLoaderModelOnly", plain, "", "lora_name,strength_model"},
    {"LoraLoader|pysssss", plain, "", "lora_name,strength_model,strength_clip"},
    {"Power Lora Loader (rgthree)", plain, "", "-"},
    {"HypernetworkLoader", plain, "", "hypernetwork_name,strength"},
    {"Lora Loader Stack (rgthree)", plain, "",
     "lora_01,strength_01,lora_02,strength_02,lora_03,strength_03,lora_04,strength_04"},
    {"CR LoRA Stack", plain, "",
     "switch_1,lora_name_1,model_weight_1,clip_weight_1,switch_2,lora_name_2,model_weight_2,clip_weight_2,switch_3,"
     "lora_name_3,model_weight_3,clip_weight_3"},
    {"Efficient Loader", plain, "",
     "ckpt_name,vae_name,clip_skip,lora_name,lora_model_strength,lora_clip_strength,positive,negative,token_"
     "normalization,weight_interpretation,empty_latent_width,empty_latent_height,batch_size"},
    {"Eff. Loader SDXL", plain, "",
     "base_ckpt_name,base_clip_skip,refiner_ckpt_name,refiner_clip_skip,positive_ascore,negative_ascore,vae_name,"
     "positive,negative,token_normalization,weight_interpretation,empty_latent_width,empty_latent_height,batch_size"},
    {"ModelSamplingFlux", plain, "", "max_shift,base_shift,width,height"},
    {"ModelSamplingSD3", plain, "", "shift"},
    {"ModelSamplingAuraFlow", plain, "", "shift"},
    {"ModelSamplingDiscrete", plain, "", "sampling,zsnr"},
    {"UpscaleModelLoader", plain, "", "model_name"},
    {"LatentUpscale", plain, "", "upscale_method,width,height,crop"},
    {"LatentUpscaleBy", plain, "", "upscale_method,scale_by"},
    // Empty latents
    {"EmptyLatentImage", latent, "", "width,height,batch_size"},
    {"EmptySD3LatentImage", latent, "", "width,height,batch_size"},
    {"EmptyFlux2LatentImage", latent, "", "width,height,batch_size"},
    {"EmptyQwenImageLayeredLatentImage", latent, "", "width,height,layers,batch_size"},
    {"EmptyChromaRadianceLatentImage", latent, "", "width,height,batch_size"},
    {"EmptyHunyuanImageLatent", latent, "", "width,height,batch_size"},
    {"EmptyHunyuanLatentVideo", latent, "", "width,height,length,batch_size"},
    {"EmptyMochiLatentVideo", latent, "", "width,height,length,batch_size"},
    {"EmptyLTXVLatentVideo", latent, "", "width,height,length,batch_size"},
    {"EmptyCosmosLatentVideo", latent, "", "width,height,length,batch_size"},
    {"StableCascade_EmptyLatentImage", latent, "", "width,height,compression,batch_size"},
    {"SDXLEmptyLatentSizePicker+", latent, "", "resolution,batch_size,width_override,height_override"},
    {"EmptyLatentImagePresets", latent, "", ""},
    {"CR SDXL Aspect Ratio", latent, "", "width,height,aspect_ratio,swap_dimensions,upscale_factor,batch_size"},
    {"CR Aspect Ratio", latent, "",
     "width,height,aspect_ratio,swap_dimensions,upscale_factor,prescale_factor,batch_size"},
    {"WanImageToVideo", latent, "", "width,height,length,batch_size"},
    {"SVD_img2vid_Conditioning", latent, "", "width,height,video_frames,motion_bucket_id,fps,augmentation_level"},
    {"WanVideoEmptyEmbeds", latent, "", "width,height,num_frames"},
    // Strings and numbers
    {"PrimitiveNode", text, "value", ""},
    {"PrimitiveString", text, "value", ""},
    {"PrimitiveStringMultiline", text, "value", ""},
    {"PrimitiveInt", text, "value", ""},
    {"PrimitiveFloat", text, "value", ""},
    {"String Literal", text, "string", ""},
    {"Simple String", text, "string", ""},
    {"StringConstant", text, "string", ""},
    {"StringConstantMultiline", text, "string", "string,strip_newlines"},
    {"Text Multiline", text, "text", ""},
    {"Text box", text, "text", ""},
    {"CR Text", text, "text", ""},
    {"CR Prompt Text", text, "prompt", ""},
    {"Text _O", text, "text", ""},
    {"TextInput_", text, "text", ""},
    {"JWString", text, "text", ""},
    {"JWStringMultiline", text, "text", ""},
    {"easy positive", text, "positive", ""},
    {"easy negative", text, "negative", ""},
    {"DF_Text_Box", text, "Text", ""},
    {"ttN text", text, "text", ""},
    {"ShowText|pysssss", text, "text_0,text", "text_0"},
    {"easy showAnything", text, "anything,text", ""},
    {"Display Any (rgthree)", text, "source", ""},
    {"ImpactWildcardProcessor", text, "populated_text,wildcard_text", "wildcard_text,populated_text,mode"},
    {"Wildcard Processor", text, "populated_text,text", ""},
    {"SDXLPromptStyler", text, "text_positive", "text_positive,text_negative,style"},
    {"DPRandomGenerator", text, "text", ""},
    {"Seed (rgthree)", text, "seed", ""},
    {"CR Seed", text, "seed", ""},
    {"easy seed", text, "seed", ""},
    {"easy globalSeed", text, "value", ""},
    {"Seed Everywhere", text, "seed", ""},
    {"Int Literal", text, "int", ""},
    {"INTConstant", text, "value", ""},
    {"FloatConstant", text, "value", ""},
    {"StringConcatenate", join, "string_a,string_b", "string_a,string_b,delimiter"},
    {"StringFunction|pysssss", join, "text_a,text_b,text_c", "action,tidy_tags,text_a,text_b,text_c"},
    {"Text Concatenate", join, "text_a,text_b,text_c,text_d", "delimiter,clean_whitespace,text_a,text_b,text_c,text_d"},
    {"Text Concatenate (JPS)", join, "text*", "delimiter"},
    {"ConcatStringSingle", join, "string_a,string_b", ""},
    {"JoinStrings", join, "string1,string2", "delimiter"},
    {"JoinStringMulti", join, "string_*", "inputcount,delimiter"},
    {"CR Text Concatenate", join, "text1,text2", "text1,text2,separator"},
    {"CR Combine Prompt", join, "part1,part2,part3,part4", "part1,part2,part3,part4,separator"},
    {"JWStringConcat", join, "a,b", ""},
    {"Concat Text _O", join, "text1,text2", "text1,text2,separator"},
    {"TextConcatenate", join, "text*", ""},
    {"easy promptConcat", join, "prompt1,prompt2", "prompt1,prompt2,separator"},
    {"easy promptLine", join, "prompt", ""},
    {"ttN concat", join, "text1,text2,text3", "text1,text2,text3,delimiter"},
    {"String Concatenate", join, "string*", ""},
    {"CombineStrings", join, "string*", ""},
    // Switches
    {"ImpactSwitch", choose, "select|input#", "select,sel_mode"},
    {"ImpactConditionalBranch", choose, "cond|ff_value,tt_value", ""},
    {"ComfySwitchNode", choose, "switch|on_false,on_true", "switch"},
    {"Switch any [Crystools]", choose, "boolean|on_false,on_true", "boolean"},
    {"Switch string [Crystools]", choose, "boolean|on_false,on_true", "boolean"},
    {"easy ifElse", choose, "boolean|on_false,on_true", "boolean"},
    {"easy anythingIndexSwitch", choose, "index|value#", "index"},
    {"easy textSwitch", choose, "input|text#", "input"},
    {"CR Text Input Switch", choose, "Input|text#", "Input"},
    {"CR Model Input Switch", choose, "Input|model#", "Input"},
    {"CR Conditioning Input Switch", choose, "Input|conditioning#", "Input"},
    {"CR Latent Input Switch", choose, "Input|latent#", "Input"},
    {"CR Text Input Switch (4 way)", choose, "Input|text#", "Input"},
    {"Text Input Switch", choose, "boolean|text_b,text_a", "boolean"},
    {"Model Input Switch", choose, "boolean|model_b,model_a", "boolean"},
    {"Conditioning Input Switch", choose, "boolean|conditioning_b,conditioning_a", "boolean"},
    {"Latent Input Switch", choose, "boolean|latent_b,latent_a", "boolean"},
    {"LazySwitchKJ", choose, "switch|on_false,on_true", "switch"},
    // What saves
    {"SaveImage", output, "", "filename_prefix"},
    {"SaveAnimatedWEBP", output, "", "filename_prefix,fps,lossless,quality,method"},
    {"SaveAnimatedPNG", output, "", "filename_prefix,fps,compress_level"},
    {"SaveWEBM", output, "", "filename_prefix,codec,fps,crf"},
    {"SaveVideo", output, "", "filename_prefix,format,codec"},
    {"VHS_VideoCombine", output, "", ""},
    {"Image Save", output, "", ""},
    {"Image Saver", output, "", ""},
    {"SaveImageWebsocket", output, "", ""},
    // Not prompts, whatever their inputs are called
    {"SetNode", plain, "", "-"},
    {"GetNode", plain, "", "-"},
    {"Note", nothing, "", "-"},
    {"MarkdownNote", nothing, "", "-"},
});

constexpr auto kRules = [] {
  auto rules = kUnsorted;
  std::ranges::sort(rules, {}, &Rule::type);
  return rules;
}();
static_assert(std::ranges::adjacent_find(kRules, {}, &Rule::type) == kRules.end(), "two rules for one node type");

constexpr auto kPositive =
    std::to_array<std::string_view>({"positive", "positive_prompt", "text_positive", "base_positive", "pos", "cond1"});
constexpr auto kNegative = std::to_array<std::string_view>(
    {"negative", "negative_prompt", "text_negative", "base_negative", "neg", "empty_conditioning"});
constexpr auto kConditioning =
    std::to_array<std::string_view>({"conditioning*", "cond", "cond_*", "cond1", "text_embeds", "hyvid_embeds",
                                     "prompt_embeds", "guider", "CONDITIONING*"});
constexpr auto kModel =
    std::to_array<std::string_view>({"model", "model1", "MODEL", "base_model", "unet", "model_opt", "flux_model",
                                     "pipeline", "guider", "lora_stack*", "optional_lora_stack", "lora", "prev_lora"});
constexpr auto kLatent =
    std::to_array<std::string_view>({"latent_image", "latent", "latents", "samples", "optional_latent", "init_latent",
                                     "LATENT", "empty_latent", "image_embeds"});
constexpr auto kText = std::to_array<std::string_view>({"populated_text",
                                                        "text",
                                                        "prompt",
                                                        "string",
                                                        "value",
                                                        "Text",
                                                        "STRING",
                                                        "text_g",
                                                        "t5xxl",
                                                        "clip_l",
                                                        "text_a",
                                                        "text1",
                                                        "user_prompt",
                                                        "positive_prompt",
                                                        "text_positive",
                                                        "positive",
                                                        "wildcard_text",
                                                        "content",
                                                        "multi_line_prompt",
                                                        "text_input",
                                                        "string_a",
                                                        "input"});
constexpr auto kValue = std::to_array<std::string_view>({"value", "int", "float", "number", "Value", "Number", "INT",
                                                         "FLOAT", "seed", "noise_seed", "a", "input", "string", "val"});
constexpr auto kForward = std::to_array<std::string_view>(
    {"",           "*",      "any",     "any_*",   "value",      "input",  "source",        "anything",
     "base_ctx",   "ctx_*",  "context", "pipe",    "basic_pipe", "pipe_*", "optional_pipe", "detailer_pipe",
     "sdxl_tuple", "input1", "input_1", "on_true", "node*"});
constexpr auto kHelpers =
    std::to_array<std::string_view>({"noise", "sampler", "sigmas", "guider", "scheduler", "settings", "pipe",
                                     "basic_pipe", "base_ctx", "context", "sdxl_tuple", "detailer_pipe"});
constexpr auto kNotConditioning =
    std::to_array<std::string_view>({"clip", "clip_*", "vae", "model", "image*", "pixels", "mask", "control_net",
                                     "latent*", "samples", "style_model", "stage_c", "noise", "sigmas", "sampler"});
constexpr auto kSeed = std::to_array<std::string_view>({"seed", "noise_seed", "seed_value", "rand_seed", "seed_num"});
constexpr auto kSteps = std::to_array<std::string_view>({"steps", "num_inference_steps", "step", "num_steps"});
constexpr auto kCfg = std::to_array<std::string_view>(
    {"cfg", "cfg_scale", "guidance_scale", "cfg_conds", "true_gs", "embedded_guidance_scale"});
constexpr auto kSampler = std::to_array<std::string_view>({"sampler_name", "sampler"});
constexpr auto kScheduler = std::to_array<std::string_view>({"scheduler", "scheduler_name", "sigmas"});
constexpr auto kDenoise = std::to_array<std::string_view>({"denoise", "denoise_strength", "denoising_strength"});
constexpr auto kGuidance = std::to_array<std::string_view>({"guidance", "flux_guidance"});
constexpr auto kWidth = std::to_array<std::string_view>({"width", "empty_latent_width", "latent_width", "Width", "W"});
constexpr auto kHeight =
    std::to_array<std::string_view>({"height", "empty_latent_height", "latent_height", "Height", "H"});
constexpr auto kModelFile =
    std::to_array<std::string_view>({"ckpt_name", "unet_name", "base_ckpt_name", "model_name", "gguf_name",
                                     "diffusion_name", "model_path", "checkpoint", "ckpt", "ckpt_name_1", "model"});

constexpr InputNames kNames{kPositive,  kNegative, kConditioning,    kModel, kLatent, kText,     kValue,
                            kForward,   kHelpers,  kNotConditioning, kSeed,  kSteps,  kCfg,      kSampler,
                            kScheduler, kDenoise,  kGuidance,        kWidth, kHeight, kModelFile};

constexpr auto kLoraPatterns = std::to_array<LoraPattern>({
    {"lora_name",
     "strength_model,strength,lora_model_strength,lora_strength,model_strength,lora_weight,weight,strength_01", ""},
    {"lora_name_#", "lora_wt_#,model_str_#,model_weight_#,strength_model_#,strength_#,lora_strength_#,lora_weight_#",
     "switch_#"},
    {"lora_name#", "strength_model#,strength#,lora_strength#", "switch#"},
    {"lora_#", "strength_#,strength_model_#,lora_strength_#,lora_weight_#", "switch_#"},
    {"lora_#_name", "lora_#_strength,lora_#_model_strength,strength_#", ""},
    {"lora#_name", "lora#_strength,lora#_weight", ""},
    {"lora", "strength,strength_model,weight,lora_weight", ""},
    {"hypernetwork_name", "strength", ""},
});

}  // namespace

const Rule* find_rule(std::string_view type) noexcept {
  const auto found = std::ranges::lower_bound(kRules, type, {}, &Rule::type);
  return found != kRules.end() && found->type == type ? &*found : nullptr;
}

const InputNames& input_names() noexcept { return kNames; }

std::span<const LoraPattern> lora_patterns() noexcept { return kLoraPatterns; }

bool matches(std::string_view name, std::string_view pattern) noexcept {
  if (pattern.size() > 1 && pattern.ends_with('*')) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return name == pattern;
}

}  // namespace sluice::prompts::comfy
