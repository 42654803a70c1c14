// EXIF: directories in circles, values of 4 GiB, in the containers that carry it.

import {exif, userComment} from '../exif.mjs';
import {exifSegment, jpeg, withSegments} from '../jpeg.mjs';
import {eXIf, png, withChunks} from '../png.mjs';
import {scene} from '../scenes.mjs';
import {directory, entry, head} from '../tiff.mjs';
import {withMetadata} from '../webp.mjs';
import {done, either, repeated} from './case.mjs';
import {sample} from './bases.mjs';

const kLong = 4;
const [kExif, kGps, kInterop] = [0x8769, 0x8825, 0xa005];
const picture = () => png(scene('tiles', 32, 24, 1));
const inPng = (tiff) => () => withChunks(picture(), [eXIf(tiff)]);
const inJpeg = (tiff) => () => withSegments(jpeg(scene('tiles', 32, 24, 1)), [exifSegment(tiff)]);
const inWebp = (tiff) => () => withMetadata(sample('photos/plain.webp'), {exif: tiff});

const everywhere = (name, tries, make) => {
  const tiff = make();
  return [['png', inPng], ['jpg', inJpeg], ['webp', inWebp]].map(([extension, into]) => done(`${name}.${extension}`, tries, into(tiff)));
};

/** One entry for a long value at any offset. */
const pointing = (entries) => Buffer.concat([head(), directory(entries)]);

const makerNote = (text) => exif({Make: 'NIKON CORPORATION', Model: 'Z', MakerNote: Buffer.concat([Buffer.from(text, 'latin1'), repeated(directory([entry(1, 7, 0xffffffff, 0), entry(0x0011, kLong, 1, 8)]), 50)])});

export const exifCases = [
  ...everywhere('directory-of-itself', 'EXIF, GPS and interoperability that are the first directory', () => pointing([kExif, kGps, kInterop].map((tag) => entry(tag, kLong, 1, 8)))),
  ...everywhere('next-is-itself', 'a directory whose next is itself', () => Buffer.concat([head(), directory([entry(0x010f, 2, 3, 0x4241)], {next: 8})])),
  ...everywhere('claims-65535-entries', 'entries that are not there', () => Buffer.concat([head(), directory([], {count: 65_535})])),
  ...everywhere('values-of-4-gib', 'values of 2³² numbers of eight bytes', () => pointing(Array.from({length: 200}, (_, i) => entry(0x0100 + i, 5, 0xffffffff, 8)))),
  ...everywhere('count-that-overflows', 'a count that, times its size, is small again', () => pointing([entry(0x010f, 5, 0x20000001, 8), entry(0x0110, 12, 0x20000002, 8), entry(0x0131, 3, 0x80000001, 8)])),
  ...everywhere('values-beyond', 'values at the end of 32 bits', () => pointing([entry(0x010f, 2, 100, 0xffffffff), entry(0x0110, 2, 0xffffffff, 0xffffffff), entry(kExif, kLong, 1, 0xffffffff)])),
  ...everywhere('types-that-are-none', 'values of types that do not exist', () => pointing(Array.from({length: 100}, (_, i) => entry(0x010e + i, (i * 257) & 0xffff, 10, 8)))),
  ...everywhere('orientation-of-65535', 'orientations that do not exist', () => pointing([entry(0x0112, 3, 1, 65_535)])),
  ...everywhere('position-of-nothing', 'degrees over zero', () => exif({GPSLatitudeRef: 'N', GPSLatitude: [[1, 0], [0, 0], [0xffffffff, 0]], GPSLongitudeRef: 'X', GPSLongitude: [[0xffffffff, 1], [1, 1], [1, 1]]})),
  ...everywhere('dates-that-are-none', 'dates of nonsense', () => exif({DateTimeOriginal: '9999:99:99 99:99:99', OffsetTimeOriginal: '+99:99', DateTime: '\u0000\u0000\u0000\u0000:\u0000\u0000'})),
  ...['Nikon\0\x02\x10\0\0II*\0\x08\0\0\0', 'OLYMPUS\0II\x03\0', 'FUJIFILM\x0c\0\0\0', 'SONY DSC \0\0\0', 'AOC\0II', 'Apple iOS\0\0\x01MM'].map((mark, i) =>
    done(`maker-note-${i + 1}.jpg`, 'a maker note of entries that point anywhere', () => inJpeg(makerNote(mark))())),
  either('comment-of-8-mib.png', 'a user comment beyond the bound', () => inPng(exif({UserComment: userComment('x'.repeat(8 << 20), 'ascii')}))()),
  done('comment-of-half-a-letter.jpg', 'UTF-16 that ends within a letter', () => inJpeg(exif({UserComment: Buffer.from('UNICODE\0a\0b', 'latin1')}))()),
  done('comment-of-lone-surrogates.jpg', 'UTF-16 of halves only', () => inJpeg(exif({UserComment: Buffer.concat([Buffer.from('UNICODE\0'), repeated(Buffer.from([0x00, 0xd8]), 10_000)])}))()),
  done('entries-that-share.png', 'sixty thousand entries of the same megabyte', () => {
    const entries = new Array(60_000).fill(entry(0x010e, 2, 1 << 20, 8));
    return inPng(Buffer.concat([head(), directory(entries), Buffer.alloc(400_000, 0x41)]))();
  }),
  done('graph-in-every-tag.webp', 'tags that all say prompt:', () => inWebp(exif({ImageDescription: 'prompt:{', Make: 'workflow:[', Model: 'prompt:', Software: 'prompt:{}{}{}', Artist: 'prompt:\u0000{'}))()),
];
