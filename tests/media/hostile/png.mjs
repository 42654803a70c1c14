// PNG: pixels and texts that inflate without end, sizes nobody has memory for, chunks without number, hidden texts that lie.

import zlib from 'node:zlib';
import {lyingChunk} from '../damaged.mjs';
import {chunk, ihdr, kSignature, png, tEXt, withChunks} from '../png.mjs';
import {scene} from '../scenes.mjs';
import {gzipBomb, zlibBomb} from './bombs.mjs';
import {done, either, failed, kOrMemory, repeated, u32be} from './case.mjs';

const sound = () => png(scene('tiles', 32, 24, 1));
const latin = (text) => Buffer.from(text, 'latin1');
const file = (...chunks) => Buffer.concat([kSignature, ...chunks, chunk('IEND')]);
const claimed = (width, height, options) => file(ihdr(width, height, options), chunk('IDAT', zlib.deflateSync(Buffer.alloc(4096))));
const inflating = (width, height, mebibytes, options) => file(ihdr(width, height, options), chunk('IDAT', zlibBomb(mebibytes)));
const text = (type, prefix, mebibytes) => chunk(type, Buffer.concat([latin(prefix), zlibBomb(mebibytes, 0x20)]));

/** A picture whose alpha's lowest bits, column by column, are `payload`. */
function hiding(payload) {
  const bits = payload.length * 8;
  const side = Math.max(32, Math.ceil(Math.sqrt(bits)));
  const lines = Buffer.alloc(side * (side * 4 + 1), 0xfe);
  for (let y = 0; y < side; y++) lines[y * (side * 4 + 1)] = 0;
  for (let i = 0; i < bits; i++) {
    const [x, y] = [Math.floor(i / side), i % side];
    if (payload[i >> 3] & (0x80 >> (i & 7))) lines[y * (side * 4 + 1) + 1 + 4 * x + 3] |= 1;
  }
  return file(ihdr(side, side, {type: 6}), chunk('IDAT', zlib.deflateSync(lines, {level: 1})));
}
const stealth = (magic, body, bits = body.length * 8) => hiding(Buffer.concat([latin(magic), u32be(bits), body]));

const sizes = [[60_000, 60_000], [65_535, 65_535], [0x7fffffff, 0x7fffffff], [0xffffffff, 1], [1, 0x7fffffff], [100_000, 1], [1, 100_000]];

function animation(frames) {
  const control = (sequence) => chunk('fcTL', Buffer.concat([u32be(sequence), u32be(32), u32be(24), u32be(0), u32be(0), Buffer.from([0, 1, 0, 100, 0, 0])]));
  const parts = [];
  for (let i = 0; i < frames; i++) parts.push(control(2 * i + 1), chunk('fdAT', Buffer.concat([u32be(2 * i + 2), Buffer.from([0x78])])));
  return withChunks(sound(), [chunk('acTL', Buffer.concat([u32be(0xffffffff), u32be(0)])), control(0)], parts);
}

