// JPEG XL: rubbish behind the signature, boxes that inflate, parts in the wrong order.

import {random} from '../random.mjs';
import {box} from '../mp4.mjs';
import {brotliBomb} from './bombs.mjs';
import {either, failed, repeated, u32be as u32} from './case.mjs';
import {sample} from './bases.mjs';

const kSignature = Buffer.from('0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20', 'hex');
const kCodestream = Buffer.from([0xff, 0x0a]);
const codestream = () => sample('formats/skyline.jxl').subarray(sample('formats/skyline.jxl').indexOf('jxlc') + 4);
const container = (...boxes) => Buffer.concat([kSignature, ...boxes]);
const part = (index, bytes) => box('jxlp', u32(index), bytes);

export const jxlCases = [
  ...[1, 2, 3, 4].map((seed) => failed(`rubbish-${seed}.jxl`, 'rubbish behind the signature', () => Buffer.concat([kCodestream, random(seed).bytes(4000)]))),
  failed('zeros.jxl', 'zeros behind the signature', () => Buffer.concat([kCodestream, Buffer.alloc(4000)])),
  failed('ones.jxl', 'ones behind the signature: the largest size there is', () => Buffer.concat([kCodestream, Buffer.alloc(4000, 0xff)])),
  failed('signature-only.jxl', 'two bytes', () => kCodestream),
  failed('container-only.jxl', 'a container of nothing', () => container()),
  failed('box-of-rubbish.jxl', 'a box of rubbish', () => container(box('jxlc', random(9).bytes(4000)))),
  either('metadata-inflates-to-256-mib.jxl', 'a compressed box bomb', () => container(box('brob', Buffer.from('xml '), brotliBomb(256)), box('jxlc', codestream()))),
  either('exif-inflates-to-256-mib.jxl', 'a compressed box bomb', () => container(box('brob', Buffer.from('Exif'), brotliBomb(256, 0)), box('jxlc', codestream()))),
  either('box-in-itself.jxl', 'a compressed box of compressed boxes', () => container(...new Array(1000).fill(box('brob', Buffer.from('brob'), brotliBomb(1))), box('jxlc', codestream()))),
  either('parts-backwards.jxl', 'parts in the wrong order', () => container(part(0x80000001, codestream().subarray(500)), part(0, codestream().subarray(0, 500)))),
  either('parts-without-number.jxl', 'two hundred thousand empty parts', () => container(repeated(part(0, Buffer.alloc(0)), 200_000), part(0x80000001, codestream()))),
  failed('parts-all-the-last.jxl', 'parts that are all the last', () => container(repeated(part(0xffffffff, Buffer.alloc(1)), 1000))),
  either('million-boxes.jxl', 'boxes without number', () => container(repeated(box('free'), 1_000_000), box('jxlc', codestream()))),
  either('box-of-4-gib.jxl', 'a box of 4 GiB', () => container(Buffer.from('ffffffff6a786c63', 'hex'), codestream())),
  either('box-of-64-bits.jxl', 'a box of 2⁶⁴ bytes', () => container(Buffer.from('000000016a786c63ffffffffffffffff', 'hex'), codestream())),
  either('reconstruction-of-rubbish.jxl', 'JPEG reconstruction of rubbish', () => container(box('jbrd', random(5).bytes(4000)), box('jxlc', codestream()))),
  either('picture-twice.jxl', 'two codestreams', () => container(box('jxlc', codestream()), box('jxlc', codestream()))),
];
