// Pictures that need a real encoder: WebP, AVIF, MP4, WebM through ffmpeg. Used when samples are made, never by a test.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {spawnSync} from 'node:child_process';

const rgb = ({pixels, width, height}) => {
  const out = Buffer.alloc(width * height * 3);
  for (let i = 0, o = 0; o < out.length; i += 4) {
    out[o++] = pixels[i];
    out[o++] = pixels[i + 1];
    out[o++] = pixels[i + 2];
  }
  return out;
};

/** Frames (canvases of one size) → the bytes of a file. One thread and no dates, so that the same input gives the same bytes. */
export function encode(frames, extension, options = [], {rate = 12} = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-samples-'));
  const file = path.join(folder, `out.${extension}`);
  const {width, height} = frames[0];
  const result = spawnSync('ffmpeg', [
    '-v', 'error', '-nostdin', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(rate), '-i', 'pipe:0',
    '-threads', '1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1', ...options, file,
  ], {input: Buffer.concat(frames.map(rgb)), stdio: ['pipe', 'inherit', 'inherit']});
  if (result.error) throw new Error(`ffmpeg is needed to make samples: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`ffmpeg ended with ${result.status}`);
  const bytes = fs.readFileSync(file);
  fs.rmSync(folder, {recursive: true});
  return bytes;
}

export const webp = (canvas, {lossless = false, quality = 80} = {}) =>
  encode([canvas], 'webp', ['-c:v', 'libwebp', ...(lossless ? ['-lossless', '1'] : ['-quality', String(quality)])]);
export const animatedWebp = (frames, {rate = 8} = {}) =>
  encode(frames, 'webp', ['-c:v', 'libwebp_anim', '-quality', '60', '-loop', '0'], {rate});
export const avif = (canvas) => encode([canvas], 'avif', ['-c:v', 'libaom-av1', '-still-picture', '1', '-crf', '30', '-pix_fmt', 'yuv420p', '-row-mt', '0']);
const h264 = ['-c:v', 'libx264', '-preset', 'slow', '-crf', '30', '-pix_fmt', 'yuv420p', '-x264-params', 'threads=1'];
export const mp4 = (frames, options = [], {rate = 12} = {}) => encode(frames, 'mp4', [...h264, ...options], {rate});
export const mkv = (frames, options = [], {rate = 12} = {}) => encode(frames, 'mkv', [...h264, ...options], {rate});
export const webm = (frames, options = [], {rate = 12} = {}) =>
  encode(frames, 'webm', ['-c:v', 'libvpx-vp9', '-crf', '40', '-b:v', '0', '-pix_fmt', 'yuv420p', '-row-mt', '0', ...options], {rate});
