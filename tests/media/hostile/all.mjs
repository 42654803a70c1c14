// Every hostile file by group, and the way into a folder.

import fs from 'node:fs';
import {joined} from '../names.mjs';
import {write} from './case.mjs';
import {cutCases} from './cuts.mjs';
import {exifCases} from './exif.mjs';
import {flipCases} from './flips.mjs';
import {gifCases} from './gif.mjs';
import {heifCases} from './heif.mjs';
import {jpegCases} from './jpeg.mjs';
import {jxlCases} from './jxl.mjs';
import {lieCases} from './lies.mjs';
import {matroskaCases} from './matroska.mjs';
import {mp4Cases} from './mp4.mjs';
import {nameCases} from './names.mjs';
import {pngCases} from './png.mjs';
import {sidecarCases} from './sidecars.mjs';
import {textCases} from './texts.mjs';
import {tiffCases} from './tiff.mjs';
import {webpCases} from './webp.mjs';

/** Group → its cases. */
export const groups = {
  pictures: () => [...pngCases, ...jpegCases, ...gifCases, ...webpCases],
  containers: () => [...heifCases, ...mp4Cases, ...matroskaCases, ...tiffCases, ...jxlCases],
  texts: () => [...exifCases, ...textCases, ...sidecarCases],
  names: () => nameCases,
  lies: lieCases,
  cuts: cutCases,
  flips: flipCases,
};

/** Writes cases into a folder; one at a time is in memory. */
export function plantCases(folder, cases) {
  fs.mkdirSync(folder, {recursive: true});
  for (const {name, content, beside} of cases) {
    write(joined(folder, Buffer.from(name)), content());
    if (!beside) continue;
    fs.mkdirSync(`${folder}/.scores`, {recursive: true});
    beside(`${folder}/.scores/${name}.json`);
  }
  return folder;
}
