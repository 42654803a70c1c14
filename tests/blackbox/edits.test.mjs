// Edits: what the user chooses before a commit is kept, told to every reader, and what the commit writes.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {score} from '../media/sidecar.mjs';
import {get} from '../support/http.mjs';
import {cancel, commit, files, ingest, openStream, start, status} from '../support/ingest.mjs';
import {checkEvents, checkSnapshot} from '../support/snapshot.mjs';
import {edit, edited, facets, found, pageOf, plan} from '../support/review.mjs';
import {serve} from '../support/server.mjs';
import {rows, value} from '../support/sqlite.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

async function session(t, count = 10) {
  const root = plantPictures(temporary(t), count);
  plant(root, {'bad.png': 'x', '.scores/0000.png.json': score('0000.png', 2)});
  const data = temporary(t, 'data');
  const server = await serve(t, {roots: [root], data});
  const last = await ingest(server, {directory: root, enable_nsfw_detection: false});
  const rowOf = async (name) => (await pageOf(server, last.session_id, {text: name})).files[0];
  return {root, data, server, last, id: last.session_id, rowOf};
}

test('files are edited by id, and null goes back to what was read', async (t) => {
  const {server, last, id, rowOf} = await session(t);
  const before = await rowOf('0000.png');
  assert.deepEqual([before.score, before.score_set, before.nsfw, before.nsfw_set, before.included], [2, false, null, false, true]);
  assert.deepEqual(await edited(server, id, {ids: [before.id], set: {score: -1, nsfw: true, included: false}}), {matched: 1, changed: 1});
  const after = await rowOf('0000.png');
  assert.deepEqual(after, {...before, score: -1, score_set: true, nsfw: true, nsfw_set: true, included: false});
  const told = checkSnapshot(last, await status(server, id));
  assert.deepEqual(told, {...last, version: told.version, edits: 1, stats: {...last.stats, nsfw_detected: 1}});
  assert.deepEqual(await edited(server, id, {ids: [before.id, before.id], set: {score: null, nsfw: null}}), {matched: 1, changed: 1});
  assert.deepEqual(await rowOf('0000.png'), {...before, included: false});
});

test('an edit that changes nothing is no news', async (t) => {
  const {server, id, rowOf} = await session(t);
  const {id: file} = await rowOf('0001.png');
  const before = await status(server, id);
  assert.deepEqual(await edited(server, id, {ids: [file], set: {included: true}}), {matched: 1, changed: 0});
  assert.deepEqual(await edited(server, id, {ids: [999999], set: {included: false}}), {matched: 0, changed: 0});
  assert.deepEqual(await edited(server, id, {filter: {text: 'nowhere'}, set: {score: 3}}), {matched: 0, changed: 0});
  assert.deepEqual(await edited(server, id, {filter: {state: 'failed'}, set: {included: false}}), {matched: 0, changed: 0});
  assert.deepEqual(await status(server, id), before);
});

test('a filter edits all it finds but some, also where the edit takes them out of it', async (t) => {
  const {server, id} = await session(t, 3000);  // more than a piece
  const [kept] = (await pageOf(server, id, {offset: 2700, limit: 1})).files;
  const answer = await edited(server, id, {filter: {included: '1'}, except: [kept.id], set: {included: false}});
  assert.deepEqual(answer, {matched: 2999, changed: 2999});
  assert.equal((await facets(server, id)).excluded, 2999);
  assert.equal(await found(server, id, {included: '1'}), '2700');
  assert.ok((await status(server, id)).edits >= 1);
  assert.deepEqual(await edited(server, id, {filter: {included: '0', text: '000'}, set: {included: true, score: 5}}), {matched: 12, changed: 12});
  assert.equal((await pageOf(server, id, {score: '5', count: 1})).total, 12);
});

test('a commit writes the choices and says before what it will do', async (t) => {
  const {server, id, rowOf} = await session(t, 5);
  const ids = async (...names) => Promise.all(names.map(async (name) => (await rowOf(name)).id));
  await edited(server, id, {ids: await ids('0000.png', '0001.png'), set: {score: 5}});
  await edited(server, id, {ids: await ids('0001.png'), set: {nsfw: true}});
  await edited(server, id, {ids: await ids('0002.png'), set: {nsfw: false}});
  await edited(server, id, {ids: await ids('0003.png'), set: {included: false}});
  assert.deepEqual(await plan(server, id), {new: 4, updated: 0, excluded: 1, failed: 1, skipped_existing: 0, cancelled: 0, committed: 0});
  assert.equal((await commit(server, id)).status, 'committed');
  assert.deepEqual(await rows(server.data, 'SELECT filename, score, nsfw, nsfw_label FROM media_files ORDER BY filename'), [
    {filename: '0000.png', score: 5, nsfw: 0, nsfw_label: null}, {filename: '0001.png', score: 5, nsfw: 1, nsfw_label: 1},
    {filename: '0002.png', score: null, nsfw: 0, nsfw_label: 0}, {filename: '0004.png', score: null, nsfw: 0, nsfw_label: null}]);
  assert.deepEqual(await plan(server, id), {new: 0, updated: 0, excluded: 1, failed: 1, skipped_existing: 0, cancelled: 0, committed: 4});
  const refused = await edit(server, id, {filter: {}, set: {score: 1}});
  assert.equal(refused.status, 409);
  assert.match(refused.json().detail, /neither committing nor committed/);
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files WHERE score = 1'), 0);
});