export const pngCases = [
  either('pixels-inflate-to-1-gib.png', 'IDAT holds a thousand times what the header says', () => inflating(16, 16, 1024)),
  either('pixels-inflate-to-8-gib.png', 'the same, beyond 32 bits', () => inflating(64, 64, 8192)),
  either('pixels-as-large-as-allowed.png', '256 megapixels of RGBA that are really there', () => inflating(16_384, 16_380, 1024, {type: 6}), kOrMemory),
  failed('pixels-of-16-bits-beyond-memory.png', '2 GiB of samples, all claimed, few there', () => inflating(16_000, 16_000, 64, {type: 6, depth: 16}), kOrMemory),
  ...sizes.map(([w, h]) => failed(`claims-${w}-by-${h}.png`, 'a size beyond memory', () => claimed(w, h))),
  failed('no-width.png', 'a size of nothing', () => claimed(0, 32)),
  failed('chunk-claims-2-gib.png', 'a length of 2 GiB in 45 bytes', () => lyingChunk()),
  failed('pixels-claim-2-gib.png', 'IDAT of 2 GiB that is not there', () => file(ihdr(64, 64), chunk('IDAT', Buffer.alloc(100), {length: 0x7fffffff}))),
  failed('text-of-700-mib-with-holes.png', 'a text chunk that is there, and all of it zeros', () => {
    const start = Buffer.concat([kSignature, ihdr(8, 8), u32be(700 << 20), latin('tEXtparameters\0')]);
    return {size: start.length + (700 << 20), parts: [[0, start]]};
  }),
  done('ztxt-inflates-to-4-gib.png', 'compressed text bomb', () => withChunks(sound(), [text('zTXt', 'parameters\0\0', 4096)])),
  done('itxt-inflates-to-4-gib.png', 'compressed international text bomb', () => withChunks(sound(), [text('iTXt', 'prompt\0\x01\0\0\0', 4096)])),
  done('itxt-xmp-inflates-to-1-gib.png', 'compressed XMP bomb', () => withChunks(sound(), [text('iTXt', 'XML:com.adobe.xmp\0\x01\0\0\0', 1024)])),
  either('hundred-texts-of-60-mib.png', 'each below a bound, together 6 GiB', () => withChunks(sound(), new Array(100).fill(text('zTXt', 'parameters\0\0', 60)))),
  either('profile-inflates-to-1-gib.png', 'ICC profile bomb', () => withChunks(sound(), [text('iCCP', 'icc\0\0', 1024)])),
  done('hundred-thousand-texts.png', 'texts without number, one key', () => withChunks(sound(), [repeated(tEXt('parameters', 'x'), 100_000)])),
  done('ten-thousand-keys.png', 'keys that look like our own numbering', () => withChunks(sound(), Array.from({length: 10_000}, (_, i) => tEXt(i % 2 ? 'a' : `a (${i})`, 'x')))),
  failed('million-empty-chunks.png', 'chunks without number', () => withChunks(sound(), [repeated(chunk('aaAa'), 1_000_000)]), ['too_large']),
  failed('hundred-thousand-empty-idats.png', 'pixels in pieces of nothing', () => file(ihdr(8, 8), repeated(chunk('IDAT'), 100_000))),
  either('animation-of-4-billion-frames.png', 'claims 2³² frames and has twenty thousand', () => animation(20_000)),
  either('palette-of-16-mib.png', 'a palette without end', () => file(ihdr(8, 8, {type: 3}), chunk('PLTE', Buffer.alloc(16 << 20)), chunk('IDAT', zlib.deflateSync(Buffer.alloc(72, 255))))),
  failed('palette-missing.png', 'colours from a palette that is not there', () => file(ihdr(8, 8, {type: 3}), chunk('IDAT', zlib.deflateSync(Buffer.alloc(72, 200))))),
  failed('depth-of-3.png', 'a depth that does not exist', () => claimed(8, 8, {depth: 3})),
  failed('type-of-7.png', 'a colour type that does not exist', () => claimed(8, 8, {type: 7})),
  failed('interlace-of-9.png', 'an interlace that does not exist', () => claimed(8, 8, {interlace: 9})),
  failed('filter-of-9.png', 'line filters that do not exist', () => file(ihdr(8, 8), chunk('IDAT', zlib.deflateSync(Buffer.alloc(200, 9))))),
  failed('dictionary.png', 'deflate with a preset dictionary', () => file(ihdr(8, 8), chunk('IDAT', Buffer.from('78bbdeadbeef0300', 'hex')))),
  failed('no-pixels.png', 'header and end, nothing between', () => file(ihdr(8, 8))),
  either('two-headers.png', 'a second header that says otherwise', () => withChunks(sound(), [ihdr(50_000, 4_000)])),
  either('interlaced-one-by-one.png', 'interlaced, with passes of no pixels', () => file(ihdr(1, 1, {interlace: 1}), chunk('IDAT', zlib.deflateSync(Buffer.alloc(4))))),
  done('hidden-gzip-inflates-to-256-mib.png', 'gzip bomb in the alpha\'s lowest bits', () => stealth('stealth_pngcomp', gzipBomb(256))),
  done('hidden-length-of-4-gibibits.png', 'a hidden text longer than the picture', () => stealth('stealth_pnginfo', Buffer.alloc(64, 0x41), 0xffffffff)),
  done('hidden-gzip-that-is-none.png', 'hidden text that is not what it says', () => stealth('stealth_pngcomp', Buffer.alloc(2000, 0x37))),
  done('hidden-length-of-nothing.png', 'a hidden text of no bits', () => stealth('stealth_pngcomp', Buffer.alloc(8), 0)),
  done('hidden-length-of-odd-bits.png', 'a hidden text that ends within a byte', () => stealth('stealth_pnginfo', Buffer.alloc(64, 0x41), 13)),
];
