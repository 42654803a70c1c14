// Sound files of every kind: samples/, and what tests make themselves. Hostile files are made from them.

import fs from 'node:fs';
import {exif} from '../exif.mjs';
import {gif} from '../gif.mjs';
import {exifSegment, jpeg, withSegments} from '../jpeg.mjs';
import {png} from '../png.mjs';
import {interlaced, paletted, png16} from '../png_variants.mjs';
import {allSamples} from '../samples.mjs';
import {skyline} from '../samples_formats.mjs';

const kFolder = new URL('../../../samples/', import.meta.url);
const kept = new Map();

/** The bytes of a file of samples/. */
export function sample(name) {
  if (!kept.has(name)) kept.set(name, fs.readFileSync(new URL(encodeURI(name), kFolder)));
  return kept.get(name);
}

const made = () => ({
  'made/baseline.jpg': jpeg(skyline()),
  'made/grey.jpg': jpeg(skyline(), {grey: true}),
  'made/progressive.jpg': jpeg(skyline(), {progressive: true}),
  'made/turned.jpg': withSegments(jpeg(skyline()), [exifSegment(exif({Orientation: 6, Make: 'Sony'}))]),
  'made/rgb.png': png(skyline()),
  'made/sixteen-bits.png': png16(skyline()),
  'made/palette.png': paletted(skyline()),
  'made/interlaced.png': interlaced(skyline()),
  'made/still.gif': gif([skyline()]),
});

/** [name, bytes] of every sound file. */
export const bases = () => [
  ...allSamples.filter(({expect}) => !expect.failed).map(({path}) => [path, sample(path)]),
  ...Object.entries(made()),
];

/** The small ones: one or two of each container, with metadata where it has any. */
export const smallBases = () => bases().filter(([name, bytes]) => /^(formats|made)\//.test(name) || bytes.length < 8192);
