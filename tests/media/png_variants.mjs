// The less usual kinds of PNG: 16 bits a sample, a palette, interlaced. Lines are not filtered.

import zlib from 'node:zlib';
import {chunk, ihdr, kSignature} from './png.mjs';

/** A whole file around finished lines (without their filter bytes). */
const wrapped = (header, before, lines) => Buffer.concat([
  kSignature, header, ...before, chunk('IDAT', zlib.deflateSync(Buffer.concat(lines.flatMap((line) => [Buffer.from([0]), line])), {level: 9})), chunk('IEND'),
]);

const rows = ({height}, lineOf) => Array.from({length: height}, (_, y) => lineOf(y));
const rgbAt = ({pixels, width}, x, y) => pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 3);

/** 16 bits a sample; the lower byte repeats the upper one. */
export function png16(canvas) {
  const line = (y) => Buffer.from(Array.from({length: canvas.width}, (_, x) => [...rgbAt(canvas, x, y)].flatMap((v) => [v, v])).flat());
  return wrapped(ihdr(canvas.width, canvas.height, {depth: 16}), [], rows(canvas, line));
}

/** 216 colours: the 6×6×6 cube. */
export function paletted(canvas) {
  const palette = Buffer.from(Array.from({length: 216}, (_, i) => [Math.floor(i / 36), Math.floor(i / 6) % 6, i % 6].map((v) => v * 51)).flat());
  const index = ([r, g, b]) => Math.round(r / 51) * 36 + Math.round(g / 51) * 6 + Math.round(b / 51);
  const line = (y) => Buffer.from(Array.from({length: canvas.width}, (_, x) => index(rgbAt(canvas, x, y))));
  return wrapped(ihdr(canvas.width, canvas.height, {type: 3}), [chunk('PLTE', palette)], rows(canvas, line));
}

// W3C PNG, "Interlaced data order": first column and row, steps between them.
const kPasses = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

export function interlaced(canvas) {
  const lines = [];
  for (const [left, top, across, down] of kPasses) {
    for (let y = top; y < canvas.height; y += down) {
      const line = [];
      for (let x = left; x < canvas.width; x += across) line.push(...rgbAt(canvas, x, y));
      if (line.length) lines.push(Buffer.from(line));
    }
  }
  return wrapped(ihdr(canvas.width, canvas.height, {interlace: 1}), [], lines);
}
