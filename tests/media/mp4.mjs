// MP4 files (ISO/IEC 14496-12): metadata boxes into finished ones, and cheap large ones. Pictures come from samples/.

import fs from 'node:fs';

export function box(type, ...parts) {
  const body = Buffer.concat(parts);
  const head = Buffer.from(`\0\0\0\0${type}`, 'latin1');
  head.writeUInt32BE(body.length + 8, 0);
  return Buffer.concat([head, body]);
}

const u32 = (v) => { const b = Buffer.alloc(4); b.writeUInt32BE(v); return b; };

/** The boxes of a run of bytes: {type, start, end, body}. */
export function boxesOf(bytes) {
  const out = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at) || bytes.length - at;
    out.push({type: bytes.toString('latin1', at + 4, at + 8), start: at, end: at + size, body: bytes.subarray(at + 8, at + size)});
    at += size;
  }
  return out;
}

/** udta/meta with keys and ilst, as ffmpeg's use_metadata_tags writes them. */
export function keyedMetadata(entries) {
  const names = Object.keys(entries);
  const keys = box('keys', u32(0), u32(names.length), ...names.map((name) => box('mdta', Buffer.from(name))));
  const values = names.map((name, i) => {
    const item = box('data', u32(1), u32(0), Buffer.from(entries[name], 'utf8'));
    return Buffer.concat([u32(item.length + 8), u32(i + 1), item]);
  });
  const handler = box('hdlr', u32(0), u32(0), Buffer.from('mdta'), Buffer.alloc(13));
  return box('udta', box('meta', u32(0), handler, keys, box('ilst', ...values)));
}

const kContainers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl']);

function shiftChunkOffsets(bytes, by) {
  for (const {type, body} of boxesOf(bytes)) {
    if (kContainers.has(type)) shiftChunkOffsets(body, by);
    if (type !== 'stco') continue;
    for (let i = 0; i < body.readUInt32BE(4); i++) body.writeUInt32BE(body.readUInt32BE(8 + 4 * i) + by, 8 + 4 * i);
  }
}

/** The file with its first track turned by a quarter to the right when shown. */
export function turned(file) {
  const out = Buffer.from(file);
  const inside = (bytes, type) => boxesOf(bytes).find((b) => b.type === type).body;
  const header = inside(inside(inside(out, 'moov'), 'trak'), 'tkhd');
  const height = header.readUInt32BE(header.length - 4);
  const matrix = [0, 0x00010000, 0, 0xffff0000, 0, 0, height, 0, 0x40000000];
  matrix.forEach((value, i) => header.writeUInt32BE(value, header.length - 44 + 4 * i));
  return out;
}

/** The file with its moov last, that moov's udta replaced. */
export function withMetadata(file, entries) {
  const boxes = boxesOf(file);
  const moov = boxes.find((b) => b.type === 'moov');
  const media = boxes.find((b) => b.type === 'mdat');
  const inner = Buffer.concat(boxesOf(moov.body).filter((b) => b.type !== 'udta').map((b) => moov.body.subarray(b.start, b.end)));
  if (moov.start < media.start) shiftChunkOffsets(inner, moov.start - moov.end);
  const others = boxes.filter((b) => b !== moov).map((b) => file.subarray(b.start, b.end));
  return Buffer.concat([...others, box('moov', inner, keyedMetadata(entries))]);
}

/** Writes the file followed by a hole of `bytes` inside a `free` box: takes time to read through, no room on the disk. */
export function writeLarge(path, file, bytes) {
  const head = Buffer.alloc(16);
  head.writeUInt32BE(1, 0);
  head.write('free', 4, 'latin1');
  head.writeBigUInt64BE(BigInt(bytes), 8);
  fs.writeFileSync(path, Buffer.concat([file, head]));
  fs.truncateSync(path, file.length + bytes);
}
