// PNG files (W3C PNG, third edition): any chunk, true or false, around a real picture.

import zlib from 'node:zlib';

export const kSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

const kTable = Uint32Array.from({length: 256}, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

export function crc32(bytes) {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = kTable[(c ^ bytes[i]) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** One chunk; `length` and `crc` may be false on purpose. */
export function chunk(type, data = Buffer.alloc(0), {length = data.length, crc} = {}) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc ?? crc32(body), out.length - 4);
  return out;
}

const latin = (text) => Buffer.from(text, 'latin1');
/** Values are UTF-8 as most savers write them, or given as bytes. */
const bytesOf = (text) => (Buffer.isBuffer(text) ? text : Buffer.from(text, 'utf8'));

export const tEXt = (key, text) => chunk('tEXt', Buffer.concat([latin(`${key}\0`), bytesOf(text)]));
export const zTXt = (key, text) => chunk('zTXt', Buffer.concat([latin(`${key}\0\0`), zlib.deflateSync(bytesOf(text))]));
export function iTXt(key, text, {compressed = false, language = '', translated = ''} = {}) {
  const value = compressed ? zlib.deflateSync(bytesOf(text)) : bytesOf(text);
  return chunk('iTXt', Buffer.concat([latin(`${key}\0${compressed ? '\x01' : '\0'}\0${language}\0`), bytesOf(`${translated}\0`), value]));
}
export const eXIf = (tiff) => chunk('eXIf', tiff);
export const xmpChunk = (xml) => iTXt('XML:com.adobe.xmp', xml);

function filtered(line, above, bytesPerPixel) {
  const n = line.length;
  const candidates = [0, 1, 2, 3, 4].map(() => Buffer.alloc(n + 1));
  const cost = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const a = i >= bytesPerPixel ? line[i - bytesPerPixel] : 0;
    const b = above[i];
    const c = i >= bytesPerPixel ? above[i - bytesPerPixel] : 0;
    const p = a + b - c;
    const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
    const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    const predictions = [0, a, b, (a + b) >> 1, paeth];
    for (let f = 0; f < 5; f++) {
      const value = (line[i] - predictions[f]) & 255;
      candidates[f][i + 1] = value;
      cost[f] += value < 128 ? value : 256 - value;
    }
  }
  const best = cost.indexOf(Math.min(...cost));
  candidates[best][0] = best;
  return candidates[best];
}

const kModes = {rgb: {type: 2, from: [0, 1, 2]}, rgba: {type: 6, from: [0, 1, 2, 3]}, grey: {type: 0, from: [1]}};

export function ihdr(width, height, {depth = 8, type = 2, interlace = 0} = {}) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, type, 0, 0, interlace], 8);
  return chunk('IHDR', data);
}

function imageData(canvas, mode) {
  const {from} = kModes[mode];
  const rows = [];
  let above = Buffer.alloc(canvas.width * from.length);
  for (let y = 0; y < canvas.height; y++) {
    const line = Buffer.alloc(above.length);
    for (let x = 0, o = 0; x < canvas.width; x++) {
      for (const channel of from) line[o++] = canvas.pixels[(y * canvas.width + x) * 4 + channel];
    }
    rows.push(filtered(line, above, from.length));
    above = line;
  }
  return zlib.deflateSync(Buffer.concat(rows), {level: 9});
}

/** A whole file: chunks `before` the pixels, the pixels in `idats` IDAT chunks, chunks `after` them. */
export function png(canvas, {mode = 'rgb', before = [], after = [], idats = 1} = {}) {
  const data = imageData(canvas, mode);
  const step = Math.ceil(data.length / idats);
  const pixels = Array.from({length: idats}, (_, i) => chunk('IDAT', data.subarray(i * step, (i + 1) * step)));
  return Buffer.concat([
    kSignature, ihdr(canvas.width, canvas.height, {type: kModes[mode].type}), ...before, ...pixels, ...after, chunk('IEND'),
  ]);
}

/** Puts chunks right behind IHDR of a finished file: many files from one picture without compressing it again. */
export function withChunks(file, before, after = []) {
  const behindHeader = kSignature.length + 25;
  const end = file.length - 12;
  return Buffer.concat([file.subarray(0, behindHeader), ...before, file.subarray(behindHeader, end), ...after, file.subarray(end)]);
}
