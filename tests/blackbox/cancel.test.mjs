// Cancel of a session with many files waiting: answered before their entries have followed, and the same at every moment after, over kills.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually} from '../support/deadline.mjs';
import {get} from '../support/http.mjs';
import {cancel, commit, entry, files, follow, forget, ingest, retry, status} from '../support/ingest.mjs';
import {addPending} from '../support/pending.mjs';
import {serve} from '../support/server.mjs';
import {value} from '../support/sqlite.mjs';
import {plant, plantPictures, temporary} from '../support/tree.mjs';

const kWaiting = 40_000;
const kRead = 3;

/** A server with a paused session: three pictures read, one file failed, many waiting. */
async function paused(t) {
  const root = plantPictures(temporary(t), kRead);
  plant(root, {'bad.png': 'x'});
  const data = temporary(t, 'data');
  const first = await serve(t, {roots: [root], data});
  const {session_id: id} = await ingest(first, {directory: root, enable_nsfw_detection: false, pixels: false});
  await first.stop();
  await addPending(data, id, root, kWaiting);
  const server = await serve(t, {roots: [root], data});
  const seen = await eventually('the session is paused', async () => {
    const snapshot = await status(server, id);
    return snapshot.status === 'paused' && snapshot;
  });
  assert.deepEqual([seen.total_files, seen.processed_files], [kWaiting + kRead + 1, kRead]);
  return {server, id, root, data};
}

async function cancelled(server, id) {
  const answer = await cancel(server, id);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json(), {session_id: id, status: 'cancelled'});
}

const page = async (server, id, query) => (await get(server, `/api/ingest/files/${id}?${new URLSearchParams(query)}`)).json();

async function checkCancelled(server, id, {failed = 1, read = kRead} = {}) {
  const states = {pending: 0, done: read, failed, skipped: kWaiting};
  assert.deepEqual((await get(server, `/api/ingest/files/${id}/facets`)).json().states, states);
  for (const [state, count] of Object.entries(states)) {
    const some = await page(server, id, {state, limit: 1000});
    assert.deepEqual([some.total, some.files.length], [count, Math.min(count, 1000)], state);
    assert.ok(some.files.every((row) => row.state === state && !row.skipped_existing));
    assert.equal((await page(server, id, {state, text: '/', count: 1, limit: 1})).total, count, state);
  }
  assert.equal((await page(server, id, {state: 'skipped', offset: kWaiting - 1})).files.length, 1);
  const plan = (await get(server, `/api/ingest/session/${id}/commit-plan`)).json();
  assert.deepEqual([plan.new + plan.committed, plan.failed, plan.cancelled], [read, failed, kWaiting]);
}

const followed = (data) => eventually('every entry has followed', async () => (await value(data, 'SELECT count(*) FROM ingest_cancelled')) === 0, {ms: 30_000});

test('a cancel is whole at once and after kills at any moment', async (t) => {
  let {server, id, root, data} = await paused(t);
  await cancelled(server, id);
  for (let kills = 0; kills < 3; kills++) {
    await server.kill();
    server = await serve(t, {roots: [root], data});
    assert.equal((await status(server, id)).status, 'cancelled');
    await checkCancelled(server, id);
  }
  await followed(data);
  assert.equal(await value(data, "SELECT count(*) FROM ingest_files WHERE state = 'skipped'"), kWaiting);
  await checkCancelled(server, id);
  assert.equal((await entry(server, id)).status, 'cancelled');
});

test('killed while it answers a cancel, the session is cancelled whole or not at all', async (t) => {
  const {server, id, root, data} = await paused(t);
  const answer = cancel(server, id).catch(() => null);
  await server.kill();
  const heard = (await answer)?.status === 200;
  const again = await serve(t, {roots: [root], data});
  const seen = await eventually('the session is there', async () => {
    const snapshot = await status(again, id);
    return ['paused', 'cancelled'].includes(snapshot.status) && snapshot;
  });
  if (heard) assert.equal(seen.status, 'cancelled');
  if (seen.status === 'paused') {
    assert.equal((await page(again, id, {state: 'pending', limit: 1})).total, kWaiting);
    await cancelled(again, id);
  }
  await checkCancelled(again, id);
});

test('a download in the moment after a cancel has every file as skipped', async (t) => {
  const {server, id} = await paused(t);
  await cancelled(server, id);
  const list = (await get(server, `/api/ingest/report/${id}?format=json&state=skipped`)).json();
  assert.equal(list.length, kWaiting);
  assert.ok(list.every((row) => row.state === 'skipped'));
});

test('a retry right after a cancel reads what failed and nothing that was left', async (t) => {
  const {server, id} = await paused(t);
  await cancelled(server, id);
  const answer = await retry(server, id);
  assert.deepEqual(answer.json(), {session_id: id, status: 'processing', retried: 1, left: 0});
  const {last} = await follow(server, id);
  assert.deepEqual([last.status, last.run, last.processed_files, last.stats.errors], ['cancelled', 2, kRead, 1]);
  await checkCancelled(server, id);
});

test('a commit and a removal right after a cancel work', async (t) => {
  const {server, id, data} = await paused(t);
  await cancelled(server, id);
  assert.equal((await commit(server, id)).status, 'committed');
  await checkCancelled(server, id);
  assert.equal((await forget(server, id)).status, 200);
  assert.equal((await get(server, `/api/ingest/status/${id}`)).status, 404);
  await eventually('nothing is left', async () => (await value(data, 'SELECT count(*) FROM ingest_files')) === 0, {ms: 30_000});
  assert.equal(await value(data, 'SELECT count(*) FROM media_files'), kRead);
});

test('a paused session with many files waiting is forgotten at once', async (t) => {
  const {server, id, data} = await paused(t);
  assert.equal((await forget(server, id)).status, 200);
  assert.equal((await get(server, `/api/ingest/status/${id}`)).status, 404);
  await eventually('nothing is left', async () => (await value(data, 'SELECT count(*) FROM ingest_files')) === 0, {ms: 30_000});
  assert.equal(await value(data, 'SELECT count(*) FROM ingest_cancelled'), 0);
});
