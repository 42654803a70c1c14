// Undo: a commit taken back, live on the stream, over kills; what was written since stays.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {test} from 'node:test';
import {get, post} from '../support/http.mjs';
import {commit, entry, files, follow, forget, ingest, openStream, start, status, undo, undone} from '../support/ingest.mjs';
import {metrics} from '../support/metrics.mjs';
import {applied, openPatches} from '../support/patches.mjs';
import {random} from '../media/random.mjs';
import {checkEvents} from '../support/snapshot.mjs';
import {serve} from '../support/server.mjs';
import {rows, value} from '../support/sqlite.mjs';
import {pictureOf, plant, plantPictures, temporary} from '../support/tree.mjs';

const kCatalogue = ['media_files', 'media_metadata', 'media_keywords', 'media_thumbnails', 'daily_contributions'];
const catalogue = async (data) => Object.fromEntries(await Promise.all(kCatalogue.map(async (table) => [table, await rows(data, `SELECT * FROM ${table} ORDER BY id`)])));
const write = (data, sql) => execFileSync('sqlite3', ['-cmd', '.timeout 10000', path.join(data, 'sluice.db'), sql]);

test('an undo leaves the catalogue as it was, and the session may be committed again', async (t) => {
  const root = plantPictures(temporary(t), 12);
  const server = await serve(t, {roots: [root]});
  await commit(server, (await ingest(server, {directory: root, pattern: '000[0-5].png'})).session_id);
  const before = await catalogue(server.data);
  plant(root, {'0001.png': pictureOf('another picture'), '0002.png': pictureOf('yet another')});
  const {session_id: id} = await ingest(server, {directory: root});
  assert.equal((await get(server, `/api/ingest/session/${id}/undo`)).status, 404, 'there was none');
  await commit(server, id);
  assert.equal((await entry(server, id)).committed, 8);

  const last = await undo(server, id);
  assert.deepEqual([last.status, last.undoing, last.commit_progress, last.error], ['undone', false, 100, null]);
  assert.deepEqual(await undone(server, id), {removed: 6, restored: 2, kept: 0, files: []});
  assert.deepEqual(await catalogue(server.data), before);
  assert.equal((await entry(server, id)).committed, 0);
  const counted = await metrics(server);
  assert.deepEqual(['added', 'updated', 'failed'].map((outcome) => counted.get(`sluice_commit_files_total{outcome="${outcome}"}`)), [12, 2, 0], 'a counter never falls');
  assert.ok((await files(server, id)).every((row) => !row.committed));

  assert.equal((await commit(server, id)).status, 'committed');
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 12);
  await undo(server, id);
  assert.deepEqual(await catalogue(server.data), before);
});

test('an undo is told on the streams: committing, undoing, then undone', async (t) => {
  const root = plantPictures(temporary(t), 1500);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root, pixels: false, enable_nsfw_detection: false});
  const committed = await commit(server, id);
  const answer = await post(server, `/api/ingest/session/${id}/undo`);
  assert.equal(answer.status, 200, answer.text);
  const [plain, patches] = [await openStream(server, id), await openPatches(server, id)];
  await Promise.all([plain.untilEnd(), patches.untilEnd()]);
  const last = checkEvents(plain.events);
  assert.ok(last.version > committed.version);
  const live = plain.events.map(({data}) => data).filter((s) => s.status !== 'undone');
  assert.ok(live.every((s) => s.status === 'committing' && s.undoing && s.commit_progress < 100));
  for (let i = 1; i < live.length; i++) assert.ok(live[i].commit_progress >= live[i - 1].commit_progress);
  assert.deepEqual(applied(patches.events).state, last);
  assert.deepEqual(await status(server, id), last);
});

