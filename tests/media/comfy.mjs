// ComfyUI graphs: from one list of nodes both forms that ComfyUI saves, the API graph (`prompt`) and the UI graph (`workflow`).

/** Written into JSON as it stands: seeds above 2^53, NaN. */
export const literal = (text) => ({literal: text});
const kMark = '\u0001';
const toJson = (value) => JSON.stringify(value, (_, v) => (v && v.literal ? `${kMark}${v.literal}${kMark}` : v))
  .replace(/"\\u0001(.*?)\\u0001"/g, '$1');

const kOutputs = {
  CheckpointLoaderSimple: ['MODEL', 'CLIP', 'VAE'], LoraLoader: ['MODEL', 'CLIP'], LoraLoaderModelOnly: ['MODEL'], CLIPTextEncode: ['CONDITIONING'],
  EmptyLatentImage: ['LATENT'], EmptySD3LatentImage: ['LATENT'], KSampler: ['LATENT'], KSamplerAdvanced: ['LATENT'], VAEDecode: ['IMAGE'],
  UNETLoader: ['MODEL'], DualCLIPLoader: ['CLIP'], VAELoader: ['VAE'], RandomNoise: ['NOISE'], KSamplerSelect: ['SAMPLER'],
  BasicScheduler: ['SIGMAS'], BasicGuider: ['GUIDER'], FluxGuidance: ['CONDITIONING'], SamplerCustomAdvanced: ['LATENT', 'LATENT'],
  PrimitiveString: ['STRING'], LatentUpscaleBy: ['LATENT'], CLIPSetLastLayer: ['CLIP'],
};

/** A graph under construction: `add` answers a function that names one of the node's outputs, for other nodes' inputs. */
export function graph({nan = false} = {}) {
  const nodes = [];
  return {
    add(type, inputs = {}, title) {
      const id = nodes.length + 1;
      nodes.push({id, type, inputs, title: title ?? type});
      return (slot = 0) => [String(id), slot];
    },
    /** {prompt, workflow}: texts as they go into a file. */
    texts() {
      return {prompt: toJson(apiGraph(nodes, nan)), workflow: toJson(uiGraph(nodes))};
    },
  };
}

const isLink = (value) => Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';

// Nodes that always run again are saved with NaN, which is no JSON.
const apiGraph = (nodes, nan) => Object.fromEntries(nodes.map(({id, type, inputs, title}) =>
  [String(id), {inputs, class_type: type, _meta: {title}, ...(nan ? {is_changed: [literal('NaN')]} : {})}]));

function uiGraph(nodes) {
  const links = [];
  const drawn = nodes.map(({id, type, inputs, title}, order) => ({
    id, type, pos: [60 + 340 * (order % 4), 80 + 320 * Math.floor(order / 4)], size: [300, 180], flags: {}, order, mode: 0, title,
    inputs: Object.entries(inputs).filter(([, v]) => isLink(v)).map(([name, [from, slot]], i) => {
      const kind = kOutputs[nodes[from - 1].type]?.[slot] ?? '*';
      links.push([links.length + 1, Number(from), slot, id, i, kind]);
      return {name, type: kind, link: links.length};
    }),
    outputs: (kOutputs[type] ?? []).map((kind) => ({name: kind, type: kind, links: []})),
    properties: {'Node name for S&R': type}, widgets_values: Object.values(inputs).filter((v) => !isLink(v)),
  }));
  for (const [link, from, slot] of links) drawn[from - 1].outputs[slot]?.links.push(link);
  return {last_node_id: nodes.length, last_link_id: links.length, nodes: drawn, links, groups: [], config: {}, extra: {ds: {scale: 1, offset: [0, 0]}}, version: 0.4};
}

