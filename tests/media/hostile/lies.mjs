// Every length that a container states, replaced by what it is not.

import {boxesOf} from '../mp4.mjs';
import {entriesOf} from '../tiff.mjs';
import {either} from './case.mjs';
import {smallBases} from './bases.mjs';

const kLengthsOfOneFile = 24;

/** Where lengths stand: {at, bytes, little, ones}; `ones`: bits of the first byte that are no length. */
function pngLengths(file) {
  const out = [];
  for (let at = 8; at + 8 <= file.length; at += 12 + file.readUInt32BE(at)) out.push({at, bytes: 4});
  return out;
}

function jpegLengths(file) {
  const out = [];
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff; at += 2 + file.readUInt16BE(at + 2)) out.push({at: at + 2, bytes: 2});
  return out;
}

function gifLengths(file) {
  const out = [];
  const blocks = (at) => {
    for (; at < file.length && file[at] !== 0; at += 1 + file[at]) out.push({at, bytes: 1});
    return at + 1;
  };
  for (let at = 13 + 3 * (2 << (file[10] & 7)); at < file.length && file[at] !== 0x3b;) at = blocks(at + (file[at] === 0x21 ? 2 : 11));
  return out;
}

function riffLengths(file) {
  const out = [{at: 4, bytes: 4, little: true}];
  for (let at = 12; at + 8 <= file.length; at += 8 + file.readUInt32LE(at + 4) + (file.readUInt32LE(at + 4) % 2)) out.push({at: at + 4, bytes: 4, little: true});
  return out;
}

const kInside = {moov: 0, trak: 0, mdia: 0, minf: 0, stbl: 0, udta: 0, ilst: 0, meta: 4, iprp: 0, ipco: 0, stsd: 8, iinf: 6, iref: 4};
function boxLengths(bytes, offset = 0) {
  return boxesOf(bytes).flatMap(({type, start, body}) => [
    {at: offset + start, bytes: 4}, ...(type in kInside ? boxLengths(body.subarray(kInside[type]), offset + start + 8 + kInside[type]) : []),
  ]);
}

const kNested = new Set(['18538067', '1654ae6b', 'ae', 'e0', '1549a966', '114d9b74', '4dbb', '1254c367', '7373', '67c8', '1f43b675', '1c53bb6b', 'bb']);
function ebmlLengths(file, from = 0, to = file.length) {
  const out = [];
  for (let at = from; at < to;) {
    const idBytes = Math.clz32(file[at]) - 23;
    const sizeAt = at + idBytes;
    const bytes = Math.clz32(file[sizeAt]) - 23;
    if (idBytes > 4 || bytes > 8 || sizeAt + bytes > to) break;
    const mark = 0x100 >> bytes;
    let size = file[sizeAt] & (mark - 1);
    for (let i = 1; i < bytes; i++) size = size * 256 + file[sizeAt + i];
    out.push({at: sizeAt, bytes, mark});
    const end = Math.min(to, sizeAt + bytes + size);
    if (kNested.has(file.toString('hex', at, sizeAt))) out.push(...ebmlLengths(file, sizeAt + bytes, end));
    at = end;
  }
  return out;
}

const tiffLengths = (file) => [
  {at: 4, bytes: 4, little: true}, {at: file.readUInt32LE(4), bytes: 2, little: true},
  ...entriesOf(file).flatMap(({at}) => [{at: at + 4, bytes: 4, little: true}, {at: at + 8, bytes: 4, little: true}]),
];

const kFinders = [
  [/\.png$/, pngLengths], [/\.jpg$/, jpegLengths], [/\.gif$/, gifLengths], [/\.webp$/, riffLengths], [/\.(avif|heic|jxl|mp4|mov)$/, boxLengths], [/\.(webm|mkv)$/, ebmlLengths],
  [/\.tiff$/, tiffLengths],
];

function read(file, {at, bytes, little, mark}) {
  let value = 0n;
  for (let i = 0; i < bytes; i++) value = value * 256n + BigInt(file[little ? at + bytes - 1 - i : at + i]);
  return mark ? value - (BigInt(mark) << BigInt(8 * (bytes - 1))) : value;
}

function withLength(file, {at, bytes, little, mark}, value) {
  const bits = BigInt(mark ? 7 * bytes : 8 * bytes);
  let left = (value & ((1n << bits) - 1n)) + (mark ? BigInt(mark) << BigInt(8 * (bytes - 1)) : 0n);
  const out = Buffer.from(file);
  for (let i = 0; i < bytes; i++, left >>= 8n) out[little ? at + i : at + bytes - 1 - i] = Number(left & 255n);
  return out;
}

const lies = (truth) => new Map([['0', 0n], ['1', 1n], ['less', truth - 1n], ['more', truth + 1n], ['2-gib', 0x7fffffffn], ['4-gib', 0xffffffffn]].filter(([, value]) => value !== truth));

/** At most `count` of a list, evenly. */
const some = (list, count) => (list.length <= count ? list : Array.from({length: count}, (_, i) => list[Math.floor((i * list.length) / count)]));

function casesOf([name, file]) {
  const [, find] = kFinders.find(([pattern]) => pattern.test(name));
  const [stem, extension] = name.replaceAll('/', '-').split(/\.(?=[^.]+$)/);
  return some(find(file), kLengthsOfOneFile).flatMap((place) => [...lies(read(file, place))].map(([lie, value]) =>
    either(`${stem}-at-${place.at}-${lie}.${extension}`, 'a length that is not so', () => withLength(file, place, value))));
}

export const lieCases = () => smallBases().flatMap(casesOf);
