// Every route answers in the shape that existing clients read.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {get, post, request} from '../support/http.mjs';
import {cancel, commit, files, forget, ingest, start} from '../support/ingest.mjs';
import {serve} from '../support/server.mjs';
import {picture, plant, plantPictures, temporary} from '../support/tree.mjs';

const kUnknown = '01234567-89ab-4cde-8fab-0123456789ab';
const isJson = (answer) => assert.match(answer.headers['content-type'], /^application\/json\b/);

test('the page is served at / and at /ingest-v2 with a policy that forbids inline script', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  for (const address of ['/', '/ingest-v2']) {
    const page = await get(server, address);
    assert.equal(page.status, 200);
    assert.match(page.headers['content-type'], /^text\/html\b/);
    assert.match(page.text, /<!doctype html>/i);
    const policy = page.headers['content-security-policy'];
    assert.match(policy, /script-src|default-src/);
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? /default-src ([^;]*)/.exec(policy)[1];
    assert.doesNotMatch(scripts, /unsafe|\*/);
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    for (const [, source] of page.text.matchAll(/<script[^>]*src="([^"]+)"/g)) {
      const script = await get(server, new URL(source, server.url).pathname);
      assert.equal(script.status, 200);
      assert.match(script.headers['content-type'], /javascript/);
    }
    assert.doesNotMatch(page.text, /<script(?![^>]*\bsrc=)[^>]*>\s*[^<\s]/, 'no script in the page itself');
  }
});

test('process answers at once with the counts so far', async (t) => {
  const root = plantPictures(temporary(t), 3);
  const server = await serve(t, {roots: [root]});
  const answer = await post(server, '/api/ingest/process', {parameters: {directory: root}});
  assert.equal(answer.status, 200);
  isJson(answer);
  assert.deepEqual(Object.keys(answer.json()).sort(), ['discovering', 'session_id', 'skipped_existing', 'status', 'total_discovered', 'total_files']);
  assert.equal(answer.json().status, 'started');
});

test('files lists a row a file, in pages, by state, reason and text', async (t) => {
  const root = temporary(t);
  plantPictures(root, 7);
  plant(root, {'broken.png': 'no picture at all'});
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root, enable_nsfw_detection: false});

  const first = (await get(server, `/api/ingest/files/${id}?limit=3`)).json();
  assert.equal(first.files.length, 3);
  assert.ok(first.next_cursor);
  const second = (await get(server, `/api/ingest/files/${id}?limit=3&cursor=${first.next_cursor}`)).json();
  assert.equal(new Set([...first.files, ...second.files].map((row) => row.path)).size, 6, 'pages do not overlap');

  const all = await files(server, id, {limit: 3});
  assert.deepEqual(all.map((row) => path.basename(row.path)).sort(), fs.readdirSync(root).sort());
  const failed = await files(server, id, {state: 'failed'});
  assert.deepEqual(failed.map((row) => [path.basename(row.path), row.error.reason, row.error.stage]), [['broken.png', 'unsupported', 'decode']]);
  assert.equal((await files(server, id, {reason: 'unsupported'})).length, 1);
  assert.equal((await files(server, id, {reason: 'corrupt'})).length, 0);
  assert.equal((await files(server, id, {state: 'done'})).length, 7);
  assert.deepEqual((await files(server, id, {text: '0003'})).map((row) => path.basename(row.path)), ['0003.png']);

  const row = (await files(server, id, {text: '0003'}))[0];
  assert.equal(row.state, 'done');
  assert.equal(row.width, 32);
  assert.equal(row.height, 24);
  assert.equal(row.generator, 'a1111');
  assert.equal(row.model_name, 'test_model');
  assert.equal(row.nsfw_score, null, 'never scanned is unknown');
});

test('files refuses filters that mean nothing, by name', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  for (const [query, field] of [['state=x', 'state'], ['reason=x', 'reason'], ['limit=0', 'limit'], ['limit=1001', 'limit'], ['limit=a', 'limit'], ['cursor=x', 'cursor'], ['cursor=-1', 'cursor']]) {
    const answer = await get(server, `/api/ingest/files/${id}?${query}`);
    assert.equal(answer.status, 400, `${query}: ${answer.text}`);
    assert.ok(answer.json().detail.startsWith(field), answer.text);
  }
});

