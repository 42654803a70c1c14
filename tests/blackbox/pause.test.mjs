// Pause and resume: nothing new is begun, what workers have in hand ends and counts, a restart changes nothing.

import assert from 'node:assert/strict';
import path from 'node:path';
import {test} from 'node:test';
import {eventually} from '../support/deadline.mjs';
import {get} from '../support/http.mjs';
import {cancel, checkAccounts, commit, entry, forget, ingest, openStream, pause, resume, retry, start, status} from '../support/ingest.mjs';
import {hasOpen, signal} from '../support/processes.mjs';
import {checkEvents} from '../support/snapshot.mjs';
import {serve} from '../support/server.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

const kOneWorker = ['--workers', '1'];

/** The worker that reads the file, stopped: nothing goes on until it is told to. */
async function stopReaderOf(server, file) {
  const pid = await eventually(`a worker reads ${path.basename(file)}`, () => server.workers().find((worker) => hasOpen(worker, file)));
  signal(pid, 'SIGSTOP');
  return pid;
}

/** A session held at its first file: {server, id, stream, worker, film, root}. The worker is stopped on it. */
async function held(t, {pictures = 20, data} = {}) {
  const root = plantPictures(temporary(t), pictures);
  const film = plantSlow(root, '0000-film.mp4', 0.5);
  const server = await serve(t, {roots: [root], data, args: kOneWorker});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await stream.until('everything found', (s) => !s.discovering);
  return {server, id, stream, film, root, worker: await stopReaderOf(server, film)};
}

const answered = (answer, id, state) => assert.deepEqual([answer.status, answer.json()], [200, {session_id: id, status: state}]);

test('a pause is answered while a worker hangs; the file in its hand ends and counts, nothing else is begun', async (t) => {
  const {server, id, stream, worker} = await held(t);
  answered(await pause(server, id), id, 'paused');
  const at = (await stream.until('the pause', (s) => s.status === 'paused')).data;
  assert.deepEqual([at.error, at.files_per_second, at.eta_seconds], [null, 0, null]);
  const before = at.processed_files;
  signal(worker, 'SIGCONT');
  const settled = (await stream.until('the film read', (s) => s.processed_files > before && s.workers.length === 0)).data;
  assert.equal(settled.status, 'paused');
  assert.ok(settled.processed_files <= before + 2, 'at most what the one worker had been given');
  assert.equal(await eventually('no file is open', async () => (await status(server, id)).workers.length === 0), true);
  answered(await resume(server, id), id, 'processing');
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.deepEqual([last.status, last.processed_files], ['completed', 21]);
  await checkAccounts(server, last);
});

test('a paused session stays paused over a stop and over a kill, and goes on when it is told to', async (t) => {
  const data = temporary(t, 'data');
  let {server, id, stream, worker, root} = await held(t, {data});
  await pause(server, id);
  await stream.until('the pause', (s) => s.status === 'paused');
  await server.kill();
  await stream.untilEnd();
  signal(worker, 'SIGCONT');
  for (const end of ['stop', 'kill']) {
    server = await serve(t, {roots: [root], data, args: kOneWorker});
    const again = await openStream(server, id);
    const first = (await again.until('a first state', () => true)).data;
    assert.deepEqual([first.status, first.error, first.total_files], ['paused', null, 21]);
    assert.equal((await status(server, id)).status, 'paused');
    assert.equal((await get(server, '/api/ingest/active-session')).json().session_id, id);
    await server[end]();
    await again.untilEnd();
    checkEvents(again.events);
  }
  server = await serve(t, {roots: [root], data, args: kOneWorker});
  answered(await resume(server, id), id, 'processing');
  stream = await openStream(server, id);
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.deepEqual([last.status, last.processed_files], ['completed', 21]);
  await checkAccounts(server, last);
});

test('a session that is paused on its last file completes when it is resumed', async (t) => {
  const {server, id, stream, worker} = await held(t, {pictures: 0});
  await pause(server, id);
  signal(worker, 'SIGCONT');
  const all = (await stream.until('the film read', (s) => s.processed_files === 1)).data;
  assert.deepEqual([all.status, all.progress], ['paused', 99], '100 only at the end');
  await resume(server, id);
  await stream.untilEnd();
  assert.equal(checkEvents(stream.events).status, 'completed');
});

test('cancel is answered while a worker hangs, under way and paused', async (t) => {
  for (const isPaused of [false, true]) {
    const {server, id, stream, worker} = await held(t);
    if (isPaused) await pause(server, id);
    answered(await cancel(server, id), id, 'cancelled');  // the worker is still stopped
    await stream.untilEnd();
    const last = checkEvents(stream.events);
    assert.deepEqual([last.status, last.discovering, last.workers], ['cancelled', false, []]);
    signal(worker, 'SIGCONT');
    assert.equal((await status(server, id)).version, last.version, 'what the worker still says changes nothing');
    await commit(server, id);
  }
});