test('a server killed in the middle of an undo goes on with it', async (t) => {
  const dice = random(20261126);
  const root = plantPictures(temporary(t), 2500);
  const data = temporary(t, 'data');
  let server = await serve(t, {roots: [root], data});
  const {session_id: id} = await ingest(server, {directory: root, pixels: false, enable_nsfw_detection: false});
  await commit(server, id);
  assert.equal((await post(server, `/api/ingest/session/${id}/undo`)).status, 200);
  for (let kill = 0; kill < 3; kill++) {
    const stream = await openStream(server, id);
    const wanted = dice.integer(1, 90);
    const event = await stream.until(`undone at ${wanted} %`, (s) => s.status === 'undone' || s.commit_progress >= Math.min(95, wanted));
    await server.kill();
    await stream.untilEnd();
    server = await serve(t, {roots: [root], data});
    if (event.data.status === 'undone') break;
  }
  const {last} = await follow(server, id);
  assert.equal(last.status, 'undone');
  assert.deepEqual(await undone(server, id), {removed: 2500, restored: 0, kept: 0, files: []});
  for (const table of kCatalogue) assert.equal(await value(data, `SELECT count(*) FROM ${table}`), 0, table);
  assert.equal(await value(data, 'PRAGMA integrity_check'), 'ok');
});

test('rows that were written since are kept and listed with the reason', async (t) => {
  const root = plantPictures(temporary(t), 5);
  const server = await serve(t, {roots: [root]});
  const {session_id: one} = await ingest(server, {directory: root});
  await commit(server, one);
  const {session_id: two} = await ingest(server, {directory: root, pattern: '0000.png', skip_existing: false});
  await commit(server, two);
  write(server.data, "UPDATE media_files SET score = 5, updated_at = '2031-01-01 00:00:00.000000' WHERE filename = '0001.png'");
  await undo(server, one);
  const result = await undone(server, one);
  assert.deepEqual([result.removed, result.restored, result.kept], [3, 0, 2]);
  assert.deepEqual(result.files, [
    {path: path.join(root, '0000.png'), why: 'another session has written it since'},
    {path: path.join(root, '0001.png'), why: 'it has been changed since the commit'},
  ]);
  assert.deepEqual((await files(server, one)).filter((row) => row.committed).map((row) => path.basename(row.path)), ['0000.png', '0001.png']);
  assert.equal((await entry(server, one)).committed, 2);
  assert.deepEqual((await rows(server.data, 'SELECT filename FROM media_files ORDER BY 1')).map(({filename}) => filename), ['0000.png', '0001.png']);
});

test('an undo is refused where nothing was committed, and while one goes on', async (t) => {
  const root = plantPictures(temporary(t), 800);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root, pixels: false, enable_nsfw_detection: false});
  const refused = async (answer, pattern) => {
    assert.equal(answer.status, 409, answer.text);
    assert.match(answer.json().detail, pattern);
  };
  const ask = () => post(server, `/api/ingest/session/${id}/undo`);
  await refused(await ask(), /is completed; undo is allowed when it is committed or commit_error/);
  await commit(server, id);
  const answers = await Promise.all([ask(), ask(), ask()]);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409, 409]);
  await refused(await post(server, '/api/ingest/commit', {session_id: id}), /committing/);
  await refused(await forget(server, id), /committing/);
  assert.equal((await follow(server, id)).last.status, 'undone');
  await refused(await ask(), /is undone/);

  const empty = await ingest(server, {directory: root, pattern: '*.nothing'});
  await commit(server, empty.session_id);
  await refused(await post(server, `/api/ingest/session/${empty.session_id}/undo`), /nothing of this session is in the catalogue/);
  assert.equal((await status(server, empty.session_id)).status, 'committed', 'and nothing has changed');
});

test('what an undo has removed is found as new by the next session', async (t) => {
  const root = plantPictures(temporary(t), 4);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  await commit(server, id);
  assert.equal((await ingest(server, {directory: root})).stats.skipped_existing, 4);
  await undo(server, id);
  const next = await start(server, {directory: root});
  assert.equal((await follow(server, next)).last.stats.skipped_existing, 0);
});
