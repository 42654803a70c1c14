// HEIC and AVIF: items that lie over each other, refer to themselves, or claim to be large; grids of grids. The coded pictures are those of samples/.

import {box, boxesOf} from '../mp4.mjs';
import {done, either, failed, kOrMemory, repeated, u16be as u16, u32be as u32, u64be as u64} from './case.mjs';
import {sample} from './bases.mjs';

const full = (type, ...parts) => box(type, u32(0), ...parts);
const versioned = (type, version, ...parts) => box(type, u32(version << 24), ...parts);
const kType = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'));
const inside = (bytes, type) => boxesOf(bytes).find((b) => b.type === type).body;

/** The coded picture of the sample, the first item of its iloc (version 0, all fields of four bytes), and the box that configures its decoder. */
function hevc() {
  const file = sample('formats/skyline.heic');
  const meta = inside(file, 'meta').subarray(4);
  const properties = inside(inside(meta, 'iprp'), 'ipco');
  const found = boxesOf(properties).find((b) => b.type === 'hvcC');
  const location = inside(meta, 'iloc').subarray(8);
  const from = location.readUInt32BE(4) + location.readUInt32BE(10);
  return {data: file.subarray(from, from + location.readUInt32BE(14)), configuration: properties.subarray(found.start, found.end)};
}

const ispe = (width, height) => full('ispe', u32(width), u32(height));
const entryOf = ({id, type}) => versioned('infe', 2, u16(id), u16(0), Buffer.from(type), Buffer.from([0]));
const association = ({id, properties = []}) => Buffer.concat([u16(id), Buffer.from([properties.length, ...properties.map((p) => 0x80 | p)])]);
const referenceOf = ([type, from, to]) => box(type, u16(from), u16(to.length), ...to.map(u16));

/** iloc of version 1 with 8-byte offsets and lengths: items {id, extents: [[offset, length], …], method}. */
const locations = (items) => versioned('iloc', 1, u16(0x8800), u16(items.length), ...items.map(({id, extents = [], method = 0}) =>
  Buffer.concat([u16(id), u16(method), u16(0), u16(extents.length), ...extents.map(([offset, length]) => Buffer.concat([u64(offset), u64(length)]))])));

/** A file: items {id, type, extents, properties (from 1)}, property boxes, references [type, from, [to]], and its media data, whose offset `at` is given to `make`. */
function file(make, {data = Buffer.alloc(0), primary = 1} = {}) {
  const meta = (at) => {
    const {items, properties = [], references = [], idat} = make(at);
    return full('meta', full('hdlr', u32(0), Buffer.from('pict'), Buffer.alloc(13)), full('pitm', u16(primary)), locations(items),
      full('iinf', u16(items.length), ...items.map(entryOf)), ...(references.length ? [full('iref', ...references.map(referenceOf))] : []),
      box('iprp', box('ipco', ...properties), full('ipma', u32(items.length), ...items.map(association))), ...(idat ? [box('idat', idat)] : []));
  };
  const at = kType.length + meta(0).length + 8;
  return Buffer.concat([kType, meta(at), box('mdat', data)]);
}

const gridOf = (rows, columns, width, height) => Buffer.concat([Buffer.from([0, 1, rows - 1, columns - 1]), u32(width), u32(height)]);

/** A picture put together from `tiles` (ids), all of them the one coded picture. */
function grid({rows, columns, width, height, tiles, references = [], items = []}) {
  const {data, configuration} = hevc();
  const body = gridOf(rows, columns, width, height);
  return file((at) => ({
    items: [{id: 1, type: 'grid', extents: [[at, body.length]], properties: [1]}, {id: 2, type: 'hvc1', extents: [[at + body.length, data.length]], properties: [2, 3]}, ...items],
    properties: [ispe(width, height), ispe(128, 96), configuration],
    references: [['dimg', 1, tiles], ...references],
  }), {data: Buffer.concat([body, data])});
}

const one = (change = {}) => {
  const {data, configuration} = hevc();
  return file((at) => ({items: [{id: 1, type: 'hvc1', extents: [[at, data.length]], properties: [1, 2], ...change}], properties: [ispe(128, 96), configuration]}), {data});
};

const withExtents = (extents, method) => {
  const {data, configuration} = hevc();
  return file((at) => ({
    items: [{id: 1, type: 'hvc1', extents: [[at, data.length]], properties: [1, 2]}, {id: 2, type: 'Exif', extents: extents(at, data.length), method}],
    properties: [ispe(128, 96), configuration], references: [['cdsc', 2, [1]]], idat: Buffer.alloc(16),
  }), {data});
};

const nested = (type, depth) => {
  const head = Buffer.alloc(8 * depth);
  for (let i = 0; i < depth; i++) {
    head.writeUInt32BE(8 * (depth - i), 8 * i);
    head.write(type, 8 * i + 4, 'latin1');
  }
  return head;
};

