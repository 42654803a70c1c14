// Workers decode untrusted bytes and may die: a death costs exactly one file.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually} from '../support/deadline.mjs';
import {checkAccounts, ingest, openStream, start} from '../support/ingest.mjs';
import {hasOpen, signal} from '../support/processes.mjs';
import {checkEvents} from '../support/snapshot.mjs';
import {serve} from '../support/server.mjs';
import {plantPictures, plantSlow, temporary} from '../support/tree.mjs';
import {killReaderOf} from '../support/workers.mjs';

test('a worker killed in the middle of a file costs that file and nothing else', async (t) => {
  const root = plantPictures(temporary(t), 60);
  const victim = plantSlow(root, '0030-film.mp4', 40);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await killReaderOf(server, victim);
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.equal(last.status, 'completed');
  assert.deepEqual([last.processed_files, last.stats.errors], [60, 1], String(last.errors));
  const rows = await checkAccounts(server, last);
  const failed = rows.filter((row) => row.state === 'failed');
  assert.deepEqual(failed.map((row) => [row.path, row.error.reason, row.error.stage]), [[victim, 'decoder_crashed', 'decode']]);
});

test('workers that die again and again are replaced, and each costs one file', async (t) => {
  const root = plantPictures(temporary(t), 10);
  const victims = [0, 1, 2, 3].map((i) => plantSlow(root, `000${2 * i}-film.mp4`, 40));
  const server = await serve(t, {roots: [root], args: ['--workers', '1']});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  const killed = new Set();
  for (const [i, victim] of victims.entries()) killed.add(await killReaderOf(server, victim, ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGKILL'][i]));
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.equal(killed.size, 4, 'each time another worker');
  assert.deepEqual([last.status, last.processed_files, last.stats.errors], ['completed', 10, 4]);
  const rows = await checkAccounts(server, last);
  for (const row of rows.filter((r) => r.state === 'failed')) assert.equal(row.error.reason, 'decoder_crashed', row.path);
  assert.equal((await ingest(server, {directory: root, pattern: '*.png'})).processed_files, 10, 'the next session has workers');
});

test('all workers killed at once cost at most a file each', async (t) => {
  const root = plantPictures(temporary(t), 200);
  const films = [0, 1].map((i) => plantSlow(root, `0000-film-${i}.mp4`, 40));
  const server = await serve(t, {roots: [root], args: ['--workers', '2']});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await eventually('both films are being read', () => films.every((film) => server.workers().some((worker) => hasOpen(worker, film))));
  for (const worker of server.workers()) signal(worker, 'SIGKILL');
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.equal(last.status, 'completed');
  assert.deepEqual([last.processed_files, last.stats.errors], [200, 2], String(last.errors));
  await checkAccounts(server, last);
});

test('a worker that is stopped for a while only delays its file', async (t) => {
  const root = plantPictures(temporary(t), 20);
  const film = plantSlow(root, '0005-film.mp4', 4);
  const server = await serve(t, {roots: [root], args: ['--workers', '2']});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  const pid = await eventually('a worker reads the film', () => server.workers().find((worker) => hasOpen(worker, film)));
  signal(pid, 'SIGSTOP');
  await stream.until('everything that does not wait behind it read', (s) => s.processed_files >= 19);
  signal(pid, 'SIGCONT');
  await stream.untilEnd();
  assert.deepEqual([checkEvents(stream.events).processed_files, stream.last.data.stats.errors], [21, 0]);
});

test('idle workers that die are replaced before the next session', async (t) => {
  const root = plantPictures(temporary(t), 30);
  const server = await serve(t, {roots: [root], args: ['--workers', '2']});
  await ingest(server, {directory: root});
  for (const worker of server.workers()) signal(worker, 'SIGKILL');  // the next files are handed over before anybody has noticed
  const last = await ingest(server, {directory: root});
  assert.equal(last.status, 'completed');
  assert.equal(last.processed_files + last.stats.errors, 30);
  assert.equal(last.stats.errors, 0, 'nobody was working on anything when they died');
});
