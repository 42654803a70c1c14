// Matroska and WebM: elements without size, without end, within themselves; seeking in circles.

import {tags, withTags} from '../webm.mjs';
import {zlibBomb} from './bombs.mjs';
import {done, either, failed, repeated} from './case.mjs';
import {sample} from './bases.mjs';

/** An element; a size of eight bytes, which may be false. */
function element(id, body = Buffer.alloc(0), size = body.length) {
  const written = Buffer.alloc(8);
  written.writeBigUInt64BE(BigInt(size) | (1n << 56n));
  return Buffer.concat([Buffer.from(id, 'hex'), written, body]);
}
const kUnknown = (1n << 56n) - 1n;
const number = (id, value, bytes = 4) => { const b = Buffer.alloc(8); b.writeBigUInt64BE(BigInt(value)); return element(id, b.subarray(8 - bytes)); };
const float = (id, value) => { const b = Buffer.alloc(8); b.writeDoubleBE(value); return element(id, b); };
const text = (id, value) => element(id, Buffer.from(value));

const kHead = element('1a45dfa3', Buffer.concat([text('4282', 'webm')]));
const segment = (...parts) => element('18538067', Buffer.concat(parts));
const file = (...parts) => Buffer.concat([kHead, segment(...parts)]);

const info = (...parts) => element('1549a966', Buffer.concat([number('2ad7b1', 1_000_000), ...parts]));
const video = (width = 128, height = 96) => element('e0', Buffer.concat([number('b0', width), number('ba', height)]));
const track = ({picture = video(), more = []} = {}) => element('ae', Buffer.concat([number('d7', 1, 1), number('83', 1, 1), text('86', 'V_VP9'), picture, ...more]));
const tracks = (...all) => element('1654ae6b', Buffer.concat(all.length ? all : [track()]));
const seek = (id, at) => element('4dbb', Buffer.concat([element('53ab', Buffer.from(id, 'hex')), number('53ac', at, 8)]));
const seekHead = (...entries) => element('114d9b74', Buffer.concat(entries));
const cluster = (...parts) => element('1f43b675', Buffer.concat([number('e7', 0), ...parts]));
const block = (data) => element('a3', Buffer.concat([Buffer.from([0x81, 0, 0, 0x80]), data]));

function nested(id, depth, size) {
  const one = element(id).length;
  const out = Buffer.alloc(one * depth);
  for (let i = 0; i < depth; i++) element(id, Buffer.alloc(0), size ?? one * (depth - i - 1)).copy(out, one * i);
  return out;
}

/** What a sound file consists of: the elements of a sample's segment from its Info on (whose id stands in the seek head too). */
const sound = () => {
  const bytes = sample('formats/skyline.webm');
  return bytes.subarray(bytes.lastIndexOf(Buffer.from('1549a966', 'hex')));
};

