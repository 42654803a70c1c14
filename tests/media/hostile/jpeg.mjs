// JPEG: scans over scans, sizes beyond memory, tables and markers that make no sense.

import {commentSegment, endOfImage, head, jpeg, scan, segment, withSegments, xmpSegment} from '../jpeg.mjs';
import {photoshopResource} from '../xmp.mjs';
import {scene} from '../scenes.mjs';
import {done, either, failed, kOrMemory, repeated, u16be, u32be} from './case.mjs';

const sound = () => jpeg(scene('tiles', 32, 24, 1));
const latin = (text) => Buffer.from(text, 'latin1');
const kStart = Buffer.from([0xff, 0xd8]);

/** A grey progressive picture whose AC scan comes `count` times: few bytes each, all blocks visited each. */
function scans(side, count) {
  const header = head({width: side, height: side}, {components: 1, sof: 0xc2});
  const flat = [new Array((side / 8) ** 2).fill(new Array(64).fill(0))];
  // EOBRUN: symbol 0xe0 (run of 16384 + 14 bits) is in no table of ours, so that a table of one symbol is defined for it.
  const table = segment(0xc4, Buffer.from([0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xe0]));
  const runs = Math.ceil((side / 8) ** 2 / 32767);
  const bits = `${`0${'1'.repeat(14)}`.repeat(runs)}${'1'.repeat((8 - ((15 * runs) % 8)) % 8)}`;
  const data = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2))).toString('latin1').replace(/\xff/g, '\xff\0');
  const ac = Buffer.concat([segment(0xda, Buffer.from([1, 1, 0, 1, 63, 0])), latin(data)]);
  return Buffer.concat([header, scan([0], flat, {to: 0}), table, repeated(ac, count), endOfImage]);
}

const claimed = (width, height, components = 3) =>
  Buffer.concat([head({width, height}, {components}), segment(0xda, Buffer.from([components, ...[1, 0, 2, 0, 3, 0].slice(0, 2 * components), 0, 63, 0])), Buffer.alloc(200, 0x55), endOfImage]);

function patched(find, patch) {
  const out = Buffer.from(sound());
  patch(out, out.indexOf(find));
  return out;
}
const kFrame = Buffer.from([0xff, 0xc0]);
const profile = (part, of, bytes) => segment(0xe2, Buffer.concat([latin('ICC_PROFILE\0'), Buffer.from([part, of]), bytes]));
const extended = (total, offset) => segment(0xe1, Buffer.concat([
  latin(`http://ns.adobe.com/xmp/extension/\0${'A'.repeat(32)}`), u32be(total), u32be(offset), Buffer.alloc(100, 0x20),
]));