test('commit-status, active-session and sessions follow a session from start to catalogue', async (t) => {
  const root = plantPictures(temporary(t), 2);
  const server = await serve(t, {roots: [root]});
  assert.deepEqual((await get(server, '/api/ingest/active-session')).json(), {session_id: null, status: null});
  const {session_id: id} = await ingest(server, {directory: root});
  assert.deepEqual((await get(server, '/api/ingest/active-session')).json(), {session_id: id, status: 'completed'});

  const before = (await get(server, `/api/ingest/commit-status/${id}`)).json();
  assert.equal(before.session_id, id);
  assert.equal(before.status, 'completed');
  assert.equal(before.commit_progress, 0);
  assert.deepEqual(before.commit_errors, []);
  assert.equal(before.commit_error, null);

  assert.equal((await commit(server, id)).status, 'committed');
  const after = (await get(server, `/api/ingest/commit-status/${id}`)).json();
  assert.equal(after.status, 'committed');
  assert.equal(after.commit_progress, 100);
  assert.deepEqual((await get(server, '/api/ingest/active-session')).json(), {session_id: null, status: null});

  const {sessions} = (await get(server, '/api/ingest/sessions')).json();
  assert.equal(sessions.length, 1);
  assert.equal(sessions[0].session_id, id);
  assert.equal(sessions[0].status, 'committed');
  assert.equal(sessions[0].processed_files, 2);
});

test('sessions are listed newest first, in pages', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root]});
  const ids = [];
  for (let i = 0; i < 5; i++) ids.unshift((await ingest(server, {directory: root})).session_id);
  const seen = [];
  for (let cursor = '', pages = 0; cursor !== null; pages++) {
    assert.ok(pages < 6, 'pages come to an end');
    const page = (await get(server, `/api/ingest/sessions?limit=2${cursor && `&cursor=${cursor}`}`)).json();
    seen.push(...page.sessions.map((session) => session.session_id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(seen, ids);
});

test('delete forgets a session and leaves what it committed', async (t) => {
  const root = plantPictures(temporary(t), 2);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  await commit(server, id);
  const gone = await forget(server, id);
  assert.equal(gone.status, 200);
  assert.deepEqual(gone.json(), {status: 'cleaned_up'});
  for (const route of ['status', 'stream', 'files', 'report', 'commit-status']) assert.equal((await get(server, `/api/ingest/${route}/${id}`)).status, 404, route);
  assert.equal((await forget(server, id)).status, 404);
  assert.deepEqual((await get(server, '/api/ingest/sessions')).json().sessions, []);
  assert.equal((await ingest(server, {directory: root})).stats.skipped_existing, 2, 'the catalogue still has its files');
});

test('directories shows the tree with counts of each folder itself, without hidden ones', async (t) => {
  const root = temporary(t);
  plant(root, {'a/1.png': picture(), 'a/2.JPG': picture(), 'a/notes.txt': 'x', 'a/deeper/3.png': picture(), 'b/.keep': '', '.hidden/4.png': picture(), 'top.webp': picture()});
  const server = await serve(t, {roots: [root]});
  const listing = (await get(server, `/api/ingest/directories?path=${encodeURIComponent(root)}`)).json();
  assert.equal(listing.path, root);
  assert.equal(listing.parent, null);
  assert.deepEqual(listing.directories.map(({name, path: where, has_children, total_files, ingested_files}) => ({name, where, has_children, total_files, ingested_files})), [
    {name: 'a', where: path.join(root, 'a'), has_children: true, total_files: 2, ingested_files: 0},
    {name: 'b', where: path.join(root, 'b'), has_children: false, total_files: 0, ingested_files: 0},
  ]);
  assert.equal(listing.file_summary.total_files, 1);

  const {session_id: id} = await ingest(server, {directory: path.join(root, 'a'), recursive: false});
  await commit(server, id);
  const later = (await get(server, `/api/ingest/directories?path=${encodeURIComponent(root)}`)).json();
  assert.equal(later.directories[0].ingested_files, 2);
  const inner = (await get(server, `/api/ingest/directories?path=${encodeURIComponent(path.join(root, 'a'))}`)).json();
  assert.equal(inner.parent, root);
  assert.deepEqual(inner.directories.map((d) => d.name), ['deeper']);
});

test('directories without a path lists the roots', async (t) => {
  const roots = [temporary(t, 'one'), temporary(t, 'two')];
  const server = await serve(t, {roots});
  const listing = (await get(server, '/api/ingest/directories')).json();
  assert.deepEqual(listing.directories.map((d) => d.path).sort(), [...roots].sort());
});

test('file-types takes a bare list and answers extensions without dots, in lower case', async (t) => {
  const root = temporary(t);
  plant(root, {'a.png': picture(), 'sub/b.JPG': picture(), 'c.txt': 'x'});
  const server = await serve(t, {roots: [root]});
  const answer = await post(server, '/api/ingest/file-types', [root]);
  assert.deepEqual(answer.json(), {file_types: ['jpg', 'png']});
  assert.deepEqual((await post(server, '/api/ingest/file-types', [])).json(), {file_types: []});
});

test('config tells the page what it needs', async (t) => {
  const root = temporary(t);
  const server = await serve(t, {roots: [root]});
  const config = (await get(server, '/api/ingest/config')).json();
  assert.deepEqual(config.roots, [root]);
  assert.equal(typeof config.nsfw_available, 'boolean');
  assert.equal(config.transport, 'sse');
  assert.equal(typeof config.version, 'string');
  assert.equal(typeof config.limits, 'object');
});

test('the probes answer', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  assert.equal((await get(server, '/healthz')).status, 200);
  assert.equal((await get(server, '/readyz')).status, 200);
});

