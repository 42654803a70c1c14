// The review: every filter, any page of any filter, everything of one file, all files counted.

import assert from 'node:assert/strict';
import path from 'node:path';
import {test} from 'node:test';
import {score} from '../media/sidecar.mjs';
import {get} from '../support/http.mjs';
import {files, ingest} from '../support/ingest.mjs';
import {detail, edited, facets, found, json, pageOf} from '../support/review.mjs';
import {serve} from '../support/server.mjs';
import {rows} from '../support/sqlite.mjs';
import {picture, pictureOf, plant, plantPictures, temporary} from '../support/tree.mjs';

const kNobody = '00000000-0000-4000-8000-000000000000';

/** a b: model one; c: another; plain: no generator, a picture of its own; bad: fails. a is scored 4. */
async function reviewed(t) {
  const root = plant(temporary(t), {
    'a.png': pictureOf('Red Hat, cat', {model: 'one'}), 'b.png': pictureOf('cats', {model: 'one'}), 'c.png': pictureOf('dog', {model: 'another'}),
    'plain.png': picture(), 'bad.png': 'x', '.scores/a.png.json': score('a.png', 4),
  });
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root, enable_nsfw_detection: false});
  return {server, last, id: last.session_id, root};
}

test('files are filtered by everything that was read of them, all filters together', async (t) => {
  const {server, id} = await reviewed(t);
  const by = (query) => found(server, id, query);
  assert.equal(await by({model: 'one'}), 'a b');
  assert.equal(await by({model: 'none'}), 'plain');
  assert.equal(await by({generator: 'a1111'}), 'a b c');
  assert.equal(await by({generator: 'none'}), 'plain', 'of files that were read');
  assert.equal(await by({keyword: 'RED hat'}), 'a');
  assert.equal(await by({keyword: 'ca'}), '', 'a whole keyword');
  assert.equal(await by({text: 'CAT'}), 'a b', 'part of a keyword');
  assert.equal(await by({text: 'pla'}), 'plain', 'part of a path');
  assert.equal(await by({score: '4'}), 'a');
  assert.equal(await by({score: '3,5'}), '');
  assert.equal(await by({score: '4,none', model: 'one'}), 'a b');
  assert.equal(await by({change: 'new'}), 'a b c plain');
  assert.equal(await by({change: 'moved'}), '');
  assert.equal(await by({included: '1'}), 'a b c plain');
  assert.equal(await by({label: 'unknown', generator: 'a1111', text: 'dog'}), 'c');
  assert.equal(await by({reason: 'unsupported'}), 'bad');
  assert.equal(await by({keyword: "'; DROP TABLE ingest_files; --"}), '');
});

test('a list jumps to any row of any filter', async (t) => {
  const root = plantPictures(temporary(t), 30);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root, enable_nsfw_detection: false});
  const all = (await files(server, id)).map((row) => row.id);
  for (const [offset, limit] of [[0, 10], [7, 5], [25, 10], [30, 10], [1e9, 1]]) {
    const page = await pageOf(server, id, {offset, limit});
    assert.deepEqual(page.files.map((row) => row.id), all.slice(offset, offset + limit));
    assert.equal(page.total, 30);
  }
  const page = await pageOf(server, id, {text: '/001', offset: 3, limit: 4, count: 1});
  assert.deepEqual(page.files.map((row) => path.basename(row.path)), ['0013.png', '0014.png', '0015.png', '0016.png']);
  assert.equal(page.total, 10);
  assert.equal((await pageOf(server, id, {text: '/001'})).total, null, 'counted only when asked');
  const rest = await pageOf(server, id, {text: '/001', cursor: page.next_cursor});
  assert.deepEqual(rest.files.map((row) => path.basename(row.path)), ['0017.png', '0018.png', '0019.png'], 'from there on by cursor');
});

test('one file is told with everything that was read', async (t) => {
  const {server, id} = await reviewed(t);
  const [row] = (await pageOf(server, id, {text: 'a.png'})).files;
  const whole = await detail(server, id, row.id);
  assert.deepEqual({...whole, record: undefined}, {...row, record: undefined});
  assert.equal(whole.record.metadata.prompt, 'Red Hat, cat');
  assert.equal(whole.record.keywords[0].text, 'Red Hat');
  assert.equal(typeof whole.record.keywords[0].weight, 'number');
  assert.ok(whole.record.raw?.png?.parameters ?? whole.record.texts, 'as found, with where');
  const [bad] = (await pageOf(server, id, {state: 'failed'})).files;
  assert.equal((await detail(server, id, bad.id)).error.reason, 'unsupported');
  for (const nothing of [`${id}/999999`, `${id}/x`, `${kNobody}/${row.id}`]) assert.equal((await get(server, `/api/ingest/files/${nothing}`)).status, 404, nothing);
});