test('a paused session can be forgotten', async (t) => {
  const {server, id, stream, worker} = await held(t);
  await pause(server, id);
  const gone = await forget(server, id);
  assert.deepEqual([gone.status, gone.json()], [200, {status: 'cleaned_up'}]);
  await stream.untilEnd();
  assert.equal(stream.events.at(-1).event, 'gone');
  signal(worker, 'SIGCONT');
  assert.equal((await get(server, `/api/ingest/session/${id}`)).status, 404);
});

test('pause and resume are refused elsewhere, by the states that allow them', async (t) => {
  const {server, id, stream, worker} = await held(t);
  const refused = async (answer, pattern) => {
    assert.equal(answer.status, 409, answer.text);
    assert.match(answer.json().detail, pattern);
  };
  await refused(await resume(server, id), /is processing; resume is allowed when it is paused/);
  await pause(server, id);
  await refused(await pause(server, id), /is paused; pause is allowed when it is starting or processing/);
  await refused(await retry(server, id), /is paused/);
  await resume(server, id);
  signal(worker, 'SIGCONT');
  await stream.untilEnd();
  for (const command of [pause, resume]) await refused(await command(server, id), /the session is completed/);
});

test('pauses and resumes in a row and at once end as the last one said, and lose no file', async (t) => {
  const root = plantPictures(temporary(t), 300);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  const twice = await Promise.all([pause(server, id), pause(server, id)]);
  if (twice[0].status === 200) assert.ok([200, 409].includes(twice[1].status));
  for (let i = 0; i < 20; i++) await Promise.all([resume(server, id), pause(server, id), resume(server, id), pause(server, id)]);
  await resume(server, id);
  await eventually('the session goes on', async () => {
    const {status: now} = await status(server, id);
    if (now === 'paused') await resume(server, id);
    return now === 'completed';
  }, {every: 50});
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.deepEqual([last.status, last.processed_files], ['completed', 300]);
  await checkAccounts(server, last);
});

test('a pause while folders are listed waits with them, over a kill as well', async (t) => {
  const root = temporary(t);
  for (let folder = 0; folder < 30; folder++) plantPictures(path.join(root, `f${folder}`), 40, {prefix: `${folder}-`});
  const data = temporary(t, 'data');
  let server = await serve(t, {roots: [root], data});
  const parameters = {directory: root, pixels: false, enable_nsfw_detection: false};
  const id = await start(server, parameters);
  const paused = await pause(server, id);
  if (paused.status === 409) return;  // everything was read before it came
  const before = await status(server, id);
  await server.kill();
  server = await serve(t, {roots: [root], data});
  const after = await status(server, id);
  assert.deepEqual([after.status, after.discovering], ['paused', before.discovering]);
  assert.ok(after.total_files >= before.total_files);
  await resume(server, id);
  const stream = await openStream(server, id);
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.deepEqual([last.status, last.processed_files], ['completed', 1200]);
});

test('a retry is paused and resumed like a first run', async (t) => {
  const {server, id, stream, worker, film, root} = await held(t, {pictures: 2});
  signal(worker, 'SIGKILL');  // the film fails
  await stream.untilEnd();
  assert.equal(checkEvents(stream.events).stats.errors, 1);
  plant(root, {'unrelated.txt': 'x'});
  assert.equal((await retry(server, id, 'decoder_crashed')).json().retried, 1);
  const again = await openStream(server, id);
  const second = await stopReaderOf(server, film);
  answered(await pause(server, id), id, 'paused');
  signal(second, 'SIGCONT');
  await again.until('the film read', (s) => s.processed_files === 3);
  answered(await resume(server, id), id, 'processing');
  await again.untilEnd();
  const last = checkEvents(again.events);
  assert.deepEqual([last.status, last.run, last.stats.errors], ['completed', 2, 0]);
});

test('the workers member names the file that each worker reads, since when, and nobody at the end', async (t) => {
  const root = plantPictures(temporary(t), 3);
  const films = [0, 1].map((i) => plantSlow(root, `0000-film-${i}.mp4`, 0.5));
  const server = await serve(t, {roots: [root], args: ['--workers', '2']});
  const before = Date.now();
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  const workers = await Promise.all(films.map((film) => stopReaderOf(server, film)));
  const both = (await stream.until('both films in hand', (s) => s.workers.length === 2)).data;
  assert.deepEqual(both.workers.map(({file}) => file).sort(), ['0000-film-0.mp4', '0000-film-1.mp4']);
  for (const {since} of both.workers) assert.ok(since >= before - 1 && since <= Date.now() + 1);
  workers.forEach((worker) => signal(worker, 'SIGCONT'));
  await stream.untilEnd();
  assert.deepEqual(checkEvents(stream.events).workers, []);
  assert.deepEqual((await status(server, id)).workers, []);
});

test('one session has the entry that the history has, with its run and the time it took', async (t) => {
  const root = plantPictures(temporary(t), 30);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  const one = await entry(server, id);
  assert.deepEqual(one, (await get(server, '/api/ingest/sessions')).json().sessions[0]);
  assert.deepEqual([one.run, one.processed_files, one.committed], [1, 30, 0]);
  assert.ok(one.duration_seconds > 0);
  await commit(server, id);
  const after = await entry(server, id);
  assert.deepEqual([after.committed, after.duration_seconds], [30, one.duration_seconds], 'a commit is no reading');
});
