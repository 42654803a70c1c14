// Folders of files for a test, gone with it.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {execFileSync} from 'node:child_process';
import {infotext} from '../media/a1111.mjs';
import {png, tEXt, withChunks} from '../media/png.mjs';
import {scene} from '../media/scenes.mjs';
import {cleanup} from './cleanup.mjs';
import {writeLarge} from '../media/mp4.mjs';

/** A new empty folder, by its real path. */
export function temporary(t, name = 'tree') {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `sluice-test-${name}-`)));
  cleanup(t, () => fs.rmSync(folder, {recursive: true, force: true, maxRetries: 5}));
  return folder;
}

let plain;
/** A small valid picture, the same every time. */
export const picture = () => (plain ??= png(scene('tiles', 32, 24, 1)));
/** The same picture with a prompt of its own. */
export const pictureOf = (text, more = {}) => withChunks(picture(), [tEXt('parameters', infotext({prompt: text, negative: 'blurry', seed: 1, size: '32x24', model: 'test_model', modelHash: 'abcdef1234', ...more}))]);

/** Writes files by relative path; a value is bytes, or a string for text. */
export function plant(folder, files) {
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), {recursive: true});
    fs.writeFileSync(file, bytes);
  }
  return folder;
}

/** `count` pictures 0000.png, 0001.png …, each with its own prompt. */
export function plantPictures(folder, count, {prefix = ''} = {}) {
  fs.mkdirSync(folder, {recursive: true});
  for (let i = 0; i < count; i++) fs.writeFileSync(path.join(folder, `${prefix}${String(i).padStart(4, '0')}.png`), pictureOf(`picture ${prefix}${i}, shared words`));
  return folder;
}

const kFilm = new URL('../../samples/video/rolling-waves.mp4', import.meta.url);

/** A valid film whose bytes take a while to hash and no room on the disk. */
export function plantSlow(folder, name, gibibytes = 6) {
  fs.mkdirSync(folder, {recursive: true});
  const file = path.join(folder, name);
  writeLarge(file, fs.readFileSync(kFilm), gibibytes * 2 ** 30);
  return file;
}

/** Name, kind, size, times and mode of everything in a folder: the same as long as nobody writes there. */
export const stateOf = (folder) => execFileSync('find', [folder, '-printf', '%p %y %s %T@ %C@ %m\n'], {encoding: 'latin1', maxBuffer: 64 << 20}).split('\n').sort();