test('all files are counted by what they can be filtered by, and the filters find as many', async (t) => {
  const {server, id, last} = await reviewed(t);
  const counts = await facets(server, id);
  assert.deepEqual(counts.states, {pending: 0, done: 4, failed: 1, skipped: 0});
  assert.deepEqual(counts.reasons, {unsupported: 1});
  assert.deepEqual(counts.labels, {nsfw: 0, safe: 0, unknown: 4});
  assert.deepEqual(counts.changes, {new: 4, changed: 0, identical: 0, moved: 0, duplicate: 0});
  assert.deepEqual(counts.scores, {none: 3, '-1': 0, 0: 0, 1: 0, 2: 0, 3: 0, 4: 1, 5: 0});
  assert.deepEqual(counts.generators, [{value: 'a1111', files: 3}, {value: null, files: 1}]);
  assert.deepEqual(counts.models, [{value: 'one', files: 2}, {value: null, files: 1}, {value: 'another', files: 1}]);
  assert.equal(counts.excluded, 0);
  for (const {value, files: count} of counts.keywords) assert.equal((await pageOf(server, id, {keyword: value, count: 1})).total, count, value);
  for (const [name, count] of Object.entries(counts.scores)) assert.equal((await pageOf(server, id, {score: name, count: 1})).total, count, name);
  assert.equal(counts.states.done, last.processed_files);
  assert.equal((await get(server, `/api/ingest/files/${kNobody}/facets`)).status, 404);
});

test('what is no filter is refused by name', async (t) => {
  const {server, id} = await reviewed(t);
  for (const query of ['score=6', 'score=x', 'score=4.5', 'change=odd', 'included=yes', 'count=2', 'offset=-1', 'offset=x', 'label=maybe', 'limit=1001']) {
    const answer = await get(server, `/api/ingest/files/${id}?${query}`);
    assert.equal(answer.status, 400, query);
    assert.equal(answer.json().detail.split(':')[0], query.split('=')[0]);
  }
  assert.equal((await get(server, `/api/ingest/files/${id}?offset=1&cursor=3`)).status, 400);
});

test('a slider is told how many files would change their label', async (t) => {
  const root = plantPictures(temporary(t), 10);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root, enable_nsfw_detection: false, nsfw_threshold: 0.5});
  await rows(server.data, "UPDATE ingest_files SET nsfw_score = CAST(substr(CAST(path AS TEXT), -5, 1) AS REAL) / 10");
  const at = (threshold) => json(server, `/api/ingest/session/${id}/nsfw?threshold=${threshold}`);
  assert.deepEqual(await at(0.5), {threshold: 0.5, nsfw: 5, safe: 5, unknown: 0, to_nsfw: 0, to_safe: 0});
  assert.deepEqual(await at(0.25), {threshold: 0.25, nsfw: 7, safe: 3, unknown: 0, to_nsfw: 2, to_safe: 0});
  assert.deepEqual(await at(0.75), {threshold: 0.75, nsfw: 2, safe: 8, unknown: 0, to_nsfw: 0, to_safe: 3});
  await edited(server, id, {filter: {text: '0006'}, set: {nsfw: true}});
  assert.deepEqual(await at(0.75), {threshold: 0.75, nsfw: 3, safe: 7, unknown: 0, to_nsfw: 0, to_safe: 2}, 'what the user labelled never flips');
});

test('files of sessions from before the review are shown, only without what was not kept', async (t) => {
  const {server, id} = await reviewed(t);
  await rows(server.data, 'DELETE FROM ingest_words; UPDATE ingest_files SET change = NULL, twin = NULL;');
  const all = await files(server, id);
  assert.deepEqual(all.map((row) => [row.change, row.same_as]), all.map(() => [null, null]));
  assert.equal(await found(server, id, {keyword: 'cat'}), '');
  assert.equal(await found(server, id, {text: 'plain'}), 'plain');
  const counts = await facets(server, id);
  assert.deepEqual(counts.keywords, []);
  assert.equal(counts.states.done, 4);
});
