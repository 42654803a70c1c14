// Before a session: what would it have to do, and which folders have this in their name.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {get, post} from '../support/http.mjs';
import {commit, ingest} from '../support/ingest.mjs';
import {serve} from '../support/server.mjs';
import {picture, pictureOf, plant, plantPictures, temporary} from '../support/tree.mjs';

async function estimate(server, parameters, options) {
  const answer = await post(server, '/api/ingest/estimate', {parameters}, options);
  assert.equal(answer.status, 200, answer.text);
  return answer.json();
}

const sizes = (...files) => files.reduce((sum, file) => sum + fs.statSync(file).size, 0);

test('an estimate counts what a session would find, skip and read', async (t) => {
  const root = plantPictures(temporary(t), 6);
  plant(root, {'sub/a.PNG': picture(), 'sub/b.txt': 'x', '.hidden/c.png': picture()});
  const server = await serve(t, {roots: [root]});
  const all = await estimate(server, {directory: root});
  assert.deepEqual(all, {total_files: 7, known: 0, to_read: 7, bytes: sizes(path.join(root, 'sub/a.PNG'), ...[0, 1, 2, 3, 4, 5].map((i) => path.join(root, `000${i}.png`))), complete: true, seconds: null});
  assert.equal((await estimate(server, {directory: root, recursive: false})).total_files, 6);
  assert.equal((await estimate(server, {directory: root, pattern: '000[01].png'})).to_read, 2);

  await commit(server, (await ingest(server, {directory: root, pattern: '000?.png'})).session_id);
  plant(root, {'0003.png': pictureOf('changed since')});
  const next = await estimate(server, {directory: root});
  assert.deepEqual([next.total_files, next.known, next.to_read], [7, 5, 2]);
  const session = await ingest(server, {directory: root});
  assert.deepEqual([session.stats.total_discovered, session.stats.skipped_existing, session.total_files], [7, 5, 2], 'as it was estimated');
  const again = await estimate(server, {directory: root, skip_existing: false});
  assert.deepEqual([again.known, again.to_read], [0, 7]);
  const some = await estimate(server, {directory: root, max_files: 1});
  assert.deepEqual([some.to_read, some.complete], [1, true], 'max_files counts after skipping');
  assert.ok(some.bytes > 0);
});

test('the seconds come from sessions that did the same to their files', async (t) => {
  const root = plantPictures(temporary(t), 40);
  const server = await serve(t, {roots: [root]});
  const quick = {directory: root, pixels: false, enable_nsfw_detection: false};
  assert.equal((await estimate(server, quick)).seconds, null);
  await ingest(server, quick);
  await ingest(server, quick);
  const {seconds, to_read} = await estimate(server, quick);
  assert.equal(to_read, 40);
  assert.ok(seconds.low >= 0 && seconds.low <= seconds.high, JSON.stringify(seconds));
  assert.equal((await estimate(server, {directory: root, pixels: true, enable_nsfw_detection: false})).seconds, null, 'that is another kind of work');
});

test('an estimate is refused as process would refuse', async (t) => {
  const root = temporary(t);
  const server = await serve(t, {roots: [root]});
  for (const body of [
    {}, {parameters: 7}, {parameters: {}}, {parameters: {directory: root, max_files: 0}}, {parameters: {directory: root, unknown: 1}},
    {parameters: {directory: root, pattern: '['}}, {parameters: {directory: path.join(root, 'nowhere')}}, {parameters: {directory: '/etc'}}, {parameters: {directory: root}, more: 1},
  ]) {
    const [one, other] = [await post(server, '/api/ingest/estimate', body), await post(server, '/api/ingest/process', body)];
    assert.ok(one.status === 400 || one.status === 403, one.text);
    assert.deepEqual([one.status, one.json()], [other.status, other.json()], JSON.stringify(body));
  }
});

test('estimates that a form asks with every key answer all, the last one whole', async (t) => {
  const root = plantPictures(temporary(t), 200);
  const server = await serve(t, {roots: [root]});
  const headers = {Cookie: (await get(server, '/api/ingest/config')).headers['set-cookie'][0].split(';')[0]};
  const answers = await Promise.all(Array.from({length: 20}, () => estimate(server, {directory: root}, {headers})));
  assert.ok(answers.every(({total_files: total}) => total <= 200));
  assert.ok(answers.some(({complete, total_files: total}) => complete && total === 200));
  assert.deepEqual(await estimate(server, {directory: root}, {headers}).then(({complete, total_files: total}) => [complete, total]), [true, 200]);
});

test('folders are found by a part of their name, the shallow ones first', async (t) => {
  const root = temporary(t);
  plant(root, {
    'a/Holiday 2024/1.png': picture(), 'a/Holiday 2024/2.png': picture(), 'a/b/c/holidays/x.txt': 'x', 'a/.holiday/1.png': picture(),
    'holiday/deep/er/1.png': picture(), 'work/1.png': picture(),
  });
  fs.symlinkSync(path.join(root, 'holiday'), path.join(root, 'work', 'holiday link'));
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: path.join(root, 'a'), pattern: '1.png'});
  await commit(server, id);
  const search = async (query) => {
    const answer = await get(server, `/api/ingest/directories/search?${new URLSearchParams(query)}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json();
  };
  const found = await search({text: 'HOLIDAY'});
  assert.equal(found.complete, true);
  assert.deepEqual(found.directories.map(({path: where}) => path.relative(root, where)), ['holiday', 'a/Holiday 2024', 'work/holiday link', 'a/b/c/holidays']);
  assert.deepEqual(found.directories[1], {
    name: 'Holiday 2024', path: path.join(root, 'a/Holiday 2024'), has_children: false, total_files: 2, ingested_files: 1, parent: path.join(root, 'a'),
  });
  assert.equal(found.directories[0].has_children, true);
  const one = await search({text: 'holiday', limit: 1});
  assert.deepEqual([one.directories.length, one.complete], [1, false]);
  assert.deepEqual(await search({text: 'nothing like it'}), {directories: [], complete: true});
  for (const [query, detail] of [['', /^text: /], ['text=', /^text: /], ['text=a&limit=0', /^limit: /], ['text=a&limit=x', /^limit: /]]) {
    const answer = await get(server, `/api/ingest/directories/search?${query}`);
    assert.equal(answer.status, 400);
    assert.match(answer.json().detail, detail);
  }
});

test('config says how many workers there are', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], args: ['--workers', '3']});
  assert.equal((await get(server, '/api/ingest/config')).json().workers, 3);
});
