// samples/photos: what cameras and photo programs write, and pictures without any metadata.

import {exif, position} from './exif.mjs';
import {gif} from './gif.mjs';
import {exifSegment, iptcSegment, jpeg, withSegments, xmpSegment} from './jpeg.mjs';
import {png} from './png.mjs';
import {film, scene} from './scenes.mjs';
import {iptc, photoshopResource, xmp} from './xmp.mjs';

const alpine = {
  Make: 'Fujifilm', Model: 'X-T5', LensModel: 'XF18mmF1.4 R LM WR', Orientation: 1, DateTimeOriginal: '2024:06:15 05:42:10', OffsetTimeOriginal: '+02:00',
  ExposureTime: [1, 250], FNumber: 5.6, ISOSpeedRatings: 160, FocalLength: 18, Software: 'Digital Camera X-T5', ...position(46.55961, 8.56139),
};
const tower = {Make: 'NIKON CORPORATION', Model: 'NIKON Z 6_2', Orientation: 6, DateTimeOriginal: '2023:11:02 17:05:59', ISOSpeedRatings: 800};
const southern = {Make: 'Canon', Model: 'Canon EOS R8', Orientation: 1, DateTimeOriginal: '2022:01:20 21:14:00', OffsetTimeOriginal: '+13:00', ...position(-44.0046, 170.4771)};

const oval = (x, y) => 60 - 60 * Math.hypot((x - 128) / 120, (y - 128) / 120);

export const photoSamples = [
  {
    path: 'photos/alpine-dawn.jpg', make: () => withSegments(jpeg(scene('mountains', 600, 400, 4)), [exifSegment(exif(alpine))]),
    expect: {
      file_type: 'image', width: 600, height: 400, color_mode: 'RGB', camera_make: 'Fujifilm', camera_model: 'X-T5', lens: 'XF18mmF1.4 R LM WR',
      taken_at: '2024-06-15T03:42:10', gps_lat: 46.5596, gps_lon: 8.5614, keywords: ['landscape'],
    },
  },
  {
    path: 'photos/turned-skyline.jpg', make: () => withSegments(jpeg(scene('city', 320, 480, 2).turnedLeft()), [exifSegment(exif(tower, {order: 'MM'}))]),
    expect: {file_type: 'image', width: 320, height: 480, camera_make: 'NIKON CORPORATION', camera_model: 'NIKON Z 6_2', taken_at: '2023-11-02T17:05:59', keywords: ['portrait']},
  },
  {
    path: 'photos/southern-lake.jpg', make: () => withSegments(jpeg(scene('lake', 600, 400, 3)), [exifSegment(exif(southern, {order: 'MM'}))]),
    expect: {file_type: 'image', width: 600, height: 400, camera_model: 'Canon EOS R8', taken_at: '2022-01-20T08:14:00', gps_lat: -44.0046, gps_lon: 170.4771},
  },
  {
    path: 'photos/rated-by-a-photo-program.jpg',
    make: () => withSegments(jpeg(scene('balloons', 480, 320, 4)), [
      xmpSegment(xmp({rating: 4, subjects: ['balloon', 'festival', 'blue & white'], title: 'Lift-off', description: 'Four balloons <just> after the start'})),
      iptcSegment(photoshopResource(iptc([[25, 'festival'], [25, 'morning']]))),
    ]),
    expect: {file_type: 'image', width: 480, height: 320, score: 4, keywords: ['balloon', 'festival', 'blue & white', 'morning']},
  },
  {path: 'photos/plain.webp', make: ({webp}) => webp(scene('tiles', 400, 300, 5)), expect: {file_type: 'image', width: 400, height: 300, prompt: null}},
  {path: 'photos/lossless.webp', make: ({webp}) => webp(scene('waves', 320, 240, 6), {lossless: true}), expect: {file_type: 'image', width: 320, height: 240}},
  {path: 'photos/orbits.avif', make: ({avif}) => avif(scene('orbits', 320, 240, 5)), expect: {file_type: 'image', width: 320, height: 240}},
  {
    path: 'photos/waves-animated.gif', make: () => gif(film('waves', 144, 96, 10, 8), {comment: 'Waves, endlessly'}),
    expect: {file_type: 'image', width: 144, height: 96},
  },
  {
    path: 'photos/transparent-oval.png', make: () => png(scene('bokeh', 256, 256, 7).alpha(oval), {mode: 'rgba'}),
    expect: {file_type: 'image', width: 256, height: 256, color_mode: 'RGBA', has_alpha: 1},
  },
  {
    path: 'photos/grey-tiles.png', make: () => png(scene('tiles', 256, 256, 8), {mode: 'grey'}),
    expect: {file_type: 'image', width: 256, height: 256, color_mode: 'L', has_alpha: 0, score: -1, favourite: false, keywords: ['square']},
  },
  {
    path: 'photos/façade – 日本語 (1).jpg', make: () => jpeg(scene('city', 320, 320, 5)),
    expect: {file_type: 'image', width: 320, height: 320, keywords: ['square']},
  },
];
