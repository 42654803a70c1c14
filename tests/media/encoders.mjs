// Pictures that need a real encoder: WebP, AVIF, TIFF and films through ffmpeg, HEIC through heif-enc (libheif-examples), JPEG XL
// through cjxl (libjxl-tools). Used when samples are made, never by a test.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {spawnSync} from 'node:child_process';
import {png} from './png.mjs';

const rgb = ({pixels, width, height}) => {
  const out = Buffer.alloc(width * height * 3);
  for (let i = 0, o = 0; o < out.length; i += 4) {
    out[o++] = pixels[i];
    out[o++] = pixels[i + 1];
    out[o++] = pixels[i + 2];
  }
  return out;
};

function run(program, args, options) {
  const result = spawnSync(program, args, {stdio: ['pipe', 'ignore', 'inherit'], ...options});
  if (result.error) throw new Error(`${program} is needed to make samples: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`${program} ended with ${result.status}`);
}

/** The file that `make(folder)` writes and names, in a folder of its own. */
function made(make) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-samples-'));
  try {
    return fs.readFileSync(make(folder));
  } finally {
    fs.rmSync(folder, {recursive: true});
  }
}

/** Frames (canvases of one size) → the bytes of a file. One thread and no dates, so that the same input gives the same bytes. */
export function encode(frames, extension, options = [], {rate = 12} = {}) {
  const {width, height} = frames[0];
  return made((folder) => {
    const file = path.join(folder, `out.${extension}`);
    run('ffmpeg', [
      '-v', 'error', '-nostdin', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(rate), '-i', 'pipe:0',
      '-threads', '1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1', ...options, file,
    ], {input: Buffer.concat(frames.map(rgb))});
    return file;
  });
}

/** A canvas by way of a PNG, with whatever chunks (EXIF, XMP) the program takes over from it. */
const fromPng = (canvas, before, extension, command) => made((folder) => {
  const [source, file] = [path.join(folder, 'in.png'), path.join(folder, `out.${extension}`)];
  fs.writeFileSync(source, png(canvas, {before}));
  run(...command(source, file));
  return file;
});

export const webp = (canvas, {lossless = false, quality = 80} = {}) =>
  encode([canvas], 'webp', ['-c:v', 'libwebp', ...(lossless ? ['-lossless', '1'] : ['-quality', String(quality)])]);
export const animatedWebp = (frames, {rate = 8} = {}) =>
  encode(frames, 'webp', ['-c:v', 'libwebp_anim', '-quality', '60', '-loop', '0'], {rate});
export const avif = (canvas) => encode([canvas], 'avif', ['-c:v', 'libaom-av1', '-still-picture', '1', '-crf', '30', '-pix_fmt', 'yuv420p', '-row-mt', '0']);
export const tiff = (canvas) => encode([canvas], 'tiff', ['-compression_algo', 'deflate']);
export const heic = (canvas, chunks = []) => fromPng(canvas, chunks, 'heic', (source, file) => ['heif-enc', ['-q', '60', '-o', file, source]]);
export const jxl = (canvas, chunks = []) => fromPng(canvas, chunks, 'jxl', (source, file) => ['cjxl', [source, file, '-d', '1', '--num_threads=0', '--quiet']]);
const h264 = ['-c:v', 'libx264', '-preset', 'slow', '-crf', '30', '-pix_fmt', 'yuv420p', '-x264-params', 'threads=1'];
export const mp4 = (frames, options = [], {rate = 12} = {}) => encode(frames, 'mp4', [...h264, ...options], {rate});
export const mov = (frames, options = [], {rate = 12} = {}) => encode(frames, 'mov', [...h264, ...options], {rate});
export const mkv = (frames, options = [], {rate = 12} = {}) => encode(frames, 'mkv', [...h264, ...options], {rate});
export const webm = (frames, options = [], {rate = 12} = {}) =>
  encode(frames, 'webm', ['-c:v', 'libvpx-vp9', '-crf', '40', '-b:v', '0', '-pix_fmt', 'yuv420p', '-row-mt', '0', ...options], {rate});
