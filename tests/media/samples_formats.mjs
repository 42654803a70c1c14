// samples/formats: one picture in every container that needs a real encoder, so that what is made of its pixels can be compared. The films show it
// standing still. PNG, JPEG and GIF of the same picture are made by tests themselves (`skyline()`).

import {exif} from './exif.mjs';
import {eXIf, xmpChunk} from './png.mjs';
import {scene} from './scenes.mjs';
import {withTags} from './tiff.mjs';
import {xmp} from './xmp.mjs';

/** The picture itself. */
export const skyline = () => scene('city', 128, 96, 2);

const film = () => new Array(8).fill(skyline());
const camera = {Make: 'Sony', Model: 'ILCE-7M4', DateTimeOriginal: '2021:09:04 19:30:00', ISOSpeedRatings: 400};
const packet = () => xmp({rating: 3, subjects: ['harbour']});
const chunks = () => [eXIf(exif(camera)), xmpChunk(packet())];
const tags = () => [[0x010f, 2, Buffer.from(`${camera.Make}\0`)], [0x0110, 2, Buffer.from(`${camera.Model}\0`)], [0x02bc, 1, Buffer.from(packet())]];

const still = {file_type: 'image', width: 128, height: 96};
const moving = {file_type: 'video', width: 128, height: 96, prompt: null};
const photo = {...still, camera_make: 'Sony', camera_model: 'ILCE-7M4', score: 3, keywords: ['harbour']};
const dated = {...photo, taken_at: '2021-09-04T19:30:00'};

export const formatSamples = [
  {path: 'formats/skyline.webp', make: ({webp}) => webp(skyline()), expect: still},
  {path: 'formats/skyline-lossless.webp', make: ({webp}) => webp(skyline(), {lossless: true}), expect: still},
  {path: 'formats/skyline-still.webp', make: ({animatedWebp}) => animatedWebp(film()), expect: still},
  {path: 'formats/skyline.avif', make: ({avif}) => avif(skyline()), expect: still},
  {path: 'formats/skyline.heic', make: ({heic}) => heic(skyline(), chunks()), expect: dated},
  {path: 'formats/skyline.jxl', make: ({jxl}) => jxl(skyline(), chunks().slice(0, 1)), expect: still},
  // *.tiff is not in the default pattern: a session has to ask for it.
  {path: 'formats/skyline.tiff', make: ({tiff}) => withTags(tiff(skyline()), tags()), isAskedFor: false, expect: photo},
  {path: 'formats/skyline.mp4', make: ({mp4}) => mp4(film()), expect: moving},
  {path: 'formats/skyline.mov', make: ({mov}) => mov(film()), expect: moving},
  {path: 'formats/skyline.webm', make: ({webm}) => webm(film()), expect: moving},
  {path: 'formats/skyline.mkv', make: ({mkv}) => mkv(film()), expect: moving},
];
