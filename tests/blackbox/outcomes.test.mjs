// What becomes of each file: damaged ones fail alone and by name, scores come in, nothing is left without an outcome.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {damagedFiles, lyingChunk, textBomb, truncated} from '../media/damaged.mjs';
import {score, writeSidecar} from '../media/sidecar.mjs';
import {checkAccounts, commit, follow, ingest, openStream, start} from '../support/ingest.mjs';
import {checkEvents} from '../support/snapshot.mjs';
import {samplesFolder, serve} from '../support/server.mjs';
import {rows} from '../support/sqlite.mjs';
import {picture, pictureOf, plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

const named = (list, name) => list.find((row) => path.basename(row.path) === name);

test('damaged files fail with their reason and name, and cost nothing else', async (t) => {
  const root = plantPictures(temporary(t), 10);
  const damaged = damagedFiles();
  plant(root, Object.fromEntries(Object.entries(damaged).map(([name, {bytes}]) => [name, bytes])));
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root, pixels: false, enable_nsfw_detection: false});
  assert.equal(last.status, 'completed');
  assert.equal(last.processed_files, 10);
  const list = await checkAccounts(server, last);
  for (const [name, {reasons}] of Object.entries(damaged)) {
    const row = named(list, name);
    assert.equal(row.state, 'failed', name);
    assert.equal(row.error.stage, 'decode', name);
    assert.ok(reasons.includes(row.error.reason), `${name}: ${row.error.reason}`);
    assert.ok(row.error.message.length > 3 && !row.error.message.includes(root), `${name}: ${row.error.message}`);
  }
});

test('what can still be read of a damaged file is read, with a warning', async (t) => {
  const root = temporary(t);
  const film = fs.readFileSync(path.join(samplesFolder, 'video/planets-comment.mp4'));  // its moov comes first
  const whole = pictureOf('still readable');
  plant(root, {'cut.png': truncated(whole, whole.length - 40), 'lying.png': lyingChunk(), 'cut.mp4': truncated(film, film.length - 2000)});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root, pixels: false, enable_nsfw_detection: false});
  const list = await checkAccounts(server, last);
  assert.deepEqual([named(list, 'cut.png').state, named(list, 'cut.png').width], ['done', 32], JSON.stringify(named(list, 'cut.png')));
  assert.ok(named(list, 'cut.png').warning_count > 0);
  assert.deepEqual([named(list, 'cut.mp4').state, named(list, 'cut.mp4').width], ['done', 192]);
  const lying = named(list, 'lying.png');
  assert.ok(lying.state === 'failed' ? lying.error.reason === 'corrupt' : lying.warning_count > 0, JSON.stringify(lying));
});

test('a text that inflates to half a gigabyte is bounded', async (t) => {
  const root = plantPictures(temporary(t), 3);
  plant(root, {'bomb.png': textBomb(512)});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root, pixels: false, enable_nsfw_detection: false});
  const list = await checkAccounts(server, last);
  assert.equal(list.filter((row) => row.state === 'done' && row.path.match(/\d{4}\.png$/)).length, 3);
  const bomb = named(list, 'bomb.png');
  assert.ok(bomb.state === 'done' ? bomb.warning_count > 0 : bomb.error.reason === 'too_large', JSON.stringify(bomb));
});

