// What samples/ holds, and what Sluice must find in it: one list for the generator (scripts/make-samples) and for the tests.
//
// `make(encoders)` gives a file's bytes; `expect` the values of its catalogue row: columns of media_files and media_metadata,
// `keywords` (some that must be there), `loras`, or `failed` (the reasons that may be given).

import {a1111Samples} from './samples_a1111.mjs';
import {comfySamples} from './samples_comfy.mjs';
import {formatSamples} from './samples_formats.mjs';
import {photoSamples} from './samples_photos.mjs';
import {videoSamples} from './samples_video.mjs';
import {headless, truncated, zip} from './damaged.mjs';
import {jpeg} from './jpeg.mjs';
import {scene} from './scenes.mjs';
import {score} from './sidecar.mjs';

const damagedSamples = [
  {path: 'damaged/really-a-zip-archive.png', make: () => zip(), expect: {failed: ['unsupported']}},
  {path: 'damaged/cut-in-its-header.png', make: () => headless(), expect: {failed: ['corrupt']}},
  {path: 'damaged/half-a-second-of-download.jpg', make: () => truncated(jpeg(scene('waves', 160, 120, 9)), 100), expect: {failed: ['corrupt']}},
];

/** Everything in samples/; `isAskedFor: false` where the default pattern leaves a file out. */
export const allSamples = [...a1111Samples, ...comfySamples, ...photoSamples, ...videoSamples, ...formatSamples, ...damagedSamples];

/** What a session with default parameters takes. */
export const samples = allSamples.filter(({isAskedFor = true}) => isAskedFor);

/** Score sidecars, by path below samples/. The third is out of range: no score, a warning. */
export const sidecars = {
  'a1111/.scores/misty-mountains.png.json': score('misty-mountains.png', 5, {favourite: true}),
  'photos/.scores/grey-tiles.png.json': score('grey-tiles.png', -1),
  'comfyui/.scores/ksampler.png.json': score('ksampler.png', 9),
};