export const heifCases = [
  done('one-picture.heic', 'nothing: what these cases are made of is sound', () => one()),
  failed('grid-of-255-by-256.heic', 'sixty-five thousand tiles, each the same picture', () => grid({rows: 255, columns: 256, width: 32_768, height: 24_480, tiles: new Array(65_280).fill(2)})),
  either('grid-of-64-by-64.heic', 'four thousand tiles over a hundred megapixels', () => grid({rows: 64, columns: 64, width: 8192, height: 6144, tiles: new Array(4096).fill(2)}), kOrMemory),
  failed('grid-of-4-gigapixels-a-side.heic', 'a grid beyond any measure', () => grid({rows: 1, columns: 1, width: 0xffffffff, height: 0xffffffff, tiles: [2]})),
  either('grid-of-itself.heic', 'a picture put together from itself', () => grid({rows: 2, columns: 2, width: 256, height: 192, tiles: [1, 1, 1, 1]})),
  either('grid-of-grids.heic', 'each grid made of four of the next, thirty deep', () => {
    const {data, configuration} = hevc();
    const body = gridOf(2, 2, 256, 192);
    const ids = Array.from({length: 30}, (_, i) => i + 1);
    return file((at) => ({
      items: [...ids.map((id) => ({id, type: 'grid', extents: [[at, body.length]], properties: [1]})), {id: 31, type: 'hvc1', extents: [[at + body.length, data.length]], properties: [2, 3]}],
      properties: [ispe(256, 192), ispe(128, 96), configuration], references: ids.map((id) => ['dimg', id, [id + 1, id + 1, id + 1, id + 1]]),
    }), {data: Buffer.concat([body, data])});
  }),
  failed('grid-with-few-tiles.heic', 'more places than tiles', () => grid({rows: 16, columns: 16, width: 2048, height: 1536, tiles: [2]})),
  either('two-that-hold-each-other.heic', 'a circle of two derived pictures', () => grid({rows: 1, columns: 1, width: 128, height: 96, tiles: [3], items: [{id: 3, type: 'iden'}], references: [['dimg', 3, [1]]]})),
  either('thumbnail-of-itself.heic', 'a picture that is its own thumbnail and alpha', () => {
    const {data, configuration} = hevc();
    return file((at) => ({items: [{id: 1, type: 'hvc1', extents: [[at, data.length]], properties: [1, 2]}], properties: [ispe(128, 96), configuration], references: [['thmb', 1, [1]], ['auxl', 1, [1]]]}), {data});
  }),
  failed('size-of-4-gigapixels.heic', 'a size beyond any measure', () => {
    const {data, configuration} = hevc();
    return file((at) => ({items: [{id: 1, type: 'hvc1', extents: [[at, data.length]], properties: [1, 2]}], properties: [ispe(0xffffffff, 0xffffffff), configuration]}), {data});
  }),
  failed('size-of-nothing.heic', 'a size of no pixels', () => {
    const {data, configuration} = hevc();
    return file((at) => ({items: [{id: 1, type: 'hvc1', extents: [[at, data.length]], properties: [1, 2]}], properties: [ispe(0, 0), configuration]}), {data});
  }),
  either('properties-that-are-none.heic', 'properties by numbers nobody has', () => one({properties: [127, 126, 0]})),
  failed('picture-of-4-gib.heic', 'a picture of 4 GiB', () => one({extents: [[0, 0xffffffff]]})),
  failed('picture-beyond-the-file.heic', 'a picture at the end of 64 bits', () => one({extents: [['0xfffffffffffffff0', 64]]})),
  failed('picture-of-all-bits.heic', 'offset and length that overflow together', () => one({extents: [['0xffffffffffffffff', '0xffffffffffffffff']]})),
  failed('picture-of-no-bytes.heic', 'a picture of nothing', () => one({extents: []})),
  either('picture-is-the-file.heic', 'a picture that holds its own headers', () => one({extents: [[0, 2000]]})),
  failed('picture-of-rubbish.heic', 'zeros for a coded picture', () => {
    const {configuration} = hevc();
    return file((at) => ({items: [{id: 1, type: 'hvc1', extents: [[at, 20_000]], properties: [1, 2]}], properties: [ispe(128, 96), configuration]}), {data: Buffer.alloc(20_000)});
  }),
  either('exif-of-65535-extents.heic', 'metadata from the same bytes sixty-five thousand times', () => withExtents((at, size) => new Array(65_535).fill([at, size]))),
  either('exif-of-4-gib.heic', 'metadata of 4 GiB', () => withExtents(() => [[0, 0xffffffff]])),
  either('exif-beyond-idat.heic', 'metadata beyond the box it lies in', () => withExtents(() => [[8, 0xffffffff]], 1)),
  either('exif-from-an-item-that-is-itself.heic', 'metadata from an item of items', () => withExtents(() => [[0, 100]], 2)),
  failed('items-without-number.heic', 'claims 65535 items and has none', () => Buffer.concat([kType, full('meta', full('pitm', u16(1)), full('iinf', u16(65_535)), versioned('iloc', 1, u16(0x8800), u16(65_535)))])),
  failed('items-of-4-billion.heic', 'claims 2³² items', () => Buffer.concat([kType, full('meta', full('pitm', u16(1)), versioned('iinf', 1, u32(0xffffffff)), versioned('iloc', 2, u32(0x88000000), u32(0xffffffff)))])),
  either('sixty-thousand-items.heic', 'items without number, all there', () => file(() => ({items: Array.from({length: 60_000}, (_, i) => ({id: i + 1, type: 'Exif', extents: [[0, 8]]}))}))),
  either('references-without-number.heic', 'an item that refers to sixty-five thousand, itself included', () => file(() => ({items: [{id: 1, type: 'hvc1'}], references: new Array(5).fill(['dimg', 1, new Array(65_535).fill(1)])}))),
  failed('boxes-ten-thousand-deep.heic', 'boxes in boxes', () => Buffer.concat([kType, full('meta', nested('iprp', 10_000))])),
  failed('metas-ten-thousand-deep.heic', 'metas in metas', () => Buffer.concat([kType, nested('meta', 10_000)])),
  failed('associations-without-number.heic', 'claims 2³² associations', () => Buffer.concat([kType, full('meta', full('pitm', u16(1)), box('iprp', box('ipco'), full('ipma', u32(0xffffffff))))])),
  either('half-a-million-properties.heic', 'properties without number', () => Buffer.concat([kType, full('meta', full('pitm', u16(1)), box('iprp', box('ipco', repeated(box('free'), 500_000))))])),
  failed('brand-only.heic', 'a brand and nothing else', () => kType),
];
