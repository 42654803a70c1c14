// Compressed data that inflates to any size. A block that was flushed in full stands for itself and may be repeated, so that nothing large is ever in memory.

import zlib from 'node:zlib';
import {crc32} from '../png.mjs';
import {repeated} from './case.mjs';

const kBlock = 4 << 20;
const kModulus = 65521n;

const flushed = (fill) => zlib.deflateRawSync(Buffer.alloc(kBlock, fill), {level: 9, finishFlush: zlib.constants.Z_FULL_FLUSH});
const kEnd = zlib.deflateRawSync(Buffer.alloc(0));

/** RFC 1951: `mebibytes` (a multiple of 4) of one byte. */
export const rawBomb = (mebibytes, fill = 0) => Buffer.concat([repeated(flushed(fill), mebibytes / 4), kEnd]);

/** RFC 1950, with the right checksum: for n bytes f, a = 1 + n·f and b = n + f·n(n+1)/2. */
export function zlibBomb(mebibytes, fill = 0) {
  const [n, f] = [BigInt(mebibytes) << 20n, BigInt(fill)];
  const adler = Buffer.alloc(4);
  adler.writeUInt32BE(Number((((n + (f * n * (n + 1n)) / 2n) % kModulus) << 16n) | ((1n + n * f) % kModulus)));
  return Buffer.concat([Buffer.from([0x78, 0xda]), rawBomb(mebibytes, fill), adler]);
}

/** RFC 1952; the checksum is that of one block, which nobody gets to see. */
export function gzipBomb(mebibytes, fill = 0x20) {
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(Buffer.alloc(1024, fill)), 0);
  tail.writeUInt32LE((mebibytes << 20) >>> 0, 4);
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]), rawBomb(mebibytes, fill), tail]);
}

/** RFC 7932. */
export const brotliBomb = (mebibytes, fill = 0x20) =>
  zlib.brotliCompressSync(Buffer.alloc(mebibytes << 20, fill), {params: {[zlib.constants.BROTLI_PARAM_QUALITY]: 4}});
