// WebP: canvases without measure, frames without number, one colour over 256 megapixels in thirty bytes.

import {chunksOf, riff} from '../webp.mjs';
import {done, either, failed, kOrMemory, repeated} from './case.mjs';
import {sample} from './bases.mjs';

const u24 = (v) => Buffer.from([v & 255, (v >> 8) & 255, (v >> 16) & 255]);
const extended = (width, height, flags = 0x12) => ['VP8X', Buffer.concat([Buffer.from([flags, 0, 0, 0]), u24(width - 1), u24(height - 1)])];
const kAnimation = ['ANIM', Buffer.alloc(6)];

/** VP8L without transforms, each of whose five codes has one symbol of no bits: every pixel is the same. */
function oneColour(width, height) {
  let bits = '';
  const put = (value, count) => { for (let i = 0; i < count; i++) bits += (value >> i) & 1; };
  put(width - 1, 14);
  put(height - 1, 14);
  put(1, 1);
  put(0, 3);
  put(0, 3);  // no transform, no colour cache, no groups of codes
  for (let code = 0; code < 5; code++) {
    put(1, 1);  // simple, one symbol of one bit
    put(0, 2);
    put(0, 1);
  }
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8 + 64, '0');
  return ['VP8L', Buffer.from([0x2f, ...bits.match(/.{8}/g).map((b) => parseInt([...b].reverse().join(''), 2))])];
}

const raw = ([fourcc, data]) => riff([[fourcc, data]]).subarray(12);
const frame = (picture, {x = 0, y = 0, width = 16, height = 16} = {}) =>
  ['ANMF', Buffer.concat([u24(x), u24(y), u24(width - 1), u24(height - 1), u24(1), Buffer.from([0]), raw(picture)])];

/** A finished file with one number overwritten. */
function lied(name, patch) {
  const out = Buffer.from(sample(name));
  patch(out);
  return out;
}

export const webpCases = [
  either('one-colour-of-16384.webp', '256 megapixels in thirty bytes, all in order', () => riff([oneColour(16_384, 16_384)]), kOrMemory),
  done('one-colour-of-16.webp', 'the same, of 256 pixels', () => riff([oneColour(16, 16)])),
  failed('canvas-of-16777216.webp', 'the largest canvas', () => riff([extended(1 << 24, 1 << 24), oneColour(16, 16)])),
  failed('canvas-of-16777216-moving.webp', 'the largest canvas, of an animation', () => riff([extended(1 << 24, 1 << 24), kAnimation, frame(oneColour(16, 16))])),
  failed('canvas-of-16000-moving.webp', 'a canvas that is just allowed around small frames', () => riff([extended(16_000, 16_000), kAnimation, ...new Array(20).fill(frame(oneColour(16, 16)))]), ['too_large']),
  either('fifty-thousand-frames.webp', 'frames without number', () => {
    const made = riff([extended(16, 16), kAnimation, frame(oneColour(16, 16))]);
    const [start, one] = [made.subarray(0, made.length - raw(frame(oneColour(16, 16))).length), raw(frame(oneColour(16, 16)))];
    const out = Buffer.concat([start, repeated(one, 50_000)]);
    out.writeUInt32LE(out.length - 8, 4);
    return out;
  }),
  either('large-frames.webp', 'three hundred frames of sixteen megapixels', () => riff([extended(4000, 4000), kAnimation, ...new Array(300).fill(frame(oneColour(4000, 4000), {width: 4000, height: 4000}))])),
  failed('frame-outside.webp', 'a frame that begins beyond its canvas', () => riff([extended(16, 16), kAnimation, frame(oneColour(16, 16), {x: 0xffffff, y: 0xffffff})])),
  failed('frame-that-is-no-picture.webp', 'a frame of rubbish', () => riff([extended(16, 16), kAnimation, frame(['ABCD', Buffer.alloc(64, 1)])])),
  either('frame-in-frame.webp', 'frames within frames', () => riff([extended(16, 16), kAnimation, Array.from({length: 200}).reduce((inner) => frame(inner), oneColour(16, 16))])),
  failed('moving-without-frames.webp', 'an animation of nothing', () => riff([extended(16, 16), kAnimation])),
  either('alpha-that-is-none.webp', 'rubbish for transparency', () => riff([extended(400, 300, 0x10), ['ALPH', Buffer.alloc(5000, 0x5a)], chunksOf(sample('photos/plain.webp'))[0]])),
  either('sizes-disagree.webp', 'canvas and picture of different sizes', () => riff([extended(7000, 3), chunksOf(sample('photos/plain.webp'))[0]])),
  either('key-frame-of-16383.webp', 'a lossy picture that claims 16383 by 16383', () => lied('photos/plain.webp', (b) => b.writeUInt32LE(0x3fff3fff, 26)), kOrMemory),
  either('riff-of-4-gib.webp', 'a file that claims 4 GiB', () => lied('photos/plain.webp', (b) => b.writeUInt32LE(0xffffffff, 4))),
  either('riff-of-nothing.webp', 'a file that claims no bytes', () => lied('photos/plain.webp', (b) => b.writeUInt32LE(0, 4))),
  either('million-empty-chunks.webp', 'chunks without number', () => {
    const file = riff([extended(16, 16, 0), oneColour(16, 16)]);
    const out = Buffer.concat([file, repeated(Buffer.from('JUNK\0\0\0\0', 'latin1'), 1_000_000)]);
    out.writeUInt32LE(out.length - 8, 4);
    return out;
  }),
  either('metadata-of-4-gib.webp', 'EXIF that claims 4 GiB', () => {
    const out = riff([extended(16, 16, 0x08), oneColour(16, 16), ['EXIF', Buffer.alloc(64, 0x49)]]);
    out.writeUInt32LE(0xfffffff0, out.length - 68);
    return out;
  }),
];
