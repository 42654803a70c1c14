// MP4 and MOV: tables of 2³² entries, boxes of any size and depth, samples that are nowhere.

import {box, boxesOf, keyedMetadata} from '../mp4.mjs';
import {zlibBomb} from './bombs.mjs';
import {done, either, failed, repeated, u32be as u32, u64be as u64} from './case.mjs';
import {sample} from './bases.mjs';

const kBase = 'formats/skyline.mp4';

/** The file with the first box at a path (such as moov/trak/mdia) replaced by what `make` gives for its body. */
function rewritten(bytes, [type, ...rest], make) {
  const found = boxesOf(bytes).find((b) => b.type === type);
  const inner = rest.length ? box(type, rewritten(found.body, rest, make)) : make(found.body);
  return Buffer.concat([bytes.subarray(0, found.start), inner, bytes.subarray(found.end)]);
}

const kTables = 'moov/trak/mdia/minf/stbl';
const replaced = (at, make, name = kBase) => () => rewritten(sample(name), at.split('/'), make);
const table = (type, ...parts) => replaced(`${kTables}/${type}`, () => box(type, u32(0), ...parts));
const patched = (at, patch) => replaced(at, (body) => {
  const out = Buffer.from(body);
  patch(out);
  return box(at.split('/').at(-1), out);
});
const appended = (...parts) => () => Buffer.concat([sample(kBase), ...parts]);
const inMovie = (...parts) => replaced('moov', (body) => box('moov', body, ...parts));
const sized = (type, size) => { const head = Buffer.from(`\0\0\0\0${type}`, 'latin1'); head.writeUInt32BE(size); return head; };
const large = (type, size) => Buffer.concat([sized(type, 1), u64(size)]);
const kMost = u32(0xffffffff);
const kBrand = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2', 'latin1'));

function nested(type, depth) {
  const out = Buffer.alloc(8 * depth);
  for (let i = 0; i < depth; i++) sized(type, 8 * (depth - i)).copy(out, 8 * i);
  return out;
}

