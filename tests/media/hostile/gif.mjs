// GIF: frames without number, canvases without measure, LZW that runs on.

import {gif} from '../gif.mjs';
import {scene} from '../scenes.mjs';
import {done, either, failed, repeated} from './case.mjs';

const u16 = (v) => Buffer.from([v & 255, v >> 8]);
const latin = (text) => Buffer.from(text, 'latin1');
const kTwoColours = Buffer.from([0, 0, 0, 255, 200, 100]);
const head = (width, height) => Buffer.concat([latin('GIF89a'), u16(width), u16(height), Buffer.from([0x80, 0, 0]), kTwoColours]);
const kEnd = Buffer.from([0x3b]);

function blocks(data) {
  const parts = [];
  for (let at = 0; at < data.length; at += 255) parts.push(Buffer.from([Math.min(255, data.length - at)]), data.subarray(at, at + 255));
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** LZW codes (smallest code size 2) that unfold into at least `pixels` times colour 0: each new code is one longer than the last; when the table is full, the longest again and again. */
function unfolding(pixels) {
  const bytes = [];
  let [hold, held, next, size, left] = [0, 0, 6, 3, pixels];
  const put = (code) => {
    hold |= code << held;
    for (held += size; held >= 8; held -= 8, hold >>>= 8) bytes.push(hold & 255);
  };
  put(4);
  put(0);
  left -= 1;
  for (; left > 0; left -= next - 5) {
    put(Math.min(next, 4095));
    if (next < 4096) next++;
    if (next > (1 << size) - 1 && size < 12) size++;
  }
  put(5);
  bytes.push(hold & 255);
  return Buffer.from(bytes);
}

const frame = (width, height, data, {left = 0, top = 0, size = 2} = {}) =>
  Buffer.concat([Buffer.from([0x2c]), u16(left), u16(top), u16(width), u16(height), Buffer.from([0, size]), blocks(data)]);
const control = Buffer.from([0x21, 0xf9, 4, 0, 1, 0, 0, 0]);
const dot = () => frame(1, 1, unfolding(1));

export const gifCases = [
  either('hundred-thousand-frames.gif', 'frames without number', () => Buffer.concat([head(16, 16), repeated(Buffer.concat([control, dot()]), 100_000), kEnd])),
  failed('canvas-of-65535.gif', 'four gigapixels around one', () => Buffer.concat([head(65_535, 65_535), dot(), kEnd])),
  done('canvas-of-16000.gif', 'a canvas that is just allowed around one pixel', () => Buffer.concat([head(16_000, 16_000), dot(), kEnd])),
  either('canvas-of-nothing.gif', 'a canvas of no pixels', () => Buffer.concat([head(0, 0), dot(), kEnd])),
  failed('frame-of-65535.gif', 'a frame far larger than its canvas, all there', () => Buffer.concat([head(16, 16), frame(65_535, 65_535, unfolding(65_535 * 65_535)), kEnd])),
  done('frame-of-16000.gif', 'LZW that unfolds to 256 megapixels from 100 kB', () => Buffer.concat([head(16_000, 16_000), frame(16_000, 16_000, unfolding(16_000 * 16_000)), kEnd])),
  either('frame-runs-on.gif', 'LZW that goes on for a billion pixels behind a frame of a hundred', () => Buffer.concat([head(10, 10), frame(10, 10, unfolding(1e9)), kEnd])),
  either('frame-outside.gif', 'a frame that begins beyond its canvas', () => Buffer.concat([head(16, 16), frame(16, 16, unfolding(256), {left: 65_000, top: 65_000}), kEnd])),
  either('large-frames.gif', 'four hundred frames of sixteen megapixels', () => Buffer.concat([head(4000, 4000), repeated(Buffer.concat([control, frame(4000, 4000, unfolding(16e6))]), 400), kEnd])),
  ...[0, 1, 12, 255].map((size) => either(`code-size-of-${size}.gif`, 'LZW codes of an impossible size', () => Buffer.concat([head(16, 16), frame(16, 16, Buffer.alloc(500, 0xaa), {size}), kEnd]))),
  failed('codes-from-the-future.gif', 'LZW codes that are not in the table yet', () => Buffer.concat([head(64, 64), frame(64, 64, Buffer.alloc(4000, 0xff)), kEnd])),
  either('comment-of-40-mib.gif', 'a comment without end', () => Buffer.concat([head(1, 1), Buffer.from([0x21, 0xfe]), blocks(Buffer.alloc(40 << 20, 0x61)), dot(), kEnd])),
  failed('extensions-only.gif', 'a million extensions and no picture', () => Buffer.concat([head(16, 16), repeated(Buffer.from([0x21, 0xff, 0]), 1_000_000), kEnd])),
  failed('blocks-without-end.gif', 'the last block ends with the file', () => Buffer.concat([head(16, 16), Buffer.from([0x2c, 0, 0, 0, 0, 16, 0, 16, 0, 0, 2]), repeated(Buffer.from([1, 0x44]), 2_000_000)])),
  either('no-end.gif', 'no trailer', () => gif([scene('tiles', 32, 24, 1)]).subarray(0, -1)),
  failed('no-frame.gif', 'no picture at all', () => Buffer.concat([head(16, 16), kEnd])),
  failed('no-palette.gif', 'colours from nowhere', () => Buffer.concat([latin('GIF89a'), u16(8), u16(8), Buffer.from([0, 0, 0]), frame(8, 8, unfolding(64)), kEnd])),
  done('rubbish-behind.gif', 'sixteen megabytes behind the end', () => Buffer.concat([gif([scene('tiles', 32, 24, 1)]), Buffer.alloc(16 << 20, 0x2c)])),
];