const compression = (algorithm) => element('6d80', element('6240', element('5034', number('4254', algorithm, 1))));
export const matroskaCases = [
  either('seek-head-of-itself.mkv', 'a seek head that points at itself', () => file(seekHead(seek('114d9b74', 0)), sound())),
  either('seek-heads-in-a-circle.mkv', 'two seek heads that point at each other', () => {
    const one = seekHead(seek('114d9b74', 0));
    return file(seekHead(seek('114d9b74', one.length)), one, sound());
  }),
  either('seek-head-of-100000.mkv', 'a hundred thousand entries, all the same place', () => file(seekHead(repeated(seek('1254c367', 60), 100_000)), sound())),
  either('seek-beyond.mkv', 'tags at the end of 64 bits', () => file(seekHead(seek('1254c367', '0xffffffffffffffff')), sound())),
  either('tags-are-the-segment.mkv', 'tags that are where the seek head is', () => file(seekHead(seek('1254c367', 0), seek('1654ae6b', 0)), sound())),
  done('tags-ten-thousand-deep.mkv', 'tags in tags', () => file(element('1254c367', element('7373', nested('67c8', 10_000))), sound())),
  either('tags-hundred-thousand.mkv', 'tags without number', () => file(element('1254c367', element('7373', repeated(element('67c8', Buffer.concat([text('45a3', 'A'), text('4487', 'x')])), 100_000))), sound())),
  done('tags-of-thirty-thousand-names.mkv', 'tags without number, each of its own name', () => file(tags(Object.fromEntries(Array.from({length: 30_000}, (_, i) => [`K${i}`, 'v']))), sound())),
  either('tag-of-24-mib.mkv', 'a text beyond the bound', () => withTags(sample('formats/skyline.mkv'), {PROMPT: '['.repeat(24 << 20)})),
  failed('segments-ten-thousand-deep.mkv', 'segments in segments', () => Buffer.concat([kHead, nested('18538067', 10_000)])),
  either('segments-without-size.mkv', 'segments of unknown size in each other', () => Buffer.concat([kHead, nested('18538067', 10_000, kUnknown)])),
  either('clusters-without-size.mkv', 'a hundred thousand clusters of unknown size', () => Buffer.concat([kHead, element('18538067', Buffer.alloc(0), kUnknown), sound(), repeated(element('1f43b675', Buffer.alloc(0), kUnknown), 100_000)])),
  either('clusters-without-number.mkv', 'a hundred thousand empty clusters', () => file(sound(), repeated(cluster(), 100_000))),
  either('million-voids.mkv', 'elements without number', () => file(repeated(Buffer.from([0xec, 0x80]), 1_000_000), sound())),
  either('void-of-4-exbibytes.mkv', 'an element of 2⁵⁶ bytes', () => file(sound(), element('ec', Buffer.alloc(0), kUnknown - 1n))),
  failed('tracks-without-number.mkv', 'fifty thousand tracks', () => file(info(), tracks(repeated(track(), 50_000))), ['too_large']),
  failed('size-of-4-gigapixels.mkv', 'a film beyond any measure', () => file(info(), tracks(track({picture: video(0xffffffff, 0xffffffff)})), cluster(block(Buffer.alloc(100))))),
  failed('size-of-nothing.mkv', 'a film of no pixels', () => file(info(), tracks(track({picture: video(0, 0)})))),
  failed('size-of-65535.webm', 'a film that is just too large, with rubbish for pictures', () => file(info(), tracks(track({picture: video(65_535, 65_535)})), cluster(block(Buffer.alloc(1000, 0x82))))),
  ...[['nothing', 0], ['no-number', NaN], ['for-ever', Infinity], ['less-than-nothing', -1e300]].map(([name, value]) =>
    either(`lasts-${name}.mkv`, 'a duration that is none', () => file(info(float('4489', value)), sound()))),
  either('no-time-scale.mkv', 'ticks of no length', () => file(element('1549a966', Buffer.concat([number('2ad7b1', 0), float('4489', 5)])), sound())),
  either('decoder-settings-bomb.mkv', 'decoder settings compressed, 1 GiB of them', () => file(info(), tracks(track({more: [compression(0), element('63a2', zlibBomb(1024))]})), cluster(block(zlibBomb(1024))))),
  either('block-bomb.mkv', 'a compressed block of 1 GiB', () => file(info(), tracks(track({more: [compression(0)]})), cluster(block(zlibBomb(1024))))),
  either('laces.mkv', 'a block of 256 laced frames of impossible sizes', () => file(sound(), cluster(element('a3', Buffer.concat([Buffer.from([0x81, 0, 0, 0x86, 0xff]), Buffer.alloc(2000, 0xff)]))))),
  either('blocks-of-rubbish.webm', 'ten thousand blocks of zeros', () => file(sound(), cluster(repeated(block(Buffer.alloc(64)), 10_000)))),
  either('blocks-of-no-track.webm', 'blocks of a track that is not there', () => file(sound(), cluster(repeated(element('a3', Buffer.from([0x8f, 0, 0, 0, 1])), 10_000)))),
  either('cues-in-a-circle.webm', 'cues that point at themselves', () => file(seekHead(seek('1c53bb6b', 0)), sound(), element('1c53bb6b', repeated(element('bb', Buffer.concat([number('b3', 0), element('b7', Buffer.concat([number('f7', 1, 1), number('f1', 0, 8)]))])), 10_000)))),
  either('attachments-of-20-mib.mkv', 'attached files', () => file(element('1941a469', element('61a7', Buffer.concat([text('466e', '../../x'), element('465c', Buffer.alloc(20 << 20))]))), sound())),
  either('ids-of-zeros.mkv', 'ids that no element may have', () => file(sound(), Buffer.alloc(100_000))),
  failed('head-says-long-ids.mkv', 'a head that allows ids of 255 bytes', () => Buffer.concat([element('1a45dfa3', Buffer.concat([number('42f2', 255, 1), number('42f3', 255, 1), text('4282', 'webm')])), segment(sound())]), ['unsupported']),
  either('head-of-other-kind.mkv', 'a document of another type', () => Buffer.concat([element('1a45dfa3', text('4282', 'x'.repeat(10_000))), segment(sound())])),
  done('tags-twice.mkv', 'the same tags a hundred times', () => Array.from({length: 100}).reduce((bytes) => withTags(bytes, {TITLE: 'again'}), sample('formats/skyline.mkv'))),
  either('tags-of-damaged-text.mkv', 'names and texts that are no UTF-8', () => file(tags({A: '\u0000'}), element('1254c367', element('7373', element('67c8', Buffer.concat([element('45a3', Buffer.from([0xff, 0xfe])), element('4487', Buffer.from([0xc3, 0x28]))])))), sound())),
  failed('head-only.mkv', 'a head and nothing else', () => kHead),
];
