// What a hostile file is: a name (text, or bytes where it is none), what it tries, and what may become of it.

import fs from 'node:fs';

/** The reasons of files that were looked at and turned down in good order. */
export const kOrderly = ['corrupt', 'unsupported', 'too_large'];
/** The same, and for pictures whose size is allowed though not every machine has the memory. */
export const kOrMemory = [...kOrderly, 'out_of_memory'];

const make = (expected, name, tries, content, reasons) => ({name, tries, expected, reasons, content});

/** `content()` gives bytes, or {size, parts: [[offset, bytes], …]} for a file with holes. */
export const done = (name, tries, content) => make('done', name, tries, content, []);
export const failed = (name, tries, content, reasons = kOrderly) => make('failed', name, tries, content, reasons);
export const either = (name, tries, content, reasons = kOrderly) => make('either', name, tries, content, reasons);

export function write(file, content) {
  if (Buffer.isBuffer(content)) return fs.writeFileSync(file, content);
  const {size, parts} = content;
  const descriptor = fs.openSync(file, 'w');
  try {
    for (const [offset, bytes] of parts) fs.writeSync(descriptor, bytes, 0, bytes.length, offset);
    fs.ftruncateSync(descriptor, size);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The part `count` times. */
export const repeated = (part, count) => Buffer.alloc(part.length * count, part);

export const u16be = (v) => Buffer.from([(v >> 8) & 255, v & 255]);
export const u32be = (v) => { const b = Buffer.alloc(4); b.writeUInt32BE(v >>> 0); return b; };
export const u64be = (v) => { const b = Buffer.alloc(8); b.writeBigUInt64BE(BigInt(v)); return b; };
