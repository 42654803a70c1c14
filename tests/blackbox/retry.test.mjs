// Failed files again: by reason, in the next run; and the quarantine of those that killed a worker.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {get, post} from '../support/http.mjs';
import {cancel, checkAccounts, commit, files, follow, ingest, openStream, retry, start, status} from '../support/ingest.mjs';
import {metrics} from '../support/metrics.mjs';
import {applied, openPatches} from '../support/patches.mjs';
import {checkEvents, checkSnapshot} from '../support/snapshot.mjs';
import {serve} from '../support/server.mjs';
import {value} from '../support/sqlite.mjs';
import {picture, plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';
import {killReaderOf} from '../support/workers.mjs';

const named = (list, name) => list.find((row) => path.basename(row.path) === name);
const kQuarantined = /^killed its decoder on \d{4}-\d\d-\d\d \(.+\); retry the reason "quarantined" to read it again$/;

/** A session over three pictures and a film whose reader is killed: its last snapshot. */
async function crash(server, root, film) {
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await killReaderOf(server, film, 'SIGSEGV');
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.equal(named(await files(server, id), path.basename(film)).error?.reason, 'decoder_crashed');
  return last;
}

async function retried(server, before, expected, reason) {
  const answer = await retry(server, before.session_id, reason);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json(), {session_id: before.session_id, status: 'processing', ...expected});
  const {events, last} = await follow(server, before.session_id);
  checkSnapshot(before, events[0].data);
  assert.equal(last.run, before.run + 1);
  return last;
}

test('a file that killed its worker fails at once in the next session, until it is retried by that name', async (t) => {
  const root = plantPictures(temporary(t), 3);
  const film = plantSlow(root, '0001-film.mp4', 1);
  const data = temporary(t, 'data');
  let server = await serve(t, {roots: [root], data});
  await crash(server, root, film);
  await server.stop();

  server = await serve(t, {roots: [root], data});
  const last = await ingest(server, {directory: root});
  assert.deepEqual([last.status, last.processed_files, last.stats.errors], ['completed', 3, 1]);
  const {error, size} = named(await checkAccounts(server, last), '0001-film.mp4');
  assert.deepEqual([error.stage, error.reason], ['decode', 'quarantined']);
  assert.match(error.message, kQuarantined);
  assert.ok(last.bytes_done < size, 'it was not read');

  const unchanged = (await retry(server, last.session_id)).json();
  assert.deepEqual(unchanged, {session_id: last.session_id, status: 'completed', retried: 0, left: 1}, 'not without its name');
  assert.deepEqual(await status(server, last.session_id), last);

  const again = await retried(server, last, {retried: 1, left: 0}, 'quarantined');
  assert.deepEqual([again.status, again.processed_files, again.stats.errors, again.errors], ['completed', 4, 0, []]);
  assert.ok(again.bytes_done > size);
  assert.equal(await value(data, 'SELECT count(*) FROM ingest_quarantine'), 0, 'it has left the quarantine');
  assert.equal((await ingest(server, {directory: root, pattern: '*.mp4'})).processed_files, 1);
});

test('a crashed file that crashes again stays in quarantine; one that changed is read', async (t) => {
  const root = plantPictures(temporary(t), 3);
  const film = plantSlow(root, '0001-film.mp4', 40);
  const server = await serve(t, {roots: [root]});
  const first = await crash(server, root, film);
  assert.equal((await retry(server, first.session_id)).json().retried, 0);
  assert.equal((await retry(server, first.session_id, 'decoder_crashed')).json().retried, 1);
  const stream = await openStream(server, first.session_id);
  await killReaderOf(server, film, 'SIGABRT');
  await stream.untilEnd();
  const second = checkEvents(stream.events);
  assert.deepEqual([second.run, second.stats.errors, second.errors.length], [2, 1, 1]);
  assert.equal(second.bytes_done, first.bytes_done, 'its bytes count once');
  assert.equal((await ingest(server, {directory: root, pattern: '*.mp4'})).stats.errors, 1);

  fs.rmSync(film);
  fs.copyFileSync(new URL('../../samples/video/rolling-waves.mp4', import.meta.url), film);
  const changed = await ingest(server, {directory: root, pattern: '*.mp4'});
  assert.deepEqual([changed.processed_files, changed.stats.errors], [1, 0]);
  assert.equal(await value(server.data, 'SELECT count(*) FROM ingest_quarantine'), 0);
});

test('failed files are read again as they are now, in a run of its own', async (t) => {
  const root = plantPictures(temporary(t), 4);
  plant(root, {'bad-1.png': 'x', 'bad-2.png': 'y', 'bad-3.png': 'z'});
  const server = await serve(t, {roots: [root]});
  const first = await ingest(server, {directory: root});
  assert.deepEqual([first.run, first.processed_files, first.stats.errors], [1, 4, 3]);
  const before = named(await files(server, first.session_id), 'bad-1.png');
  plant(root, {'bad-1.png': picture(), 'bad-3.png': 'other'});

  const second = await retried(server, first, {retried: 3, left: 0});
  assert.deepEqual([second.status, second.processed_files, second.stats.errors, second.progress], ['completed', 5, 2, 100]);
  const list = await checkAccounts(server, second);
  const row = named(list, 'bad-1.png');
  assert.deepEqual([row.id, row.state, row.error, row.size], [before.id, 'done', null, picture().length]);
  assert.equal(second.bytes_done, list.reduce((sum, {size}) => sum + size, 0), 'bytes are counted once');
  assert.equal(second.errors.length, 2);
  const counted = await metrics(server);
  assert.equal(counted.get('sluice_files_total{outcome="processed"}'), 5);
  assert.equal(counted.get('sluice_files_total{outcome="failed"}'), 5, 'a counter never falls: both outcomes count');

  assert.equal((await retry(server, first.session_id, 'vanished')).json().retried, 0);
  const committed = await commit(server, first.session_id);
  assert.equal(committed.status, 'committed');
  plant(root, {'bad-2.png': picture()});
  const third = await retried(server, committed, {retried: 2, left: 0}, 'unsupported');
  assert.deepEqual([third.status, third.processed_files], ['completed', 6]);
  await commit(server, first.session_id);
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 6);
});

