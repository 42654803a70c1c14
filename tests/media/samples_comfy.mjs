// samples/comfyui: pictures with ComfyUI graphs, from the simplest to two samplers in a row.

import {infotext} from './a1111.mjs';
import {flux, kSampler, sdxlRefiner} from './comfy.mjs';
import {exif} from './exif.mjs';
import {iTXt, png, tEXt} from './png.mjs';
import {film, scene} from './scenes.mjs';
import {withMetadata} from './webp.mjs';

const simple = {prompt: 'quiet hills, morning haze, flat colours', negative: 'text, watermark', model: 'v1-5-pruned-emaonly.safetensors', seed: '156680208700286'};
const stack = {
  prompt: 'lights of a fair at night, bokeh, warm', negative: 'daylight', model: 'dreamshaperXL_lightning.safetensors', seed: '18446744073709551615',
  steps: 8, cfg: 2, sampler: 'dpmpp_sde', scheduler: 'karras', width: 512, height: 512,
  loras: [{name: 'fairground.safetensors', weight: 0.7}, {name: 'styles/soft_focus.safetensors', weight: 0.35}, {name: 'more_detail.safetensors', weight: -0.2}],
};
const fluxed = {prompt: 'A clean diagram of five planets on their orbits around a golden sun, deep violet space.', lora: {name: 'diagram_flux.safetensors', weight: 0.9}, seed: '219670278747233'};
const refined = {prompt: 'bold geometric wall tiles, ceramic glaze', negative: 'photo, blur', seed: '721897303308196', width: 1024, height: 1024};
const both = {prompt: 'balloons in a lilac sky', negative: 'rain', model: 'dreamshaper_8.safetensors', seed: '55', width: 512, height: 384};
const webp = {prompt: 'sun over a paper sea', negative: 'storm', model: 'sd_xl_turbo_1.0_fp16.safetensors', seed: '1001', steps: 1, cfg: 1};
const film1 = {prompt: 'waves rolling, loop', negative: 'static', model: 'svd_xt.safetensors', seed: '77', steps: 12, cfg: 2.5};

const texts = ({prompt, workflow}) => [tEXt('prompt', prompt), tEXt('workflow', workflow)];
// In WebP the graphs travel as ASCII tags: Model = prompt, Make = workflow.
const tags = ({prompt, workflow}) => exif({Model: `prompt:${prompt}`, Make: `workflow:${workflow}`});

const found = (text, [width, height], more = {}) => ({
  file_type: 'image', width, height, generator: 'comfyui', prompt: text.prompt, ...(text.negative ? {negative_prompt: text.negative} : {}),
  model_name: text.model, seed: text.seed, steps: text.steps ?? 20, ...more,
});

export const comfySamples = [
  {
    path: 'comfyui/ksampler.png', make: () => png(scene('mountains', 512, 512, 2), {before: texts(kSampler(simple))}),
    expect: found(simple, [512, 512], {cfg_scale: 7, sampler: 'euler', score: null, warning: 'score', keywords: ['quiet hills', 'morning haze']}),
  },
  {
    path: 'comfyui/lora-stack.png', make: () => png(scene('bokeh', 512, 512, 2), {before: texts(kSampler({...stack, nan: true}))}),
    expect: found(stack, [512, 512], {cfg_scale: 2, sampler: 'dpmpp_sde', schedule_type: 'karras', loras: stack.loras, keywords: ['warm']}),
  },
  {
    path: 'comfyui/flux-orbits.png', make: () => png(scene('orbits', 512, 512, 2), {before: texts(flux(fluxed))}),
    expect: found({...fluxed, model: 'flux1-dev.safetensors'}, [512, 512], {sampler: 'euler', loras: [fluxed.lora]}),
  },
  {
    path: 'comfyui/sdxl-refiner.png', make: () => png(scene('tiles', 1024, 1024, 2), {before: texts(sdxlRefiner(refined))}),
    expect: found({...refined, model: 'sd_xl_base_1.0.safetensors', steps: 25}, [1024, 1024], {cfg_scale: 8, keywords: ['ceramic glaze']}),
  },
  {
    path: 'comfyui/graph-and-a1111-text.png',
    make: () => {
      const {prompt, workflow} = kSampler(both);
      const text = infotext({...both, model: 'dreamshaper_8', modelHash: '879db523c3', size: '512x384', sampler: 'Euler', version: 'ComfyUI'});
      return png(scene('balloons', 512, 384, 2), {before: [tEXt('parameters', text)], after: [iTXt('prompt', prompt, {compressed: true}), iTXt('workflow', workflow)]});
    },
    expect: {...found(both, [512, 384]), generator: undefined, model_hash: '879db523c3'},
  },
  {
    path: 'comfyui/paper-sea.webp', make: (tools) => withMetadata(tools.webp(scene('waves', 512, 512, 3)), {exif: tags(kSampler(webp))}),
    expect: found(webp, [512, 512], {keywords: ['sun over a paper sea']}),
  },
  {
    path: 'comfyui/rolling-waves-animated.webp',
    make: (tools) => withMetadata(tools.animatedWebp(film('waves', 160, 120, 12, 4)), {exif: tags(kSampler(film1)), exifPrefix: true}),
    expect: found(film1, [160, 120], {keywords: ['waves rolling']}),
  },
];
