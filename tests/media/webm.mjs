// WebM and Matroska files (RFC 8794, RFC 9559): tags into finished ones. Pictures come from samples/.

const kSegment = 0x18538067;

function sized(id, body) {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length) | (1n << 56n));
  return Buffer.concat([Buffer.from(id, 'hex'), size, body]);
}

/** A Tags element for the whole file: {TITLE: '…', PROMPT: '{…}'}. */
export function tags(entries) {
  const simple = Object.entries(entries).map(([name, text]) =>
    sized('67c8', Buffer.concat([sized('45a3', Buffer.from(name, 'utf8')), sized('4487', Buffer.from(text, 'utf8'))])));
  return sized('1254c367', sized('7373', Buffer.concat([sized('63c0', Buffer.alloc(0)), ...simple])));
}

/** The file with another Tags element at the end of its segment. The segment's size must be written in eight bytes. */
export function withTags(file, entries) {
  let at = 0;
  while (file.readUInt32BE(at) !== kSegment) {
    const length = Math.clz32(file[at + 4]) - 23;
    let size = file[at + 4] & (0xff >> length);
    for (let i = 1; i < length; i++) size = size * 256 + file[at + 4 + i];
    at += 4 + length + size;
  }
  if (file[at + 4] !== 0x01) throw new Error('the segment is not sized in eight bytes');
  const added = tags(entries);
  const out = Buffer.concat([file, added]);
  const size = file.readBigUInt64BE(at + 4) & ((1n << 56n) - 1n);
  if (size !== (1n << 56n) - 1n) out.writeBigUInt64BE((size + BigInt(added.length)) | (1n << 56n), at + 4);
  return out;
}