/** Checkpoint → LoRAs → KSampler → save. `seed` as text, so that it may exceed 2^53. */
export function kSampler({prompt, negative = '', model, loras = [], width = 512, height = 512, seed = '1', steps = 20, cfg = 7, sampler = 'euler', scheduler = 'normal', denoise = 1, nan}) {
  const g = graph({nan});
  const checkpoint = g.add('CheckpointLoaderSimple', {ckpt_name: model});
  let [modelOut, clipOut] = [checkpoint(0), checkpoint(1)];
  for (const {name, weight} of loras) {
    const lora = g.add('LoraLoader', {lora_name: name, strength_model: weight, strength_clip: weight, model: modelOut, clip: clipOut});
    [modelOut, clipOut] = [lora(0), lora(1)];
  }
  const positive = g.add('CLIPTextEncode', {text: prompt, clip: clipOut}, 'Positive');
  const against = g.add('CLIPTextEncode', {text: negative, clip: clipOut}, 'Negative');
  const latent = g.add('EmptyLatentImage', {width, height, batch_size: 1});
  const sampled = g.add('KSampler', {
    seed: literal(seed), steps, cfg, sampler_name: sampler, scheduler, denoise, model: modelOut, positive: positive(), negative: against(), latent_image: latent(),
  });
  const image = g.add('VAEDecode', {samples: sampled(), vae: checkpoint(2)});
  g.add('SaveImage', {filename_prefix: 'ComfyUI', images: image()});
  return g.texts();
}

/** Flux: UNET, guidance, SamplerCustomAdvanced. There is no negative prompt and no CFG, but a guidance. */
export function flux({prompt, model = 'flux1-dev.safetensors', lora, width = 512, height = 512, seed = '1', steps = 20, guidance = 3.5, sampler = 'euler', scheduler = 'simple'}) {
  const g = graph();
  const unet = g.add('UNETLoader', {unet_name: model, weight_dtype: 'default'});
  const clip = g.add('DualCLIPLoader', {clip_name1: 't5xxl_fp16.safetensors', clip_name2: 'clip_l.safetensors', type: 'flux'});
  const vae = g.add('VAELoader', {vae_name: 'ae.safetensors'});
  const source = lora ? g.add('LoraLoaderModelOnly', {lora_name: lora.name, strength_model: lora.weight, model: unet()}) : unet;
  const text = g.add('CLIPTextEncode', {text: prompt, clip: clip()}, 'Positive');
  const guided = g.add('FluxGuidance', {guidance, conditioning: text()});
  const guider = g.add('BasicGuider', {model: source(), conditioning: guided()});
  const noise = g.add('RandomNoise', {noise_seed: literal(seed)});
  const choice = g.add('KSamplerSelect', {sampler_name: sampler});
  const sigmas = g.add('BasicScheduler', {scheduler, steps, denoise: 1, model: source()});
  const latent = g.add('EmptySD3LatentImage', {width, height, batch_size: 1});
  const sampled = g.add('SamplerCustomAdvanced', {noise: noise(), guider: guider(), sampler: choice(), sigmas: sigmas(), latent_image: latent()});
  const image = g.add('VAEDecode', {samples: sampled(), vae: vae()});
  g.add('SaveImage', {filename_prefix: 'flux', images: image()});
  return g.texts();
}

/** SDXL base and refiner: two KSamplerAdvanced in a row, two checkpoints. */
export function sdxlRefiner({prompt, negative = '', base = 'sd_xl_base_1.0.safetensors', refiner = 'sd_xl_refiner_1.0.safetensors', width = 1024, height = 1024, seed = '1', steps = 25, cfg = 8}) {
  const g = graph();
  const first = g.add('CheckpointLoaderSimple', {ckpt_name: base}, 'Base');
  const second = g.add('CheckpointLoaderSimple', {ckpt_name: refiner}, 'Refiner');
  const encode = (text, loader, title) => g.add('CLIPTextEncode', {text, clip: loader(1)}, title);
  const [p1, n1, p2, n2] = [encode(prompt, first), encode(negative, first), encode(prompt, second), encode(negative, second)];
  const latent = g.add('EmptyLatentImage', {width, height, batch_size: 1});
  const common = {noise_seed: literal(seed), steps, cfg, sampler_name: 'euler', scheduler: 'normal'};
  const rough = g.add('KSamplerAdvanced', {
    add_noise: 'enable', ...common, start_at_step: 0, end_at_step: 20, return_with_leftover_noise: 'enable', model: first(), positive: p1(), negative: n1(), latent_image: latent(),
  });
  const fine = g.add('KSamplerAdvanced', {
    add_noise: 'disable', ...common, noise_seed: 0, start_at_step: 20, end_at_step: 10000, return_with_leftover_noise: 'disable', model: second(), positive: p2(), negative: n2(), latent_image: rough(),
  });
  const image = g.add('VAEDecode', {samples: fine(), vae: second(2)});
  g.add('SaveImage', {filename_prefix: 'sdxl', images: image()});
  return g.texts();
}
