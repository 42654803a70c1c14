// WebP files (RIFF): metadata chunks into finished ones. The pictures themselves come from samples/.

/** Every chunk of a file as [fourcc, data]. */
export function chunksOf(file) {
  const out = [];
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    out.push([file.toString('latin1', at, at + 4), file.subarray(at + 8, at + 8 + size)]);
    at += 8 + size + (size % 2);
  }
  return out;
}

export function riff(chunks) {
  const parts = chunks.flatMap(([fourcc, data]) => {
    const head = Buffer.from(`${fourcc}\0\0\0\0`, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return [head, data, Buffer.alloc(data.length % 2)];
  });
  const body = Buffer.concat([Buffer.from('WEBP'), ...parts]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

function sizeOf(fourcc, data) {
  if (fourcc === 'VP8 ') return [data.readUInt16LE(6) & 0x3fff, data.readUInt16LE(8) & 0x3fff];
  const bits = data.readUInt32LE(1);
  return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
}

const kFlags = {'EXIF': 0x08, 'XMP ': 0x04, 'ICCP': 0x20};

/** The file with EXIF and XMP behind the picture, and the VP8X head that announces them. */
export function withMetadata(file, {exif, exifPrefix = false, xmp} = {}) {
  let chunks = chunksOf(file);
  if (chunks[0][0] !== 'VP8X') {
    const [width, height] = sizeOf(...chunks[0]);
    const head = Buffer.alloc(10);
    head.writeUIntLE(width - 1, 4, 3);
    head.writeUIntLE(height - 1, 7, 3);
    chunks = [['VP8X', head], ...chunks];
  }
  const added = [];
  if (exif) added.push(['EXIF', exifPrefix ? Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]) : exif]);
  if (xmp) added.push(['XMP ', Buffer.from(xmp, 'utf8')]);
  const head = Buffer.from(chunks[0][1]);
  for (const [fourcc] of added) head[0] |= kFlags[fourcc];
  return riff([['VP8X', head], ...chunks.slice(1), ...added]);
}