export const jpegCases = [
  failed('ten-thousand-scans.jpg', 'the same small scan again and again', () => scans(64, 10_000)),
  failed('scans-over-64-megapixels.jpg', 'two thousand scans of a large picture in 60 kB', () => scans(8000, 2000)),
  failed('scans-over-4-megapixels.jpg', 'five hundred scans of a middling picture', () => scans(2048, 500)),
  failed('claims-65500-by-65500.jpg', 'a size beyond memory', () => claimed(65_500, 65_500)),
  failed('claims-65535-by-65535-grey.jpg', 'the largest size', () => claimed(65_535, 65_535, 1)),
  failed('claims-65500-by-1.jpg', 'one line', () => claimed(65_500, 1)),
  either('claims-16000-by-16000.jpg', 'a size that is just allowed, with nothing behind it', () => claimed(16_000, 16_000), kOrMemory),
  failed('claims-no-height.jpg', 'a height to be said later, and never said', () => claimed(64, 0)),
  failed('claims-no-width.jpg', 'no width', () => claimed(0, 64)),
  failed('components-without-number.jpg', 'a frame of 255 components', () => patched(kFrame, (b, at) => { b[at + 9] = 255; })),
  failed('sampling-of-15.jpg', 'sampling factors that do not exist', () => patched(kFrame, (b, at) => { b[at + 11] = 0xff; })),
  failed('sampling-of-0.jpg', 'sampling factors of nothing', () => patched(kFrame, (b, at) => { b[at + 11] = 0; })),
  either('precision-of-12.jpg', '12 bits a sample', () => patched(kFrame, (b, at) => { b[at + 4] = 12; })),
  either('precision-of-255.jpg', '255 bits a sample', () => patched(kFrame, (b, at) => { b[at + 4] = 255; })),
  ...[[0xc3, 'lossless'], [0xc5, 'hierarchical'], [0xc9, 'arithmetic']].map(([sof, name]) => either(`${name}.jpg`, 'a frame of another process', () => patched(kFrame, (b, at) => { b[at + 1] = sof; }))),
  failed('tables-missing.jpg', 'no quantisation tables', () => patched(Buffer.from([0xff, 0xdb]), (b, at) => { b[at + 1] = 0xe5; })),
  failed('huffman-overfull.jpg', 'more codes than bits can say', () => withSegments(sound(), [segment(0xc4, Buffer.from([0, ...new Array(16).fill(255), ...new Array(200).fill(1)]))])),
  either('huffman-symbols-beyond.jpg', 'symbols that stand for nothing', () => patched(Buffer.from([0xff, 0xc4]), (b, at) => b.fill(0xff, at + 21, at + 33))),
  either('restarts-only.jpg', 'ten million bytes of restart markers', () => Buffer.concat([sound().subarray(0, -2), repeated(Buffer.from([0xff, 0xd0]), 5_000_000)])),
  either('restart-every-block.jpg', 'restarts announced and never there', () => withSegments(sound(), [segment(0xdd, u16be(1))])),
  either('fill-bytes.jpg', 'ten million fill bytes before a marker', () => Buffer.concat([kStart, Buffer.alloc(10_000_000, 0xff), sound().subarray(3)])),
  failed('hundred-thousand-starts.jpg', 'nothing but starts of pictures', () => repeated(kStart, 100_000)),
  either('three-hundred-thousand-comments.jpg', 'segments without number', () => withSegments(sound(), [repeated(commentSegment(''), 300_000)])),
  either('hundred-mib-of-comments.jpg', 'texts that are long together', () => withSegments(sound(), [repeated(commentSegment('x'.repeat(65_533)), 1600)])),
  either('two-frames.jpg', 'a second frame header that says otherwise', () => withSegments(sound(), [segment(0xc0, Buffer.from([8, 0xff, 0xdc, 0xff, 0xdc, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1]))])),
  either('thumbnail-is-the-picture.jpg', 'a picture in a picture in a picture', () => withSegments(sound(), new Array(50).fill(segment(0xe1, Buffer.concat([latin('Exif\0\0'), sound().subarray(0, 3000)]))))),
  either('profile-in-255-parts.jpg', 'profile parts that repeat, contradict and lack', () => withSegments(sound(), Array.from({length: 255}, (_, i) => profile((i * 7) % 256, i % 5 ? 255 : 3, Buffer.alloc(1000, i))))),
  either('profile-of-16-mib.jpg', 'a profile of zeros in 255 full parts', () => withSegments(sound(), Array.from({length: 255}, (_, i) => profile(i + 1, 255, Buffer.alloc(65_519))))),
  done('extended-xmp-of-4-gib.jpg', 'XMP parts that claim 4 GiB and lie beyond each other', () => withSegments(sound(), [
    xmpSegment('<x xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"/>'), extended(0xffffffff, 0), extended(0xffffffff, 0xfffffff0), extended(10, 5),
  ])),
  done('photoshop-resource-of-4-gib.jpg', 'a resource longer than its segment', () => {
    const resource = photoshopResource(Buffer.alloc(64, 0x1c));
    resource.writeUInt32BE(0xffffffff, 22);
    return withSegments(sound(), [segment(0xed, resource)]);
  }),
  either('scan-without-end.jpg', 'a hundred megabytes of entropy behind the picture', () => ({size: 100 << 20, parts: [[0, sound().subarray(0, -2)]]})),
  failed('scan-before-frame.jpg', 'the scan comes first', () => Buffer.concat([kStart, segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.alloc(100, 1), sound().subarray(2)])),
];