test('a plan counts what is in the catalogue already', async (t) => {
  const {root, server, id} = await session(t, 4);
  await commit(server, id);
  plantPictures(root, 2, {prefix: 'more-'});
  const again = await ingest(server, {directory: root, enable_nsfw_detection: false, skip_existing: false});
  assert.deepEqual(await plan(server, again.session_id), {new: 2, updated: 4, excluded: 0, failed: 1, skipped_existing: 0, cancelled: 0, committed: 0});
  const {stats} = await commit(server, again.session_id);
  assert.equal(stats.errors, 1);
  const {added, updated} = (await get(server, `/api/ingest/commit-status/${again.session_id}`)).json();
  assert.deepEqual([added, updated], [2, 4], 'and it did');
});

test('edits while files are read are told on the stream at once and hold nothing up', async (t) => {
  const root = plantPictures(temporary(t), 10);
  plantSlow(root, 'zz-film.mp4', 40);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root, enable_nsfw_detection: false});
  const stream = await openStream(server, id);
  await stream.until('the pictures read', (s) => s.processed_files === 10);
  const answers = await Promise.all(['0001', '0002', '0003'].map((text) => edited(server, id, {filter: {text}, set: {nsfw: true}})));
  assert.deepEqual(answers, answers.map(() => ({matched: 1, changed: 1})));
  await stream.until('all edits', (s) => s.edits === 3 && s.stats.nsfw_detected === 3);
  await cancel(server, id);
  await stream.untilEnd();
  assert.equal(checkEvents(stream.events).edits, 3);
  assert.deepEqual(await edited(server, id, {filter: {label: 'nsfw'}, set: {nsfw: null}}), {matched: 3, changed: 3}, 'a cancelled session too');
});

test('many edits at once at rest each count, one after the other', async (t) => {
  const {server, last, id} = await session(t, 6);
  const all = (await files(server, id, {state: 'done'})).map((row) => row.id);
  await Promise.all(all.map((file, i) => edited(server, id, {ids: [file], set: {score: i - 1}})));
  assert.deepEqual((await files(server, id, {state: 'done'})).map((row) => row.score), [-1, 0, 1, 2, 3, 4]);
  const end = checkSnapshot(last, await status(server, id));
  assert.equal(end.edits, 6);
  assert.ok(end.version >= last.version + 6);
});

test('edits survive a kill', async (t) => {
  const {root, data, server, id} = await session(t);
  await edited(server, id, {filter: {text: '0004'}, set: {score: 4, nsfw: false, included: false}});
  const before = await files(server, id);
  const told = await status(server, id);
  await server.kill();
  const next = await serve(t, {roots: [root], data});
  assert.deepEqual(await files(next, id), before);
  assert.equal((await status(next, id)).edits, told.edits);
});

test('what is no edit is refused by name and changes nothing', async (t) => {
  const {server, id} = await session(t, 2);
  const before = await status(server, id);
  for (const [field, body] of [
    ['ids', {set: {score: 1}}], ['ids', {ids: [1], filter: {}, set: {score: 1}}], ['ids', {ids: 'all', set: {score: 1}}], ['ids', {ids: ['1'], set: {score: 1}}],
    ['ids', {ids: Array(10_001).fill(1), set: {score: 1}}], ['except', {ids: [1], except: [2], set: {score: 1}}], ['set', {ids: [1]}], ['set', {ids: [1], set: {}}],
    ['set.score', {ids: [1], set: {score: 6}}], ['set.score', {ids: [1], set: {score: '5'}}], ['set.nsfw', {ids: [1], set: {nsfw: 1}}],
    ['set.included', {ids: [1], set: {included: null}}], ['set.path', {ids: [1], set: {path: '/etc'}}], ['filter', {filter: [], set: {score: 1}}],
    ['filter.limit', {filter: {limit: '1'}, set: {score: 1}}], ['score', {filter: {score: '9'}, set: {score: 1}}], ['filter.included', {filter: {included: true}, set: {score: 1}}],
    ['why', {ids: [1], set: {score: 1}, why: 'x'}],
  ]) {
    const answer = await edit(server, id, body);
    assert.equal(answer.status, 400, JSON.stringify(body).slice(0, 100));
    assert.equal(answer.json().detail.split(':')[0], field);
  }
  assert.deepEqual(await status(server, id), before);
  assert.equal((await edit(server, '00000000-0000-4000-8000-000000000000', {ids: [1], set: {score: 1}})).status, 404);
});