test('sidecar scores are imported; out of range, broken or foreign ones are a warning', async (t) => {
  const root = temporary(t);
  const kinds = {
    'five.png': 5, 'zero.png': 0, 'rejected.png': -1, 'half.png': 3.5, 'favourite.png': 4, 'above.png': 5.1, 'below.png': -2, 'nan.png': '{"score": NaN}', 'text.png': '{"score": "5"}',
    'broken.png': '{', 'list.png': '[5]', 'empty.png': '', 'deep.png': '['.repeat(100_000),
  };
  for (const [name, value] of Object.entries(kinds)) {
    plant(root, {[name]: picture()});
    writeSidecar(path.join(root, name), value, {favourite: name === 'favourite.png'});
  }
  plant(root, {'none.png': picture()});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  assert.equal(last.stats.errors, 0, String(last.errors));
  const list = await checkAccounts(server, last);
  const scores = {'five.png': 5, 'zero.png': 0, 'rejected.png': -1, 'half.png': 3.5, 'favourite.png': 4};
  for (const row of list) {
    const name = path.basename(row.path);
    assert.equal(row.score, scores[name] ?? null, name);
    if (name in scores || name === 'none.png') assert.equal(row.warning_count, 0, name);
    else assert.ok(row.warning_count > 0, `${name} has no warning`);
  }
  assert.equal(last.stats.scores_imported, 5);

  await commit(server, last.session_id);
  const stored = await rows(server.data, "SELECT filename, score, favourite FROM media_files WHERE filename IN ('favourite.png', 'rejected.png', 'above.png') ORDER BY filename");
  assert.deepEqual(stored, [{filename: 'above.png', score: null, favourite: 0}, {filename: 'favourite.png', score: 4, favourite: 1}, {filename: 'rejected.png', score: -1, favourite: 0}]);
});

test('import_scores, extract_metadata and extract_keywords false leave those out', async (t) => {
  const root = temporary(t);
  plant(root, {'a.png': pictureOf('sunset, sea'), '.scores/a.png.json': score('a.png', 3)});
  const server = await serve(t, {roots: [root]});
  const full = (await ingest(server, {directory: root})).stats;
  assert.deepEqual([full.metadata_extracted, full.scores_imported], [1, 1]);
  assert.ok(full.keywords_added >= 2);
  assert.equal((await ingest(server, {directory: root, import_scores: false})).stats.scores_imported, 0);
  assert.equal((await ingest(server, {directory: root, extract_keywords: false})).stats.keywords_added, 0);
  assert.equal((await ingest(server, {directory: root, extract_metadata: false})).stats.metadata_extracted, 0);
});

test('a file that may not be read fails as unreadable', async (t) => {
  if (process.getuid() === 0) return t.skip('root may read everything');
  const root = plantPictures(temporary(t), 2);
  fs.chmodSync(path.join(root, '0001.png'), 0);
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  const list = await checkAccounts(server, last);
  assert.deepEqual([named(list, '0001.png').error.reason, named(list, '0001.png').error.stage], ['unreadable', 'open']);
  assert.equal(last.processed_files, 1);
});

test('files that vanish or change before they are read are named, and the rest goes on', async (t) => {
  const root = plantPictures(temporary(t), 5);
  for (let i = 0; i < 12; i++) plantSlow(root, `1-film-${String(i).padStart(2, '0')}.mp4`, 0.25);
  plant(root, {'zz/gone.png': picture(), 'zz/grown.png': picture(), 'zz/kept.png': picture()});
  const server = await serve(t, {roots: [root], args: ['--workers', '1']});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await stream.until('all files found', (s) => !s.discovering);
  fs.rmSync(path.join(root, 'zz/gone.png'));
  fs.appendFileSync(path.join(root, 'zz/grown.png'), 'more');
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.equal(last.status, 'completed');
  const list = await checkAccounts(server, last);
  assert.equal(named(list, 'gone.png').error?.reason, 'vanished');
  assert.equal(named(list, 'grown.png').error?.reason, 'changed');
  assert.equal(named(list, 'kept.png').state, 'done');
  assert.equal(last.stats.errors, 2);
});

test('the same file in two sessions at once is read by both', async (t) => {
  const root = plantPictures(temporary(t), 50);
  const server = await serve(t, {roots: [root]});
  const ids = await Promise.all([1, 2, 3].map(() => start(server, {directory: root})));
  const ends = await Promise.all(ids.map((id) => follow(server, id)));
  for (const {last} of ends) assert.deepEqual([last.status, last.processed_files, last.stats.errors], ['completed', 50, 0]);
  for (const id of ids) assert.equal((await commit(server, id)).status, 'committed');
  assert.equal((await rows(server.data, 'SELECT count(*) AS n FROM media_files'))[0].n, 50);
});