export const mp4Cases = [
  either('sizes-of-4-billion-samples.mp4', 'a size table of 2³² entries', table('stsz', u32(0), kMost)),
  either('sizes-of-4-billion-equal-samples.mp4', '2³² samples of one byte, which needs no table', table('stsz', u32(1), kMost)),
  either('sizes-of-4-gib.mp4', 'samples of 4 GiB each', table('stsz', u32(0xffffffff), u32(8))),
  either('sizes-of-nothing.mp4', 'samples of no bytes', table('stsz', u32(0), u32(8), Buffer.alloc(32))),
  either('chunks-of-4-billion.mp4', 'an offset table of 2³² entries', table('stco', kMost)),
  failed('chunks-beyond.mp4', 'chunks beyond the file', table('stco', u32(1), u32(0xfffffff0))),
  either('chunks-at-the-start.mp4', 'chunks that are the file\'s own headers', table('stco', u32(1), u32(0))),
  either('times-of-4-billion.mp4', 'a time table of 2³² entries', table('stts', kMost)),
  either('times-without-end.mp4', 'a million times 2³² samples', table('stts', u32(100_000), repeated(Buffer.concat([kMost, kMost]), 100_000))),
  either('times-of-nothing.mp4', 'samples that take no time', table('stts', u32(1), u32(8), u32(0))),
  either('chunk-map-of-4-billion.mp4', 'a chunk map of 2³² entries', table('stsc', kMost)),
  either('chunk-map-of-4-billion-samples.mp4', 'a chunk of 2³² samples', table('stsc', u32(1), u32(1), kMost, u32(1))),
  either('chunk-map-from-zero.mp4', 'a chunk map that begins before the first', table('stsc', u32(1), u32(0), u32(0), u32(0))),
  failed('descriptions-of-4-billion.mp4', 'claims 2³² sample descriptions', table('stsd', kMost)),
  failed('description-of-nothing.mp4', 'no sample description', table('stsd', u32(0))),
  failed('description-of-65535.mp4', 'a film of 65535 by 65535', patched(`${kTables}/stsd`, (b) => b.fill(0xff, 40, 44))),
  either('decoder-settings-of-zeros.mp4', 'decoder settings wiped', patched(`${kTables}/stsd`, (b) => b.fill(0, 102, 140))),
  either('decoder-settings-of-ones.mp4', 'decoder settings of ones', patched(`${kTables}/stsd`, (b) => b.fill(0xff, 102, 140))),
  either('coded-as-something-else.mp4', 'H.264 that says it is HEVC', patched(`${kTables}/stsd`, (b) => b.write('hvc1', 12, 'latin1'))),
  failed('coded-as-nothing-known.mp4', 'a codec nobody knows', patched(`${kTables}/stsd`, (b) => b.write('xxxx', 12, 'latin1'))),
  either('no-time-scale.mp4', 'a second of no ticks', patched('moov/trak/mdia/mdhd', (b) => b.fill(0, 12, 16))),
  either('no-movie-time-scale.mp4', 'a second of no ticks, for the film', patched('moov/mvhd', (b) => b.fill(0, 12, 16))),
  either('lasts-for-ever.mp4', 'a film of 2³² seconds', patched('moov/mvhd', (b) => { b.writeUInt32BE(1, 12); b.fill(0xff, 16, 20); })),
  either('track-of-65535.mp4', 'a track of 65535.99 pixels', patched('moov/trak/tkhd', (b) => b.fill(0xff, b.length - 8))),
  either('turned-by-nothing.mp4', 'a rotation of zeros', patched('moov/trak/tkhd', (b) => b.fill(0, b.length - 44, b.length - 8))),
  failed('thousand-tracks.mp4', 'tracks without number', () => rewritten(sample(kBase), ['moov'], (body) => {
    const track = boxesOf(body).find((b) => b.type === 'trak');
    return box('moov', body, repeated(body.subarray(track.start, track.end), 5000));
  }), ['too_large']),
  either('edits-of-4-billion.mp4', 'an edit list of 2³² entries', inMovie(box('trak', box('edts', box('elst', u32(0), kMost))))),
  either('keys-of-4-billion.mp4', 'claims 2³² keys', inMovie(box('udta', box('meta', u32(0), box('keys', u32(0), kMost), box('ilst'))))),
  either('values-of-keys-that-are-none.mp4', 'values by numbers nobody has', inMovie(box('udta', box('meta', u32(0), box('keys', u32(0), u32(0)), box('ilst', repeated(box('\xff\xff\xff\xff', box('data', u32(1), u32(0), Buffer.from('x'))), 1000)))))),
  either('text-of-24-mib.mp4', 'a prompt beyond the bound', () => rewritten(sample(kBase), ['moov'], (body) => box('moov', body, keyedMetadata({prompt: '('.repeat(24 << 20)})))),
  either('fifty-thousand-keys.mp4', 'metadata without number', () => rewritten(sample(kBase), ['moov'], (body) => box('moov', body, keyedMetadata(Object.fromEntries(Array.from({length: 50_000}, (_, i) => [`k${i}`, 'v'])))))),
  either('movie-compressed-bomb.mov', 'a compressed movie box of 1 GiB', () => Buffer.concat([box('ftyp', Buffer.from('qt  \0\0\0\0qt  ')), box('moov', box('cmov', box('dcom', Buffer.from('zlib')), box('cmvd', u32(0x40000000), zlibBomb(1024))))])),
  failed('boxes-ten-thousand-deep.mp4', 'boxes in boxes', () => Buffer.concat([kBrand, nested('moov', 10_000)])),
  either('user-data-ten-thousand-deep.mp4', 'metadata in metadata', inMovie(nested('udta', 10_000))),
  either('metas-ten-thousand-deep.mp4', 'metas in metas', inMovie(nested('meta', 10_000))),
  either('million-empty-boxes.mp4', 'boxes without number', appended(repeated(box('free'), 1_000_000))),
  either('thousand-movies.mp4', 'a film a thousand times', () => repeated(sample(kBase), 1000)),
  either('box-of-64-bits.mp4', 'a box of 2⁶⁴ bytes', appended(large('free', '0xffffffffffffffff'))),
  either('box-that-ends-before-it-begins.mp4', 'a large box smaller than its head', appended(large('free', 3))),
  either('box-of-4-bytes.mp4', 'a box smaller than its head', appended(sized('free', 4))),
  either('movie-of-64-bits.mp4', 'a movie box of 2⁶³ bytes', () => Buffer.concat([kBrand, large('moov', '0x8000000000000000'), sample(kBase)])),
  done('hole-of-600-mib.mp4', 'a large free box, and then nothing', () => {
    const start = Buffer.concat([sample(kBase), large('free', 600 << 20)]);
    return {size: sample(kBase).length + (600 << 20), parts: [[0, start]]};
  }),
  failed('fragments-without-movie.mp4', 'fragments of nothing', () => Buffer.concat([kBrand, repeated(box('moof', box('traf', box('tfhd', u32(0), u32(1)))), 10_000)])),
  either('fragment-of-4-billion.mp4', 'a fragment of 2³² samples', inMovie(box('mvex', box('trex', u32(0), u32(1), u32(1), kMost, kMost, u32(0))))),
  either('run-of-4-billion.mp4', 'a run of 2³² samples', appended(box('moof', box('traf', box('tfhd', u32(0x20000), u32(1)), repeated(box('trun', u32(0), kMost), 1000))))),
  failed('index-of-itself.mp4', 'a segment index that points at itself', appended(box('sidx', u32(0), u32(1), u32(1000), u32(0), u32(0), u32(0x0000ffff), repeated(Buffer.concat([u32(0x80000000), u32(0), u32(0)]), 65_535))), ['unsupported']),
  failed('media-wiped.mp4', 'zeros for a film', replaced('mdat', (body) => box('mdat', Buffer.alloc(body.length)))),
  failed('media-of-ones.mp4', 'ones for a film', replaced('mdat', (body) => box('mdat', Buffer.alloc(body.length, 0xff)))),
  failed('media-missing.mp4', 'a film whose media is not there', replaced('mdat', () => Buffer.alloc(0))),
  either('xmp-of-20-mib.mp4', 'XMP in a uuid box, nothing but opening brackets', appended(box('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), Buffer.alloc(20 << 20, 0x3c)))),
  failed('brand-of-brands.mp4', 'a megabyte of brands', () => box('ftyp', Buffer.from('isom\0\0\0\0'), repeated(Buffer.from('isom'), 250_000))),
];
