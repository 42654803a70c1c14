// TIFF files (TIFF 6.0), little-endian: directories from entries, and further tags into a finished file.

const kSizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1};

/** One entry of a directory: its 12 bytes as they stand. `value` is four bytes, or an offset. */
export function entry(tag, type, count, value) {
  const out = Buffer.alloc(12);
  out.writeUInt16LE(tag, 0);
  out.writeUInt16LE(type, 2);
  out.writeUInt32LE(count, 4);
  out.writeUInt32LE(value, 8);
  return out;
}

/** A directory of entries, in the order given; `count` may be false. */
export function directory(entries, {next = 0, count = entries.length} = {}) {
  const head = Buffer.alloc(2);
  head.writeUInt16LE(count);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(next);
  return Buffer.concat([head, ...entries, tail]);
}

/** The head of a file whose first directory is at `first`. */
export function head(first = 8) {
  const out = Buffer.from('II*\0\0\0\0\0', 'latin1');
  out.writeUInt32LE(first, 4);
  return out;
}

/** The entries of the first directory: {tag, type, count, value, at}. */
export function entriesOf(file) {
  const first = file.readUInt32LE(4);
  return Array.from({length: file.readUInt16LE(first)}, (_, i) => {
    const at = first + 2 + 12 * i;
    return {tag: file.readUInt16LE(at), type: file.readUInt16LE(at + 2), count: file.readUInt32LE(at + 4), value: file.readUInt32LE(at + 8), at};
  });
}

/** The file with tags added to its first directory, which moves to the end: [[tag, type, bytes], …]. */
export function withTags(file, tags) {
  const padded = Buffer.concat([file, Buffer.alloc(file.length % 2)]);
  const parts = [];
  let at = padded.length;
  const added = tags.map(([tag, type, bytes]) => {
    const made = entry(tag, type, bytes.length / kSizes[type], at);
    if (bytes.length <= 4) bytes.copy(made, 8);
    else {
      parts.push(bytes, Buffer.alloc(bytes.length % 2));
      at += bytes.length + (bytes.length % 2);
    }
    return made;
  });
  const names = new Set(tags.map(([tag]) => tag));
  const kept = entriesOf(file).filter(({tag}) => !names.has(tag)).map((e) => file.subarray(e.at, e.at + 12));
  const all = [...kept, ...added].sort((a, b) => a.readUInt16LE(0) - b.readUInt16LE(0));
  const out = Buffer.concat([padded, ...parts, directory(all)]);
  out.writeUInt32LE(at, 4);
  return out;
}
