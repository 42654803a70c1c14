// samples/video: short films, some with the graph that made them.

import {flux, kSampler} from './comfy.mjs';
import {turned} from './mp4.mjs';
import {film} from './scenes.mjs';

const rolling = {prompt: 'rolling paper waves, seamless loop', negative: 'camera shake', model: 'ltx-video-2b-v0.9.5.safetensors', seed: '497797676867141', steps: 30, cfg: 3};
const spinning = {prompt: 'Planets circle a golden sun, seen from above.', seed: '8675309', steps: 24};
const calm = {prompt: 'calm sea at noon', negative: 'clouds', model: 'wan2.1_t2v_1.3B_fp16.safetensors', seed: '82628696717253', steps: 30, cfg: 6};

const found = (text, more = {}) => ({file_type: 'video', generator: 'comfyui', prompt: text.prompt, model_name: text.model, seed: text.seed, steps: text.steps, ...more});

export const videoSamples = [
  {
    path: 'video/rolling-waves.mp4',
    make: ({mp4}) => {
      const {prompt, workflow} = kSampler(rolling);
      return mp4(film('waves', 256, 192, 24, 11), ['-movflags', 'use_metadata_tags', '-metadata', `prompt=${prompt}`, '-metadata', `workflow=${workflow}`]);
    },
    expect: found(rolling, {width: 256, height: 192, duration: 2, frame_rate: 12, keywords: ['seamless loop', 'rolling paper waves']}),
  },
  {
    path: 'video/planets-comment.mp4',
    make: ({mp4}) => {
      const {prompt, workflow} = flux(spinning);
      const comment = JSON.stringify({prompt, workflow: JSON.parse(workflow)});  // the prompt encoded twice, as older savers do
      return mp4(film('orbits', 192, 192, 24, 12), ['-movflags', '+faststart', '-metadata', `comment=${comment}`]);
    },
    expect: found({...spinning, model: 'flux1-dev.safetensors'}, {width: 192, height: 192, duration: 2, frame_rate: 12}),
  },
  {
    path: 'video/calm-sea.webm',
    make: ({webm}) => {
      const {prompt, workflow} = kSampler(calm);
      return webm(film('waves', 192, 108, 18, 13), ['-metadata', 'title=Calm sea', '-metadata', `PROMPT=${prompt}`, '-metadata', `WORKFLOW=${workflow}`]);
    },
    expect: found(calm, {width: 192, height: 108, duration: 1.5}),
  },
  {
    path: 'video/held-upright.mp4', make: ({mp4}) => turned(mp4(film('orbits', 192, 108, 12, 14))),
    expect: {file_type: 'video', width: 108, height: 192, duration: 1, frame_rate: 12, prompt: null},
  },
  {
    path: 'video/plain.mkv', make: ({mkv}) => mkv(film('waves', 160, 90, 12, 15), ['-metadata', 'title=Plain waves']),
    expect: {file_type: 'video', width: 160, height: 90, duration: 1, prompt: null},
  },
];
