// samples/a1111: pictures with A1111 texts in every container that carries them.

import {infotext} from './a1111.mjs';
import {exif, userComment} from './exif.mjs';
import {exifSegment, jpeg, withSegments} from './jpeg.mjs';
import {iTXt, png, tEXt, zTXt} from './png.mjs';
import {scene} from './scenes.mjs';
import {withMetadata} from './webp.mjs';

const mountains = {
  prompt: 'misty mountains at dawn, (layered ridges:1.3), soft light, [fog], ((pastel colours)), flat illustration',
  negative: 'photo, (noise:1.4), text, watermark', model: 'dreamshaper_8', modelHash: '879db523c3', seed: 1234567890, size: '512x768', steps: 28,
};
const lake = {
  prompt: 'moonlit lake, calm water, stars, <lora:night_sky_v2:0.8> <lora:detail_slider:-0.5>, wide shot',
  negative: 'people, boats', model: 'revAnimated_v122', modelHash: '4199bcdd14', seed: 987654321, size: '768x512', steps: 24, cfg: 6.5, sampler: 'Euler a',
  schedule: 'Automatic', extra: {'Clip skip': 2, 'Lora hashes': 'night_sky_v2: 1a2b3c4d5e6f, detail_slider: 0f1e2d3c4b5a'},
};
const city = {
  prompt: 'city skyline at dusk, lit windows, big sun, vector art', negative: 'blurry', model: 'sd_xl_base_1.0', modelHash: '31e35c80fc',
  seed: 42, size: '512x512', steps: 30, cfg: 5.5, extra: {'Denoising strength': 0.45, 'Hires upscale': 2, 'Hires steps': 12, 'Hires upscaler': '4x-UltraSharp'},
};
const orbits = {
  prompt: 'orbital diagram, glowing sun – Sonnensystem, 惑星の軌道, dark background', negative: 'realistic', model: 'juggernautXL_v9', modelHash: 'c9e3e68f89',
  seed: 2718281828, size: '512x512', sampler: 'DPM++ 2M SDE', steps: 35, cfg: 4.5,
};
const waves = {
  prompt: 'stylised sea waves, sunset BREAK paper cut, {layered} AND warm light, a (very (calm:1.2) mood), [day:night:0.5]', negative: 'foam, ships\nharbour',
  model: 'anything-v5, pruned', modelHash: 'abcdef0123', seed: 18446744073709551615n.toString(), size: '640x384', steps: 15,
};
const tiles = {prompt: 'bauhaus tiles, quarter circles', model: 'dreamshaper_8', modelHash: '879db523c3', seed: 7, size: '512x512', sampler: 'DDIM', schedule: 'DDIM', steps: 50};
const balloons = {
  prompt: 'hot air balloons over green hills, naïve painting, 気球', negative: 'storm', model: 'realisticVisionV60', modelHash: '15012c538f', seed: 31337, size: '512x384',
  steps: 22, cfg: 5,
};
const bokeh = {prompt: 'bokeh lights, night, out of focus', negative: 'sharp', model: 'flux1-dev-bnb-nf4', modelHash: '0184473b39', seed: 99, size: '512x384', cfg: 1, sampler: 'Euler', schedule: 'Simple', version: 'f2.0.1v1.10.1'};

const found = (text, [width, height], more = {}) => ({
  file_type: 'image', width, height, generator: 'a1111', prompt: text.prompt, negative_prompt: text.negative ?? null, model_name: text.model,
  model_hash: text.modelHash, seed: String(text.seed), steps: text.steps ?? 20, cfg_scale: text.cfg ?? 7, size: text.size,
  sampler: text.sampler ?? 'DPM++ 2M', schedule_type: text.schedule ?? 'Karras', ...more,
});

export const a1111Samples = [
  {
    path: 'a1111/misty-mountains.png', make: () => png(scene('mountains', 512, 768, 1), {before: [tEXt('parameters', infotext(mountains))]}),
    expect: found(mountains, [512, 768], {color_mode: 'RGB', score: 5, favourite: true, keywords: ['layered ridges', 'fog', 'pastel colours', 'portrait']}),
  },
  {
    path: 'a1111/moonlit-lake.png', make: () => png(scene('lake', 768, 512, 1), {before: [tEXt('parameters', infotext(lake))], idats: 4}),
    expect: found(lake, [768, 512], {loras: [{name: 'night_sky_v2', weight: 0.8}, {name: 'detail_slider', weight: -0.5}], keywords: ['calm water', 'stars', 'landscape']}),
  },
  {
    path: 'a1111/city-at-dusk-hires.png', make: () => png(scene('city', 1024, 1024, 1), {before: [tEXt('parameters', infotext(city))]}),
    expect: found(city, [1024, 1024], {denoising_strength: 0.45, keywords: ['lit windows', 'square']}),
  },
  {
    path: 'a1111/orbits-compressed-utf8.png', make: () => png(scene('orbits', 512, 512, 1), {before: [iTXt('parameters', infotext(orbits), {compressed: true})]}),
    expect: found(orbits, [512, 512], {keywords: ['惑星の軌道', 'dark background']}),
  },
  {
    path: 'a1111/paper-waves-text-at-end.png', make: () => png(scene('waves', 640, 384, 1), {after: [zTXt('parameters', infotext(waves))]}),
    expect: found(waves, [640, 384], {keywords: ['sunset', 'paper cut']}),
  },
  {
    path: 'a1111/tiles-no-negative.png', make: () => png(scene('tiles', 512, 512, 1), {before: [tEXt('Parameters', infotext(tiles)), tEXt('Score', '4.5')]}),
    expect: found(tiles, [512, 512], {score: 4.5, keywords: ['bauhaus tiles', 'quarter circles']}),
  },
  {
    path: 'a1111/balloons-usercomment.jpg',
    make: () => withSegments(jpeg(scene('balloons', 512, 384, 3)), [exifSegment(exif({UserComment: userComment(infotext(balloons), 'unicode-be')}))]),
    expect: found(balloons, [512, 384], {keywords: ['naïve painting', '気球']}),
  },
  {
    path: 'a1111/bokeh-usercomment.webp',
    make: ({webp}) => withMetadata(webp(scene('bokeh', 512, 384, 1)), {exif: exif({UserComment: userComment(infotext(bokeh), 'unicode-le', {bom: true})})}),
    expect: found(bokeh, [512, 384], {keywords: ['bokeh lights', 'out of focus']}),
  },
];