test('a failure that was retried is not told again, its second one is told once', async (t) => {
  const root = plantPictures(temporary(t), 2);
  plant(root, {'bad-1.png': 'x', 'bad-2.png': 'y'});
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const old = await openPatches(server, id);
  await old.untilEnd();
  const had = applied(old.events);
  plant(root, {'bad-1.png': picture()});
  await retry(server, id);
  await follow(server, id);

  for (const options of [{}, {lastEventId: had.lastId}, {lastEventId: had.failures[0].seq}]) {
    const stream = await openPatches(server, id, options);
    await stream.untilEnd();
    const {state, failures, ended} = applied(stream.events);
    assert.ok(ended);
    assert.deepEqual(failures.map((failure) => path.basename(failure.path)), ['bad-2.png'], JSON.stringify(options));
    assert.ok(failures[0].seq > had.state.version);
    assert.deepEqual(state.errors.map((error) => path.basename(error.split(':')[0])), ['bad-2.png']);
  }
});

test('what a retry does not take is refused by name', async (t) => {
  const root = plantPictures(temporary(t), 2);
  plant(root, {'bad.png': 'x'});
  plantSlow(root, 'zz-film.mp4', 40);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await stream.until('the pictures read', (s) => s.processed_files >= 2 && s.stats.errors === 1);
  const refused = await retry(server, id);
  assert.equal(refused.status, 409);
  assert.match(refused.json().detail, /completed, cancelled, error, committed, commit_error or undone/);
  await cancel(server, id);
  const where = `/api/ingest/session/${id}/retry`;
  for (const [body, detail] of [[{reason: 'bad luck'}, /^reason: /], [{reason: 7}, /^reason: /], [{reasons: 'corrupt'}, /^reasons: /], [[], /^body: /]]) {
    const answer = await post(server, where, body);
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.json().detail, detail);
  }
  assert.equal((await retry(server, '00000000-0000-4000-8000-000000000000')).status, 404);

  plant(root, {'bad.png': picture()});
  const last = await retried(server, await status(server, id), {retried: 1, left: 0});
  assert.deepEqual([last.status, last.processed_files, last.stats.errors], ['cancelled', 3, 0], 'what the cancel left is left');
  assert.equal((await commit(server, id)).status, 'committed');
});

test('a server killed in the middle of a retry goes on with it', async (t) => {
  const root = plantPictures(temporary(t), 3);
  const film = plantSlow(root, '0001-film.mp4', 1);
  for (let i = 0; i < 40; i++) plant(root, {[`0000-bad-${i}.png`]: 'x', [`zz-bad-${i}.png`]: 'x'});
  const data = temporary(t, 'data');
  let server = await serve(t, {roots: [root], data, args: ['--workers', '1']});
  const first = await crash(server, root, film);
  assert.equal(first.stats.errors, 81);
  assert.equal((await retry(server, first.session_id)).json().retried, 80);
  await follow(server, first.session_id);
  for (let i = 0; i < 40; i++) plant(root, {[`0000-bad-${i}.png`]: picture(), [`zz-bad-${i}.png`]: picture()});
  assert.equal((await retry(server, first.session_id, 'decoder_crashed')).json().retried, 1);
  const stream = await openStream(server, first.session_id);
  await server.kill();
  await stream.untilEnd();
  server = await serve(t, {roots: [root], data, args: ['--workers', '1']});
  const {last} = await follow(server, first.session_id);
  assert.deepEqual([last.run, last.status, last.processed_files, last.stats.errors], [3, 'completed', 4, 80]);
  const end = await retried(server, last, {retried: 80, left: 0}, 'unsupported');
  assert.deepEqual([end.processed_files, end.stats.errors], [84, 0]);
  await checkAccounts(server, end);
});

test('a link that led out of its root is read when it no longer does', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const secret = plant(temporary(t), {'secret.png': picture()});
  fs.symlinkSync(path.join(secret, 'secret.png'), path.join(root, 'leak.png'));
  const server = await serve(t, {roots: [root]});
  const first = await ingest(server, {directory: root});
  assert.deepEqual([named(await files(server, first.session_id), 'leak.png').error.reason, first.stats.errors], ['denied', 1]);
  const second = await retried(server, first, {retried: 1, left: 0}, 'denied');
  assert.equal(second.stats.errors, 1, 'it still leads out');
  fs.rmSync(path.join(root, 'leak.png'));
  fs.symlinkSync(path.join(root, '0000.png'), path.join(root, 'leak.png'));
  const third = await retried(server, second, {retried: 1, left: 0});
  assert.deepEqual([third.run, third.processed_files, third.stats.errors], [3, 2, 0]);
  assert.equal((await get(server, `/api/ingest/files/${first.session_id}?reason=denied`)).json().files.length, 0);
});