test('ids that are unknown or no ids at all are not found, on every route', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  const odd = [kUnknown, kUnknown.toUpperCase(), 'x', '..', '%2e%2e', "'%20or%20'1'='1", '%F0%9F%8C%84', 'a'.repeat(3000), `${kUnknown}%0a`, '0', 'null'];
  for (const id of odd) {
    for (const [method, route] of [
      ['GET', `stream/${id}`], ['GET', `status/${id}`], ['GET', `files/${id}`], ['GET', `report/${id}`], ['GET', `commit-status/${id}`],
      ['POST', `session/${id}/pause`], ['POST', `session/${id}/resume`], ['POST', `session/${id}/cancel`], ['POST', `session/${id}/undo`],
      ['GET', `session/${id}/undo`], ['GET', `session/${id}`], ['DELETE', `session/${id}`],
    ]) {
      const answer = await request(server, method, `/api/ingest/${route}`, method === 'POST' ? {json: {}} : {});
      assert.equal(answer.status, 404, `${method} ${route}: ${answer.text}`);
      assert.equal(typeof answer.json().detail, 'string');
    }
  }
  assert.equal((await post(server, '/api/ingest/commit', {session_id: kUnknown})).status, 404);
  assert.equal((await post(server, '/api/ingest/commit', {session_id: 'x'})).status, 404);
});

test('unknown addresses are 404 and known ones under another method 405 with Allow', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  for (const address of ['/nothing', '/api', '/api/ingest', '/api/ingest/nothing', '/api/ingest/status', '/api/ingest/status/', '/etc/passwd', '/../etc/passwd', '/%2e%2e/etc/passwd', '/assets/..%2f..%2fetc/passwd']) {
    const answer = await get(server, address);
    assert.equal(answer.status, 404, `${address}: ${answer.text}`);
    assert.equal(typeof answer.json().detail, 'string', address);
  }
  for (const [method, address, allowed] of [
    ['GET', '/api/ingest/process', 'POST'], ['PUT', '/api/ingest/process', 'POST'], ['DELETE', '/api/ingest/process', 'POST'],
    ['POST', `/api/ingest/stream/${kUnknown}`, 'GET'], ['POST', `/api/ingest/status/${kUnknown}`, 'GET'], ['DELETE', `/api/ingest/files/${kUnknown}`, 'GET'],
    ['GET', '/api/ingest/commit', 'POST'], ['GET', `/api/ingest/session/${kUnknown}/cancel`, 'POST'], ['POST', `/api/ingest/session/${kUnknown}`, 'GET'],
    ['GET', `/api/ingest/session/${kUnknown}/pause`, 'POST'], ['DELETE', `/api/ingest/session/${kUnknown}/undo`, 'POST'], ['GET', '/api/ingest/estimate', 'POST'], ['POST', '/api/ingest/directories/search', 'GET'],
    ['POST', '/api/ingest/sessions', 'GET'], ['POST', '/api/ingest/directories', 'GET'], ['GET', '/api/ingest/file-types', 'POST'], ['POST', '/healthz', 'GET'],
  ]) {
    const answer = await request(server, method, address, method === 'GET' ? {} : {json: {}});
    assert.equal(answer.status, 405, `${method} ${address}: ${answer.status} ${answer.text}`);
    assert.match(answer.headers.allow, new RegExp(`\\b${allowed}\\b`), `${method} ${address}`);
    assert.equal(typeof answer.json().detail, 'string');
  }
});

test('HEAD answers as GET does, without the body', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  for (const address of ['/', '/api/ingest/config', '/healthz']) {
    const [head, full] = [await request(server, 'HEAD', address), await get(server, address)];
    assert.equal(head.status, full.status, address);
    assert.equal(head.body.length, 0);
    assert.equal(head.headers['content-type'], full.headers['content-type']);
  }
});

test('a command in the wrong state is a conflict that says which states allow it', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  const refused = await cancel(server, id);
  assert.equal(refused.status, 409);
  assert.match(refused.json().detail, /processing/);
  await commit(server, id);
  const again = await post(server, '/api/ingest/commit', {session_id: id});
  assert.equal(again.status, 409);
  for (const state of ['completed', 'cancelled', 'commit_error', 'undone']) assert.match(again.json().detail, new RegExp(state));
});

test('a new session may start while another is under way or waits for its commit', async (t) => {
  const root = plantPictures(temporary(t), 5);
  const server = await serve(t, {roots: [root]});
  const ids = await Promise.all([1, 2, 3].map(() => start(server, {directory: root})));
  assert.equal(new Set(ids).size, 3);
});
