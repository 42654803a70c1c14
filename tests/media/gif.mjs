// GIF files (GIF89a): animated, with a comment. Colours come from a 6×6×6 cube with ordered dithering left out: flat and small.

function packed(indices, depth) {
  const bytes = [];
  let hold = 0;
  let held = 0;
  const put = (code, size) => {
    hold |= code << held;
    for (held += size; held >= 8; held -= 8, hold >>>= 8) bytes.push(hold & 255);
  };
  const clear = 1 << depth;
  let [table, next, size] = [new Map(), clear + 2, depth + 1];
  put(clear, size);
  let prefix = indices[0];
  for (let i = 1; i < indices.length; i++) {
    const key = prefix * 256 + indices[i];
    if (table.has(key)) {
      prefix = table.get(key);
      continue;
    }
    put(prefix, size);
    if (next === 4096) {
      put(clear, size);
      [table, next, size] = [new Map(), clear + 2, depth + 1];
    } else {
      if (next === 1 << size) size++;
      table.set(key, next++);
    }
    prefix = indices[i];
  }
  put(prefix, size);
  put(clear + 1, size);
  if (held) bytes.push(hold & 255);
  return Buffer.from(bytes);
}

function blocks(data) {
  const out = [];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.subarray(at, at + 255);
    out.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat([...out, Buffer.from([0])]);
}

const u16 = (v) => Buffer.from([v & 255, v >> 8]);
const kCube = Buffer.concat([
  ...Array.from({length: 216}, (_, i) => Buffer.from([Math.floor(i / 36) * 51, (Math.floor(i / 6) % 6) * 51, (i % 6) * 51])),
  Buffer.alloc(40 * 3),
]);

const indicesOf = ({pixels, width, height}) => Uint8Array.from({length: width * height}, (_, i) => {
  const level = (c) => Math.round(pixels[i * 4 + c] / 51);
  return level(0) * 36 + level(1) * 6 + level(2);
});

/** One picture or several of the same size, `delay` hundredths of a second each, repeated for ever. */
export function gif(frames, {delay = 12, comment} = {}) {
  const {width, height} = frames[0];
  const parts = [Buffer.from('GIF89a'), u16(width), u16(height), Buffer.from([0xf7, 0, 0]), kCube];
  if (frames.length > 1) parts.push(Buffer.from('\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0', 'latin1'));
  if (comment) parts.push(Buffer.from([0x21, 0xfe]), blocks(Buffer.from(comment, 'utf8')));
  for (const frame of frames) {
    parts.push(Buffer.from([0x21, 0xf9, 4, 4]), u16(delay), Buffer.from([0, 0]));
    parts.push(Buffer.from([0x2c, 0, 0, 0, 0]), u16(width), u16(height), Buffer.from([0, 8]), blocks(packed(indicesOf(frame), 8)));
  }
  return Buffer.concat([...parts, Buffer.from([0x3b])]);
}
