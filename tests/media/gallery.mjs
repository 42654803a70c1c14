// A library as somebody would keep it: folders by subject, prompts, models, scores, a few copies and a few broken files. For pictures of
// the page and for tests that walk through it; the same every time.

import fs from 'node:fs';
import path from 'node:path';
import {infotext} from './a1111.mjs';
import {kSampler} from './comfy.mjs';
import {jpeg} from './jpeg.mjs';
import {png, tEXt} from './png.mjs';
import {random} from './random.mjs';
import {scene, scenes} from './scenes.mjs';
import {writeSidecar} from './sidecar.mjs';

const kSubjects = {
  mountains: ['misty mountains at dawn', 'layered ridges', 'soft light', 'pastel colours'],
  lake: ['moonlit lake', 'calm water', 'stars', 'wide shot'],
  orbits: ['orbital diagram', 'glowing sun', 'dark background', 'thin lines'],
  tiles: ['bauhaus tiles', 'quarter circles', 'ceramic glaze', 'flat colours'],
  waves: ['stylised sea waves', 'sunset', 'paper cut', 'layered'],
  bokeh: ['lights of a fair at night', 'bokeh', 'warm', 'out of focus'],
  city: ['city skyline at dusk', 'lit windows', 'big sun', 'vector art'],
  balloons: ['hot air balloons over green hills', 'lilac sky', 'naïve painting', 'morning'],
};
const kModels = ['dreamshaper_8', 'juggernautXL_v9', 'realisticVisionV60', 'flux1-dev', 'sd_xl_base_1.0'];
const kShapes = [[384, 256], [256, 384], [320, 320]];
const kBrokenEvery = 29;
const kCopyEvery = 23;

/**
 * Writes `count` files below `folder`: {files, broken, copies}, each a list of paths. `scale` makes the pictures larger.
 */
export function plantGallery(folder, count, {seed = 1, scale = 1} = {}) {
  const dice = random(seed);
  const pick = (list) => list[Math.floor(dice.between(0, list.length))];
  const out = {files: [], broken: [], copies: []};
  let last;
  for (let i = 0; i < count; i++) {
    const subject = Object.keys(scenes)[i % Object.keys(scenes).length];
    const at = path.join(folder, i % 3 === 0 ? 'photos' : 'generated', subject);
    fs.mkdirSync(at, {recursive: true});
    const name = `${subject}-${String(i).padStart(4, '0')}`;
    const write = (extension, bytes, list = out.files) => {
      const file = path.join(at, `${name}.${extension}`);
      fs.writeFileSync(file, bytes);
      list.push(file);
      return file;
    };
    if (i % kBrokenEvery === kBrokenEvery - 1) {
      write('png', pick([Buffer.from('this is no picture'), last.subarray(0, 20), Buffer.alloc(64)]), out.broken);
      continue;
    }
    if (i % kCopyEvery === kCopyEvery - 1) {
      write('png', last, out.copies);
      continue;
    }
    const [width, height] = pick(kShapes).map((side) => side * scale);
    const canvas = scene(subject, width, height, i + 1);
    const text = {prompt: kSubjects[subject].join(', '), negative: 'text, watermark', model: pick(kModels), seed: 1000 + i, steps: 20 + (i % 15)};
    const file = i % 3 === 0 ? write('jpg', jpeg(canvas))
      : i % 3 === 1 ? write('png', last = png(canvas, {before: [tEXt('parameters', infotext({...text, size: `${width}x${height}`, modelHash: '879db523c3'}))]}))
        : write('png', last = png(canvas, {before: graphOf(text)}));
    if (i % 4 === 0) writeSidecar(file, i % 6);
  }
  return out;
}

function graphOf({prompt, negative, model, seed, steps}) {
  const {prompt: graph, workflow} = kSampler({prompt, negative, model: `${model}.safetensors`, seed: String(seed), steps});
  return [tEXt('prompt', graph), tEXt('workflow', workflow)];
}
