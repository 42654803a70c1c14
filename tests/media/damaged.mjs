// Files that are not what they claim to be. Every one must fail by itself, with a reason, and cost nothing else.

import zlib from 'node:zlib';
import {chunk, crc32, ihdr, png} from './png.mjs';
import {Canvas} from './canvas.mjs';

const kSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export const truncated = (file, bytes) => file.subarray(0, bytes);

/** A real one-file ZIP archive. */
export function zip(name = 'hello.txt', text = 'not a picture\n') {
  const data = zlib.deflateRawSync(Buffer.from(text));
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(Buffer.from(text)), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(text.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), data]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** A PNG of 45 bytes whose first chunk behind the header claims two gibibytes. */
export const lyingChunk = () => Buffer.concat([kSignature, ihdr(64, 64), chunk('tEXt', Buffer.alloc(0), {length: 0x7fffffff})]);

/** A PNG cut inside its header: recognisable, without so much as a size. */
export const headless = () => Buffer.concat([kSignature, ihdr(64, 64)]).subarray(0, 20);

/** A small file whose compressed text inflates to `mebibytes` of nothing. */
export function textBomb(mebibytes) {
  const value = Buffer.concat([Buffer.from('parameters\0\0', 'latin1'), zlib.deflateSync(Buffer.alloc(mebibytes << 20, 0x20), {level: 9})]);
  return png(new Canvas(8, 8), {before: [chunk('zTXt', value)]});
}

/** One of each kind, by file name, with the reasons that may be given for it when only metadata is asked for. */
export const damagedFiles = () => ({
  'empty.jpg': {bytes: Buffer.alloc(0), reasons: ['unsupported', 'corrupt']},
  'archive.png': {bytes: zip(), reasons: ['unsupported']},
  'text.webp': {bytes: Buffer.from('This is a text file.\n'), reasons: ['unsupported']},
  'headless.png': {bytes: headless(), reasons: ['corrupt']},
  'marker-only.jpg': {bytes: Buffer.from([0xff, 0xd8, 0xff]), reasons: ['corrupt', 'unsupported']},
  'riff-of-nothing.webp': {bytes: Buffer.from('RIFF\x04\0\0\0WEBP', 'latin1'), reasons: ['corrupt']},
  'ftyp-only.mp4': {bytes: Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1'), reasons: ['corrupt']},
});
