// TIFF: directories in circles, entries without number, strips of everything.

import {deflateSync} from 'node:zlib';
import {directory, entriesOf, entry, head} from '../tiff.mjs';
import {zlibBomb} from './bombs.mjs';
import {either, failed, kOrMemory, repeated} from './case.mjs';
import {sample} from './bases.mjs';

const [kShort, kLong] = [3, 4];
const sound = () => sample('formats/skyline.tiff');

/** The sample with entries of its directory replaced: {tag: {type, count, value}}. */
function changed(changes) {
  const out = Buffer.from(sound());
  for (const {tag, at, ...was} of entriesOf(out)) {
    if (!(tag in changes)) continue;
    const {type, count, value} = {...was, ...changes[tag]};
    entry(tag, type, count, value).copy(out, at);
  }
  return out;
}
const [kWidth, kHeight, kBits, kCompression, kPhotometric, kOffsets, kSamples, kRows, kCounts, kPredictor] = [256, 257, 258, 259, 262, 273, 277, 278, 279, 317];
const size = (width, height) => ({[kWidth]: {type: kLong, count: 1, value: width}, [kHeight]: {type: kLong, count: 1, value: height}});

/** A file of one strip with the given compression. */
function strip(width, height, compression, data, {samples = 3, bits = 8} = {}) {
  const first = 8 + data.length + (data.length % 2);
  return Buffer.concat([head(first), data, Buffer.alloc(data.length % 2), directory([
    entry(kWidth, kLong, 1, width), entry(kHeight, kLong, 1, height), entry(kBits, kShort, 1, bits), entry(kCompression, kShort, 1, compression),
    entry(kPhotometric, kShort, 1, samples === 1 ? 1 : 2), entry(kOffsets, kLong, 1, 8), entry(kSamples, kShort, 1, samples), entry(kRows, kLong, 1, height), entry(kCounts, kLong, 1, data.length),
  ])]);
}

/** A circle of directories: the last's next is the first. */
function circle(count) {
  const one = directory([entry(kWidth, kLong, 1, 8)]).length;
  return Buffer.concat([head(), ...Array.from({length: count}, (_, i) => directory([entry(kWidth, kLong, 1, 8)], {next: 8 + one * ((i + 1) % count)}))]);
}

export const tiffCases = [
  failed('directory-of-itself.tiff', 'a directory whose next is itself', () => circle(1)),
  failed('directories-in-a-circle.tiff', 'a circle of a thousand directories', () => circle(1000)),
  either('sixty-thousand-directories.tiff', 'directories without number', () => {
    const out = circle(60_000);
    out.writeUInt32LE(0, out.length - 4);
    return out;
  }),
  either('sub-directories-of-itself.tiff', 'sub-directories, EXIF and GPS that are the directory', () => Buffer.concat([head(), directory([330, 34665, 34853].map((tag) => entry(tag, kLong, 1, 8)))])),
  failed('claims-65535-entries.tiff', 'entries that are not there', () => Buffer.concat([head(), directory([], {count: 65_535})])),
  either('has-65535-entries.tiff', 'entries without number', () => Buffer.concat([head(), directory(new Array(65_535).fill(entry(270, 2, 1000, 8)))])),
  either('entries-of-4-gib.tiff', 'values of 2³² eight-byte numbers', () => Buffer.concat([head(), directory(Array.from({length: 300}, (_, i) => entry(i + 256, 5, 0xffffffff, 8)))])),
  failed('directory-beyond.tiff', 'a directory beyond the file', () => head(0xfffffff0)),
  either('directory-in-the-head.tiff', 'a directory that is the head', () => Buffer.concat([head(0), sound().subarray(8)])),
  failed('size-of-4-gigapixels.tiff', 'a size beyond any measure', () => changed(size(0xffffffff, 0xffffffff))),
  either('size-of-16000.tiff', 'a size that is just allowed', () => changed(size(16_000, 16_000)), kOrMemory),
  failed('size-of-nothing.tiff', 'a size of no pixels', () => changed(size(0, 0))),
  either('strips-without-number.tiff', 'claims 2³² strips', () => changed({[kOffsets]: {count: 0xffffffff}, [kCounts]: {count: 0xffffffff}})),
  either('strips-of-one-row.tiff', 'more strips than were written', () => changed({[kRows]: {value: 1}})),
  either('strips-of-no-rows.tiff', 'strips of nothing', () => changed({[kRows]: {value: 0}})),
  failed('strips-beyond.tiff', 'strips beyond the file', () => changed({[kOffsets]: {type: kLong, count: 1, value: 0xfffffff0}})),
  either('strips-are-the-head.tiff', 'strips that are the file itself', () => changed({[kOffsets]: {type: kLong, count: 1, value: 0}})),
  either('strip-lengths-of-4-gib.tiff', 'strips of 4 GiB', () => changed({[kCounts]: {type: kLong, count: 1, value: 0xffffffff}})),
  failed('samples-of-65535.tiff', 'sixty-five thousand samples a pixel', () => changed({[kSamples]: {value: 65_535}})),
  failed('bits-of-65535.tiff', 'sixty-five thousand bits a sample', () => changed({[kBits]: {count: 1, value: 65_535}})),
  either('bits-of-nothing.tiff', 'no bits a sample', () => changed({[kBits]: {count: 1, value: 0}})),
  ...[0, 2, 3, 4, 5, 6, 7, 32773, 32946, 34712, 50000, 65535].map((value) => either(`compressed-as-${value}.tiff`, 'data that is compressed otherwise', () => changed({[kCompression]: {value}}))),
  ...[2, 3, 8, 65535].map((value) => either(`photometric-of-${value + 1}.tiff`, 'colours of another kind', () => changed({[kPhotometric]: {value: value + 1}}))),
  either('predictor-of-3.tiff', 'a predictor of floating point', () => changed({[kPredictor]: {value: 3}})),
  either('strip-inflates-to-4-gib.tiff', 'a strip that goes on behind its rows', () => strip(64, 64, 8, zlibBomb(4096))),
  failed('strip-of-16000.tiff', '768 MiB of pixels that are really there', () => strip(16_000, 16_000, 8, zlibBomb(736)), ['too_large']),
  either('strip-packed.tiff', 'PackBits that runs on', () => strip(64, 64, 32773, repeated(Buffer.from([0x81, 0xff]), 1_000_000))),
  either('strip-lzw-of-rubbish.tiff', 'LZW of rubbish', () => strip(2000, 2000, 5, Buffer.alloc(100_000, 0xaa))),
  either('strip-of-one-bit.tiff', 'one bit a pixel, a hundred megapixels', () => strip(10_000, 10_000, 8, deflateSync(Buffer.alloc(12_500_000)), {samples: 1, bits: 1}), kOrMemory),
  either('big-tiff.tiff', 'a head of 64 bits with a directory at their end', () => Buffer.from('49492b0008000000f0ffffffffffffff', 'hex')),
  either('other-order.tiff', 'a file that says its order wrongly', () => Buffer.concat([Buffer.from('MM\0*', 'latin1'), sound().subarray(4)])),
];
