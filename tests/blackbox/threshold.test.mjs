// The NSFW threshold is applied when shown: moved at any time, counted from the scores that are there.

import assert from 'node:assert/strict';
import path from 'node:path';
import {test} from 'node:test';
import {get, request} from '../support/http.mjs';
import {cancel, files, ingest, openStream, start, status} from '../support/ingest.mjs';
import {applied, openPatches} from '../support/patches.mjs';
import {checkEvents, checkSnapshot} from '../support/snapshot.mjs';
import {serve} from '../support/server.mjs';
import {rows} from '../support/sqlite.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

const move = (server, id, body) => request(server, 'PATCH', `/api/ingest/session/${id}`, {json: body});
const count = async (server, id, query = '') => (await get(server, `/api/ingest/session/${id}/nsfw${query}`)).json();

/** What a classifier would have written (none runs): 0000.png has the score 0.0, 0001.png 0.1 … 0009.png 0.9; the rest none. */
const score = (data) => rows(data, "UPDATE ingest_files SET nsfw_score = CAST(substr(CAST(path AS TEXT), -5, 1) AS REAL) / 10 WHERE state = 'done' AND CAST(path AS TEXT) GLOB '*/000[0-9].png'");

async function scored(t) {
  const root = plantPictures(temporary(t), 12);
  plant(root, {'bad.png': 'x'});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root, enable_nsfw_detection: false, nsfw_threshold: 0.5});
  await score(server.data);
  return {server, last, id: last.session_id};
}

test('a moved threshold recounts, raises the version and is what the session shows from then on', async (t) => {
  const {server, last, id} = await scored(t);
  assert.deepEqual(await count(server, id), {threshold: 0.5, nsfw: 5, safe: 5, unknown: 2, to_nsfw: 0, to_safe: 0});
  assert.deepEqual(await count(server, id, '?threshold=0.85'), {threshold: 0.85, nsfw: 1, safe: 9, unknown: 2, to_nsfw: 0, to_safe: 4});
  assert.deepEqual(await status(server, id), last, 'asking changes nothing');

  const answer = await move(server, id, {nsfw_threshold: 0.7});
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json(), {session_id: id, nsfw_threshold: 0.7, nsfw_detected: 3});
  const moved = checkSnapshot(last, await status(server, id));
  assert.deepEqual(moved, {...last, version: moved.version, stats: {...last.stats, nsfw_detected: 3}}, 'nothing else has changed');
  const stream = await openPatches(server, id, {lastEventId: last.version});
  await stream.untilEnd();
  assert.deepEqual(applied(stream.events).state, moved, 'a reader that knew the old version gets the new one');
  assert.equal((await openStream(server, id, {lastEventId: moved.version})).status, 204);
  const history = (await get(server, '/api/ingest/sessions')).json().sessions[0];
  assert.equal(history.parameters.nsfw_threshold, 0.7);
  assert.equal((await count(server, id)).threshold, 0.7);
});

test('rows say nsfw, safe or never scanned by the threshold, and are filtered by it', async (t) => {
  const {server, id} = await scored(t);
  const shown = async (query) => (await files(server, id, {limit: 2, ...query})).map((row) => path.basename(row.path, '.png')).join(' ');
  const labels = Object.fromEntries((await files(server, id)).map((row) => [path.basename(row.path), row.nsfw]));
  assert.deepEqual([labels['0004.png'], labels['0005.png'], labels['0010.png'], labels['bad.png']], [false, true, null, null]);
  assert.equal(await shown({label: 'nsfw'}), '0005 0006 0007 0008 0009');
  assert.equal(await shown({label: 'safe'}), '0000 0001 0002 0003 0004');
  assert.equal(await shown({label: 'unknown'}), '0010 0011', 'of files that were read');
  assert.equal(await shown({label: 'nsfw', nsfw_threshold: 0.85}), '0009');
  assert.equal(await shown({label: 'safe', nsfw_threshold: 0, text: '000'}), '');
  assert.equal(await shown({label: 'nsfw', text: '0007'}), '0007');
  const [row] = await files(server, id, {text: '0003', nsfw_threshold: 0.3});
  assert.equal(row.nsfw, true, 'the request has its own threshold');
  await move(server, id, {nsfw_threshold: 0.9});
  assert.equal(await shown({label: 'nsfw'}), '0009');
});

test('a threshold moved while files are read is told on the stream at once', async (t) => {
  const root = plantPictures(temporary(t), 10);
  plantSlow(root, 'zz-film.mp4', 40);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root, enable_nsfw_detection: false});
  const stream = await openStream(server, id);
  await stream.until('the pictures read', (s) => s.processed_files === 10);
  await score(server.data);
  const moves = await Promise.all([0.2, 0.4, 0.6].map((nsfw_threshold) => move(server, id, {nsfw_threshold})));
  assert.deepEqual(moves.map((answer) => [answer.status, answer.json().nsfw_detected]), [[200, 8], [200, 6], [200, 4]]);
  const {nsfw_threshold: inForce} = (await get(server, '/api/ingest/sessions')).json().sessions[0].parameters;
  const expected = {0.2: 8, 0.4: 6, 0.6: 4}[inForce];
  await stream.until('the count of the last', (s) => s.stats.nsfw_detected === expected);
  await cancel(server, id);
  await stream.untilEnd();
  assert.equal(checkEvents(stream.events).stats.nsfw_detected, expected);
});

test('several moves at once at rest each count, one after the other', async (t) => {
  const {server, last, id} = await scored(t);
  const answers = await Promise.all([0.1, 0.3, 0.5, 0.7, 0.9].map((nsfw_threshold) => move(server, id, {nsfw_threshold})));
  assert.deepEqual(answers.map((answer) => answer.json().nsfw_detected), [9, 7, 5, 3, 1]);
  const end = checkSnapshot(last, await status(server, id));
  assert.ok(end.version >= last.version + 5);
  assert.equal((await count(server, id)).nsfw, end.stats.nsfw_detected);
});

test('what is no threshold is refused by name', async (t) => {
  const {server, last, id} = await scored(t);
  for (const body of [{}, {nsfw_threshold: 1.01}, {nsfw_threshold: -0.1}, {nsfw_threshold: '0.5'}, {nsfw_threshold: null}, {nsfw_threshold: 0.5, pattern: '*'}]) {
    const answer = await move(server, id, body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.match(answer.json().detail, /^(nsfw_threshold|pattern): /);
  }
  for (const query of ['nsfw_threshold=2', 'nsfw_threshold=x', 'nsfw_threshold=nan', 'label=maybe']) {
    const answer = await get(server, `/api/ingest/files/${id}?${query}`);
    assert.equal(answer.status, 400, query);
    assert.match(answer.json().detail, /^(nsfw_threshold|label): /);
  }
  assert.equal((await get(server, `/api/ingest/session/${id}/nsfw?threshold=1.5`)).status, 400);
  const nobody = '00000000-0000-4000-8000-000000000000';
  assert.equal((await move(server, nobody, {nsfw_threshold: 0.5})).status, 404);
  assert.equal((await get(server, `/api/ingest/session/${nobody}/nsfw`)).status, 404);
  assert.deepEqual(await status(server, id), last);
});
