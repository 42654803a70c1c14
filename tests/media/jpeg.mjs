// JPEG files: a small baseline encoder (ITU-T T.81, 4:4:4, the tables of its annex K) and segments into finished files.

const kZigZag = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];
const kLuminance = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const kChrominance = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  ...new Array(32).fill(99),
];
const kDc = {counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]};

// The luminance AC table for all components: 37 frequent symbols in the annex's order, the other 125 in rising order.
const kAc = (() => {
  const frequent = [...Buffer.from('01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282', 'hex')];
  const all = [0x00, 0xf0];
  for (let run = 0; run < 16; run++) for (let size = 1; size <= 10; size++) all.push((run << 4) | size);
  const rest = all.filter((symbol) => !frequent.includes(symbol)).sort((x, y) => x - y);
  return {counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125], values: [...frequent, ...rest]};
})();

function codesOf({counts, values}) {
  const codes = new Map();
  let code = 0;
  let at = 0;
  counts.forEach((count, i) => {
    for (let n = 0; n < count && at < values.length; n++) codes.set(values[at++], {code: code++, length: i + 1});
    code <<= 1;
  });
  return codes;
}

const kCosines = Float64Array.from({length: 64}, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

function transformed(block) {
  const rows = new Float64Array(64);
  const out = new Float64Array(64);
  for (let y = 0; y < 8; y++) {
    for (let u = 0; u < 8; u++) for (let x = 0; x < 8; x++) rows[y * 8 + u] += kCosines[u * 8 + x] * block[y * 8 + x];
  }
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) for (let y = 0; y < 8; y++) out[v * 8 + u] += kCosines[v * 8 + y] * rows[y * 8 + u];
  }
  return out;
}

class BitWriter {
  bytes = [];
  hold = 0;
  held = 0;
  put({code, length}) {
    for (let i = length - 1; i >= 0; i--) {
      this.hold = (this.hold << 1) | ((code >> i) & 1);
      if (++this.held === 8) {
        this.bytes.push(this.hold);
        if (this.hold === 0xff) this.bytes.push(0);
        this.hold = this.held = 0;
      }
    }
  }
  finish() {
    while (this.held) this.put({code: 1, length: 1});
    return Buffer.from(this.bytes);
  }
}

const sizeOf = (value) => 32 - Math.clz32(Math.abs(value));
const magnitude = (value) => ({code: value < 0 ? value + (1 << sizeOf(value)) - 1 : value, length: sizeOf(value)});

function writeDc(bits, level, previous, codes) {
  const difference = level - previous;
  bits.put(codes.get(sizeOf(difference)));
  if (difference) bits.put(magnitude(difference));
  return level;
}

function writeAc(bits, levels, codes) {
  let run = 0;
  for (let i = 1; i < 64; i++) {
    const level = levels[i];
    if (level === 0) {
      run++;
      continue;
    }
    for (; run > 15; run -= 16) bits.put(codes.get(0xf0));
    bits.put(codes.get((run << 4) | sizeOf(level)));
    bits.put(magnitude(level));
    run = 0;
  }
  if (run) bits.put(codes.get(0));
}

function planesOf({pixels, width, height}) {
  const planes = [0, 1, 2].map(() => new Float64Array(width * height));
  for (let i = 0, p = 0; i < width * height; i++, p += 4) {
    const [r, g, b] = [pixels[p], pixels[p + 1], pixels[p + 2]];
    planes[0][i] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
    planes[1][i] = -0.168736 * r - 0.331264 * g + 0.5 * b;
    planes[2][i] = 0.5 * r - 0.418688 * g - 0.081312 * b;
  }
  return planes;
}

/** The quantised blocks of each component, in zigzag order. */
function levelsOf(canvas, tables, components) {
  const {width, height} = canvas;
  const block = new Float64Array(64);
  return planesOf(canvas).slice(0, components).map((plane, c) => {
    const table = tables[c ? 1 : 0];
    const blocks = [];
    for (let by = 0; by < height; by += 8) {
      for (let bx = 0; bx < width; bx += 8) {
        for (let i = 0; i < 64; i++) {
          const [x, y] = [Math.min(width - 1, bx + (i & 7)), Math.min(height - 1, by + (i >> 3))];
          block[i] = plane[y * width + x];
        }
        const coefficients = transformed(block);
        blocks.push(kZigZag.map((z) => Math.round(coefficients[z] / table[z])));
      }
    }
    return blocks;
  });
}

/** The coefficients `from`…`to` of some components' blocks, interleaved, as a scan with its header. */
export function scan(components, levels, {from = 0, to = 63} = {}) {
  const bits = new BitWriter();
  const [dc, ac] = [codesOf(kDc), codesOf(kAc)];
  const last = components.map(() => 0);
  for (let i = 0; i < levels[components[0]].length; i++) {
    components.forEach((c, n) => {
      const block = levels[c][i];
      if (from === 0) last[n] = writeDc(bits, block[0], last[n], dc);
      if (to > 0) writeAc(bits, block, ac);
    });
  }
  const header = Buffer.from([components.length, ...components.flatMap((c) => [c + 1, 0]), from, to, 0]);
  return Buffer.concat([segment(0xda, header), bits.finish()]);
}

/** A marker segment. */
export function segment(marker, body) {
  if (body.length > 65533) throw new RangeError(`a segment holds 65533 bytes, not ${body.length}`);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

const huffman = (id, {counts, values}) => segment(0xc4, Buffer.from([id, ...counts, ...values]));

/** Everything before the first scan: tables, and the frame header `sof` (0xc0 baseline, 0xc2 progressive). */
export function head({width, height}, {quality = 85, components = 3, sof = 0xc0} = {}) {
  const frame = Buffer.from([8, 0, 0, 0, 0, components, ...[[1, 0x11, 0], [2, 0x11, 1], [3, 0x11, 1]].slice(0, components).flat()]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]), segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...tablesOf(quality).slice(0, Math.min(2, components)).map((t, i) => segment(0xdb, Buffer.from([i, ...kZigZag.map((z) => t[z])]))),
    segment(sof, frame), huffman(0x00, kDc), huffman(0x10, kAc),
  ]);
}

function tablesOf(quality) {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return [kLuminance, kChrominance].map((t) => t.map((v) => Math.min(255, Math.max(1, Math.floor((v * scale + 50) / 100)))));
}

export const endOfImage = Buffer.from([0xff, 0xd9]);

/** A whole file of a canvas: in colour or `grey`, baseline or `progressive` (DC first, then the AC of each component). */
export function jpeg(canvas, {quality = 85, grey = false, progressive = false} = {}) {
  const all = grey ? [0] : [0, 1, 2];
  const levels = levelsOf(canvas, tablesOf(quality), all.length);
  const scans = progressive ? [scan(all, levels, {to: 0}), ...all.map((c) => scan([c], levels, {from: 1}))] : [scan(all, levels)];
  return Buffer.concat([head(canvas, {quality, components: all.length, sof: progressive ? 0xc2 : 0xc0}), ...scans, endOfImage]);
}

export const exifSegment = (tiff) => segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
export const xmpSegment = (xml) => segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1'), Buffer.from(xml, 'utf8')]));
export const iptcSegment = (resource) => segment(0xed, resource);
export const commentSegment = (text) => segment(0xfe, Buffer.from(text, 'utf8'));

/** Puts segments behind the JFIF head (or behind SOI where there is none) of a finished file. */
export function withSegments(file, segments) {
  const at = file[2] === 0xff && file[3] === 0xe0 ? 4 + file.readUInt16BE(4) : 2;
  return Buffer.concat([file.subarray(0, at), ...segments, file.subarray(at)]);
}
