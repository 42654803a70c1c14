// One picture in every format and kind: each is decoded, and what is made of the pixels tells that it is the same picture.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {before, describe, test} from 'node:test';
import {exif} from '../media/exif.mjs';
import {gif} from '../media/gif.mjs';
import {exifSegment, jpeg, withSegments} from '../media/jpeg.mjs';
import {png} from '../media/png.mjs';
import {interlaced, paletted, png16} from '../media/png_variants.mjs';
import {allSamples} from '../media/samples.mjs';
import {skyline} from '../media/samples_formats.mjs';
import {film} from '../media/scenes.mjs';
import {suite} from '../support/cleanup.mjs';
import {get} from '../support/http.mjs';
import {checkAccounts, ingest} from '../support/ingest.mjs';
import {samplesFolder, serve} from '../support/server.mjs';
import {rows} from '../support/sqlite.mjs';
import {plant, temporary} from '../support/tree.mjs';

const kSameLooks = 10;  // bits of 64 in which two hashes of one picture may differ
const kOtherLooks = 16;
const kClasses = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'];

const whole = () => 1;
const turned = {Orientation: 6};

/** The same picture in every way that this test writes by itself. */
const made = () => ({
  'rgb.png': png(skyline()),
  'rgba.png': png(skyline().alpha(whole), {mode: 'rgba'}),
  'sixteen-bits.png': png16(skyline()),
  'palette.png': paletted(skyline()),
  'interlaced.png': interlaced(skyline()),
  'baseline.jpg': jpeg(skyline()),
  'progressive.jpg': jpeg(skyline(), {progressive: true}),
  'turned.jpg': withSegments(jpeg(skyline().turnedLeft()), [exifSegment(exif(turned))]),
  'still.gif': gif([skyline()]),
  'moving.gif': gif([skyline(), skyline()]),
});

function withoutColour(canvas) {
  const {pixels} = canvas;
  for (let i = 0; i < pixels.length; i += 4) pixels.fill(0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2], i, i + 3);
  return canvas;
}
const greys = () => ({'grey.png': png(withoutColour(skyline()), {mode: 'grey'}), 'grey.jpg': jpeg(skyline(), {grey: true})});
const others = () => ({'transparent.png': png(skyline().alpha((x) => x / 128), {mode: 'rgba'}), 'waves.gif': gif(film('waves', 128, 96, 6, 8))});
const encoded = () => Object.fromEntries(allSamples.filter((sample) => sample.path.startsWith('formats/'))
  .map((sample) => [path.basename(sample.path), fs.readFileSync(path.join(samplesFolder, sample.path))]));

const distance = (a, b) => [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter((bit) => bit === '1').length;

describe('one picture in every format', () => {
  const owner = suite();
  const same = {...made(), ...encoded()};
  const all = {...same, ...greys(), ...others()};
  let records, listed, hasClassifier;

  before(async () => {
    const root = plant(temporary(owner), all);
    const server = await serve(owner, {roots: [root]});
    hasClassifier = (await get(server, '/api/ingest/config')).json().nsfw_available;
    const last = await ingest(server, {directory: root, pattern: '*'});
    listed = new Map((await checkAccounts(server, last)).map((row) => [path.basename(row.path), row]));
    const staged = await rows(server.data, 'SELECT CAST(f.path AS TEXT) AS path, r.record FROM ingest_files f JOIN ingest_records r ON r.file = f.id');
    records = new Map(staged.map((row) => [path.basename(row.path), JSON.parse(row.record)]));
  });

  for (const name of Object.keys(all)) {
    test(`${name} is decoded`, () => {
      const row = listed.get(name);
      assert.equal(row.state, 'done', JSON.stringify(row.error));
      assert.deepEqual([row.width, row.height], [128, 96]);
      const {phash, nsfw, warnings} = records.get(name);
      assert.deepEqual(warnings, []);
      assert.match(phash ?? '', /^[0-9a-f]{16}$/);
      if (!hasClassifier) return assert.equal(nsfw, null);
      assert.deepEqual(Object.keys(nsfw.classes).sort(), kClasses);
      const total = Object.values(nsfw.classes).reduce((sum, value) => sum + value, 0);
      assert.ok(Math.abs(total - 1) < 0.01, `the classes add up to ${total}`);
      assert.ok(Math.abs(nsfw.score - nsfw.classes.Porn - nsfw.classes.Hentai) < 1e-3);
      assert.equal(row.nsfw_score, nsfw.score);
    });
  }

  for (const name of [...Object.keys(same), ...Object.keys(greys())]) {
    test(`${name} looks like the picture`, () => {
      const [mine, reference] = [records.get(name).phash, records.get('rgb.png').phash];
      assert.ok(distance(mine, reference) <= kSameLooks, `${mine} and ${reference} differ in ${distance(mine, reference)} bits`);
    });
  }

  test('another picture does not', () => {
    assert.ok(distance(records.get('waves.gif').phash, records.get('rgb.png').phash) > kOtherLooks);
  });

  test('what is stored without loss is the same to the bit', () => {
    for (const name of ['rgba.png', 'sixteen-bits.png', 'interlaced.png', 'skyline-lossless.webp', 'skyline.tiff']) {
      assert.equal(records.get(name).phash, records.get('rgb.png').phash, name);
    }
  });
});
