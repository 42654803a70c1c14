// Who is told to stream, and how long polling will last: --sse-rollout, --polling-sunset.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {get} from '../support/http.mjs';
import {follow, ingest} from '../support/ingest.mjs';
import {run, serve} from '../support/server.mjs';
import {plantPictures, temporary} from '../support/tree.mjs';

const browser = (number) => number.toString(16).padStart(32, '0');
const config = (server, id) => get(server, '/api/ingest/config', {headers: id === undefined ? {} : {Cookie: `other=1; sluice_browser=${id}`}});

/** The numbers below `count` whose browsers are told to stream; every answer is one of the two. */
async function streaming(server, count) {
  const told = new Set();
  for (let number = 0; number < count; number++) {
    const {transport} = (await config(server, browser(number))).json();
    assert.ok(['sse', 'polling'].includes(transport), transport);
    if (transport === 'sse') told.add(number);
  }
  return told;
}

test('a tenth of the browsers streams, the same tenth every time and still at the half', async (t) => {
  const roots = [temporary(t)];
  const few = await serve(t, {roots, args: ['--sse-rollout', '10']});
  const first = await streaming(few, 1000);
  assert.ok(first.size >= 70 && first.size <= 130, `${first.size} of 1000`);
  assert.deepEqual(await streaming(few, 100), new Set([...first].filter((number) => number < 100)));
  const half = await serve(t, {roots, args: ['--sse-rollout', '50']});
  const more = await streaming(half, 1000);
  assert.ok(more.size >= 450 && more.size <= 550, `${more.size} of 1000`);
  for (const number of first) assert.ok(more.has(number), `${browser(number)} was in and is out`);
});

test('a browser without an id gets one that lasts, and keeps it', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], args: ['--sse-rollout', '50']});
  const ids = new Set();
  for (let i = 0; i < 5; i++) {
    const fresh = await config(server);
    assert.equal(fresh.headers['cache-control'], 'no-store');
    const [cookie] = fresh.headers['set-cookie'];
    const [, id] = /^sluice_browser=([0-9a-f]{32}); HttpOnly; SameSite=Strict; Path=\/; Max-Age=31536000$/.exec(cookie) ?? assert.fail(cookie);
    ids.add(id);
    const again = await config(server, id);
    assert.equal(again.headers['set-cookie'], undefined);
    assert.equal(again.json().transport, fresh.json().transport);
  }
  assert.equal(ids.size, 5);
  for (const odd of ['', 'x', browser(1).toUpperCase() + 'Z', '../../etc']) assert.ok((await config(server, odd)).headers['set-cookie'], odd);
});

test('0 gives nobody streaming but refuses nobody the stream; 100, the default, gives it to all', async (t) => {
  const root = plantPictures(temporary(t), 2);
  const none = await serve(t, {roots: [root], args: ['--sse-rollout', '0']});
  assert.equal((await streaming(none, 100)).size, 0);
  const {session_id: id} = await ingest(none, {directory: root});
  assert.equal((await follow(none, id)).last.status, 'completed');
  for (const args of [[], ['--sse-rollout', '100']]) {
    const all = await serve(t, {roots: [root], args});
    assert.equal((await streaming(all, 100)).size, 100);
  }
});

test('a fraction of a percent may be asked for, by environment and by file too', async (t) => {
  const folder = temporary(t, 'settings');
  const settings = path.join(folder, 'sluice.toml');
  fs.writeFileSync(settings, 'sse-rollout = 0.01\nmax-streams-per-address = 7\npolling-sunset = 2031-12-24\n');
  const root = plantPictures(temporary(t), 1);
  const byFile = await serve(t, {roots: [root], args: ['--config', settings]});
  assert.equal((await streaming(byFile, 50)).size, 0);
  const {session_id: id} = await ingest(byFile, {directory: root});
  assert.equal((await get(byFile, `/api/ingest/status/${id}`)).headers.sunset, 'Wed, 24 Dec 2031 00:00:00 GMT');
  const byEnvironment = await serve(t, {roots: [root], args: ['--config', settings], env: {SLUICE_SSE_ROLLOUT: '99.99', SLUICE_POLLING_SUNSET: '2030-01-01'}});
  assert.equal((await streaming(byEnvironment, 50)).size, 50);
});

test('config tells the time of the server', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  const {time} = (await config(server)).json();
  assert.ok(Number.isSafeInteger(time));
  assert.ok(Math.abs(time / 1000 - Date.now()) < 60_000, `${time} µs`);
});

test('polling clients are told when it ends, where the operator has said so', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root], args: ['--polling-sunset', '2027-03-01']});
  const {session_id: id, version} = await ingest(server, {directory: root});
  for (const [headers, code] of [[{}, 200], [{'If-None-Match': `"${version}"`}, 304]]) {
    const answer = await get(server, `/api/ingest/status/${id}`, {headers});
    assert.equal(answer.status, code);
    assert.equal(answer.headers.sunset, 'Mon, 01 Mar 2027 00:00:00 GMT');
    assert.match(answer.headers.deprecation, /^@\d+$/);
    assert.equal(answer.headers.link, `</api/ingest/stream/${id}>; rel="successor-version"`);
  }
  const open = await serve(t, {roots: [root]});
  const other = await ingest(open, {directory: root});
  const answer = await get(open, `/api/ingest/status/${other.session_id}`);
  assert.equal(answer.headers.sunset, undefined);
  assert.match(answer.headers.deprecation, /^@\d+$/);
});

test('a percentage, a date or a limit that is none is wrong usage', async (t) => {
  const root = temporary(t);
  const data = temporary(t, 'data');
  for (const [args, says] of [
    [['--sse-rollout', '101'], /0 to 100/], [['--sse-rollout', '-1'], /0 to 100/], [['--sse-rollout', 'nan'], /0 to 100/], [['--sse-rollout', '10%'], /0 to 100/],
    [['--polling-sunset', 'soon'], /YYYY-MM-DD/], [['--polling-sunset', '2027-02-29'], /YYYY-MM-DD/], [['--polling-sunset', '1.3.2027'], /YYYY-MM-DD/],
    [['--max-streams-per-address', '0'], /max-streams-per-address/], [['--max-streams-per-address', 'many'], /max-streams-per-address/],
  ]) {
    const {code, stderr, stdout} = await run(t, ['serve', root, '--data', data, '--listen', '127.0.0.1:0', ...args]);
    assert.equal(code, 2, `${args}: ${stderr}`);
    assert.match(stderr, says, args.join(' '));
    assert.equal(stdout, '');
  }
});
