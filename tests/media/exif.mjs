// EXIF blobs (CIPA DC-008): a TIFF with IFD0, Exif and GPS directories, in either byte order.

const kTypes = {byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7};
const kSizes = {byte: 1, ascii: 1, short: 2, long: 4, rational: 8, undefined: 1};

// name → [directory, tag, type]
const kTags = {
  ImageDescription: ['ifd0', 0x010e, 'ascii'], Make: ['ifd0', 0x010f, 'ascii'], Model: ['ifd0', 0x0110, 'ascii'],
  Orientation: ['ifd0', 0x0112, 'short'], Software: ['ifd0', 0x0131, 'ascii'], DateTime: ['ifd0', 0x0132, 'ascii'],
  Artist: ['ifd0', 0x013b, 'ascii'], Rating: ['ifd0', 0x4746, 'short'],
  ExposureTime: ['exif', 0x829a, 'rational'], FNumber: ['exif', 0x829d, 'rational'], ISOSpeedRatings: ['exif', 0x8827, 'short'],
  DateTimeOriginal: ['exif', 0x9003, 'ascii'], OffsetTimeOriginal: ['exif', 0x9011, 'ascii'], MakerNote: ['exif', 0x927c, 'undefined'],
  UserComment: ['exif', 0x9286, 'undefined'], SubSecTimeOriginal: ['exif', 0x9291, 'ascii'], FocalLength: ['exif', 0x920a, 'rational'],
  LensMake: ['exif', 0xa433, 'ascii'], LensModel: ['exif', 0xa434, 'ascii'],
  GPSLatitudeRef: ['gps', 1, 'ascii'], GPSLatitude: ['gps', 2, 'rational'], GPSLongitudeRef: ['gps', 3, 'ascii'],
  GPSLongitude: ['gps', 4, 'rational'], GPSAltitude: ['gps', 6, 'rational'],
};

function writer(order) {
  const little = order === 'II';
  const u16 = (v) => { const b = Buffer.alloc(2); little ? b.writeUInt16LE(v) : b.writeUInt16BE(v); return b; };
  const u32 = (v) => { const b = Buffer.alloc(4); little ? b.writeUInt32LE(v) : b.writeUInt32BE(v); return b; };
  return {u16, u32};
}

/** [numerator, denominator] of a number: exact for whole ones, else to six digits. */
const fraction = (v) => (Array.isArray(v) ? v : Number.isInteger(v) ? [v, 1] : [Math.round(v * 1e6), 1e6]);

function encode(type, value, {u16, u32}) {
  if (Buffer.isBuffer(value)) return value;
  if (type === 'ascii') return Buffer.from(`${value}\0`, 'utf8');
  const list = Array.isArray(value) && !(type === 'rational' && typeof value[0] === 'number' && value.length === 2) ? value : [value];
  if (type === 'short') return Buffer.concat(list.map(u16));
  if (type === 'long') return Buffer.concat(list.map(u32));
  if (type === 'rational') return Buffer.concat(list.flatMap((v) => fraction(v).map(u32)));
  return Buffer.from(list);
}

function directory(entries, offset, io) {
  const sorted = [...entries].sort((a, b) => a.tag - b.tag);
  const head = [io.u16(sorted.length)];
  const tail = [];
  let next = offset + 2 + 12 * sorted.length + 4;
  for (const {tag, type, value} of sorted) {
    const data = encode(type, value, io);
    head.push(io.u16(tag), io.u16(kTypes[type]), io.u32(data.length / kSizes[type]));
    if (data.length <= 4) {
      head.push(Buffer.concat([data, Buffer.alloc(4 - data.length)]));
    } else {
      head.push(io.u32(next));
      tail.push(data, Buffer.alloc(data.length % 2));
      next += data.length + (data.length % 2);
    }
  }
  return Buffer.concat([...head, io.u32(0), ...tail]);
}

const degrees = (v) => {
  const seconds = Math.round(Math.abs(v) * 360000);  // hundredths of a second
  return [[Math.floor(seconds / 360000), 1], [Math.floor((seconds % 360000) / 6000), 1], [seconds % 6000, 100]];
};

/** The tags that say where: degrees, north and east positive. */
export const position = (latitude, longitude) => ({
  GPSLatitudeRef: latitude < 0 ? 'S' : 'N', GPSLatitude: degrees(latitude),
  GPSLongitudeRef: longitude < 0 ? 'W' : 'E', GPSLongitude: degrees(longitude),
});

/** A UserComment: 'unicode-be', 'unicode-le' (with `bom` if wanted), 'ascii', 'utf8' (under the UNICODE mark) or 'none' (zeros). */
export function userComment(text, coding = 'unicode-be', {bom = false} = {}) {
  const little = Buffer.from((bom ? '\ufeff' : '') + text, 'utf16le');
  switch (coding) {
    case 'unicode-le': return Buffer.concat([Buffer.from('UNICODE\0'), little]);
    case 'unicode-be': return Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from(little).swap16()]);
    case 'ascii': return Buffer.from(`ASCII\0\0\0${text}`, 'latin1');
    case 'utf8': return Buffer.from(`UNICODE\0${text}`, 'utf8');
    default: return Buffer.concat([Buffer.alloc(8), Buffer.from(text, 'utf8')]);
  }
}

/** The blob. `tags` by name (above) or by number for ASCII tags of IFD0: {0x0110: 'prompt:{…}'}. */
export function exif(tags, {order = 'II'} = {}) {
  const io = writer(order);
  const lists = {ifd0: [], exif: [], gps: []};
  for (const [name, value] of Object.entries(tags)) {
    const [folder, tag, type] = kTags[name] ?? ['ifd0', Number(name), 'ascii'];
    lists[folder].push({tag, type, value});
  }
  const pointers = [['exif', 0x8769], ['gps', 0x8825]].filter(([name]) => lists[name].length > 0);
  for (const [, tag] of pointers) lists.ifd0.push({tag, type: 'long', value: 0});
  let offset = 8 + directory(lists.ifd0, 8, io).length;
  const parts = [];
  for (const [name, tag] of pointers) {
    lists.ifd0.find((entry) => entry.tag === tag).value = offset;
    const part = directory(lists[name], offset, io);
    parts.push(part);
    offset += part.length;
  }
  return Buffer.concat([Buffer.from(order), io.u16(42), io.u32(8), directory(lists.ifd0, 8, io), ...parts]);
}
