// Commit: allowed when it may be, counted honestly, continued after a crash, each file exactly once.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {get, post} from '../support/http.mjs';
import {cancel, checkAccounts, commit, files, follow, ingest, openStream, start} from '../support/ingest.mjs';
import {random} from '../media/random.mjs';
import {checkEvents} from '../support/snapshot.mjs';
import {serve} from '../support/server.mjs';
import {rows, value} from '../support/sqlite.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

test('a commit while files are being read is refused, and hurts nothing', async (t) => {
  const root = plantPictures(temporary(t), 20);
  plantSlow(root, 'zz-film.mp4', 1.5);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await stream.until('the pictures read', (s) => s.processed_files >= 20);
  const refused = await post(server, '/api/ingest/commit', {session_id: id});
  assert.equal(refused.status, 409);
  assert.match(refused.json().detail, /completed/);
  await stream.untilEnd();
  assert.equal(checkEvents(stream.events).status, 'completed');
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 0, 'staging is not the catalogue');
});

test('two commits at once: one begins, the other is refused', async (t) => {
  const root = plantPictures(temporary(t), 800);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  const answers = await Promise.all([1, 2, 3].map(() => post(server, '/api/ingest/commit', {session_id: id})));
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409, 409]);
  assert.equal((await follow(server, id)).last.status, 'committed');
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 800);
});

test('a cancelled session commits what was read', async (t) => {
  const root = plantPictures(temporary(t), 15);
  plantSlow(root, 'zz-film.mp4', 100);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await stream.until('the pictures read', (s) => s.processed_files >= 15);
  await cancel(server, id);
  await stream.untilEnd();
  const last = await commit(server, id);
  assert.equal(last.status, 'committed');
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 15);
});

test('failed files are not committed, the rest is, and the rows say which', async (t) => {
  const root = plantPictures(temporary(t), 5);
  plant(root, {'bad.png': 'x'});
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  const last = await commit(server, id);
  assert.deepEqual([last.status, last.commit_errors], ['committed', []]);
  const list = await files(server, id);
  assert.equal(list.filter((row) => row.committed).length, 5);
  assert.equal(list.find((row) => row.path.endsWith('bad.png')).committed, false);
  const status = (await get(server, `/api/ingest/commit-status/${id}`)).json();
  assert.deepEqual([status.total, status.added, status.updated, status.failed], [5, 5, 0, 0]);
});

test('a server killed in the middle of a commit goes on with it: every file exactly once', async (t) => {
  const dice = random(20240615);
  const root = plantPictures(temporary(t), 2500);
  const data = temporary(t, 'data');
  let server = await serve(t, {roots: [root], data});
  const done = await ingest(server, {directory: root});
  let seen = done.version;
  const answer = await post(server, '/api/ingest/commit', {session_id: done.session_id});
  assert.equal(answer.status, 200);
  for (let kill = 0; kill < 3; kill++) {
    const stream = await openStream(server, done.session_id);
    const wanted = dice.integer(1, 90);
    const event = await stream.until(`commit at ${wanted} %`, (s) => s.status === 'committed' || s.commit_progress >= Math.min(95, wanted));
    await server.kill();
    await stream.untilEnd();
    seen = Math.max(seen, ...stream.events.map((e) => Number(e.id)));
    server = await serve(t, {roots: [root], data});
    if (event.data.status === 'committed') break;
  }
  const stream = await openStream(server, done.session_id);
  await stream.untilEnd();
  const last = stream.last.data;
  assert.equal(last.status, 'committed');
  assert.equal(last.commit_progress, 100);
  assert.ok(last.version >= seen, `${last.version} after ${seen}`);
  assert.equal(await value(data, 'SELECT count(*) FROM media_files'), 2500);
  assert.equal(await value(data, 'SELECT count(*) FROM media_metadata'), 2500);
  assert.deepEqual(await rows(data, 'SELECT media_file_id, keyword FROM media_keywords GROUP BY 1, 2, keyword_type HAVING count(*) > 1'), []);
  assert.equal(await value(data, 'SELECT sum(count) FROM daily_contributions'), 2500, 'days are counted once');
  assert.equal((await files(server, done.session_id, {limit: 1000})).filter((row) => row.committed).length, 2500);
  const status = (await get(server, `/api/ingest/commit-status/${done.session_id}`)).json();
  assert.deepEqual([status.total, status.added + status.updated, status.failed], [2500, 2500, 0]);
});

test('a file that is gone by the time of the commit is still committed as it was read', async (t) => {
  const root = plantPictures(temporary(t), 3);
  const server = await serve(t, {roots: [root]});
  const done = await ingest(server, {directory: root});
  await checkAccounts(server, done);
  fs.rmSync(path.join(root, '0001.png'));
  assert.equal((await commit(server, done.session_id)).status, 'committed');
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 3);
});

test('files that a commit could not write are found by commit_failed, with the other filters, and downloaded', async (t) => {
  const root = plantPictures(temporary(t), 6);
  plant(root, {'bad.png': 'x'});
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  const names = async (query) => (await files(server, id, query)).map((row) => path.basename(row.path)).sort().join(' ');
  assert.equal(await names({commit_failed: 1}), '', 'nothing has been committed');
  await rows(server.data, "CREATE TRIGGER refuse BEFORE INSERT ON media_files WHEN new.filename IN ('0001.png', '0004.png') BEGIN SELECT raise(ABORT, 'refused'); END");
  const last = await commit(server, id);
  assert.deepEqual([last.status, last.commit_errors.length], ['commit_error', 2]);
  assert.equal(await names({commit_failed: 1}), '0001.png 0004.png');
  assert.equal(await names({commit_failed: 1, limit: 1}), '0001.png 0004.png', 'page by page');
  assert.equal(await names({commit_failed: 1, text: '0004', state: 'done', included: 1}), '0004.png');
  assert.equal(await names({commit_failed: 1, state: 'failed'}), '');
  assert.equal(await names({commit_failed: 0}), '0000.png 0002.png 0003.png 0005.png');
  const page = (await get(server, `/api/ingest/files/${id}?commit_failed=1&count=1&limit=1`)).json();
  assert.deepEqual([page.total, page.files[0].commit_error.stage, page.files[0].committed], [2, 'commit', false]);
  const list = (await get(server, `/api/ingest/report/${id}?format=json&commit_failed=1`)).json();
  assert.deepEqual(list.map((row) => path.basename(row.path)), ['0001.png', '0004.png']);
  const odd = await get(server, `/api/ingest/files/${id}?commit_failed=yes`);
  assert.deepEqual([odd.status, odd.json().detail], [400, 'commit_failed: must be 0 or 1']);
  await rows(server.data, 'DROP TRIGGER refuse');
  assert.equal((await commit(server, id)).status, 'committed');
  assert.equal(await names({commit_failed: 1}), '', 'the newest commit wrote all');
});
