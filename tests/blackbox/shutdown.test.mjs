// Start, stop, and who owns the data folder.

import assert from 'node:assert/strict';
import net from 'node:net';
import {test} from 'node:test';
import {cleanup} from '../support/cleanup.mjs';
import {get} from '../support/http.mjs';
import {checkAccounts, ingest, openStream, start} from '../support/ingest.mjs';
import {checkEvents, checkSnapshot} from '../support/snapshot.mjs';
import {run, serve} from '../support/server.mjs';
import {plantPictures, plantSlow, temporary} from '../support/tree.mjs';

const kLimit = 5500;  // the documented 5 s, and half a second to notice

for (const how of ['SIGTERM', 'SIGINT']) {
  test(`${how} ends the server with 0 within 5 s, streams open and stalled, work under way`, async (t) => {
    const root = plantPictures(temporary(t), 50);
    for (let i = 0; i < 4; i++) plantSlow(root, `zz-film-${i}.mp4`, 100);
    const server = await serve(t, {roots: [root]});
    const id = await start(server, {directory: root});
    const streams = await Promise.all(Array.from({length: 12}, (_, i) => openStream(server, id, {stalled: i % 3 === 0})));
    const idle = net.connect(server.port, server.host);  // a connection that never asks for anything
    idle.on('error', () => {});
    cleanup(t, () => idle.destroy());
    await streams[1].until('the pictures read', (s) => s.processed_files >= 50);
    const begin = performance.now();
    const end = await server.stop(how);
    assert.deepEqual(end, {code: 0, signal: null});
    assert.ok(performance.now() - begin < kLimit, `${performance.now() - begin} ms`);
    for (const stream of streams.filter((_, i) => i % 3 !== 0)) {
      await stream.untilEnd(1000);
      checkEvents(stream.events);
      assert.equal(stream.last.data.status, 'processing', 'a stop changes no session');
    }
  });
}

test('an idle server ends at once', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  assert.deepEqual(await server.stop(), {code: 0, signal: null});
});

test('a session under way at the stop goes on by itself at the next start', async (t) => {
  const root = plantPictures(temporary(t), 40);
  for (let i = 0; i < 2; i++) plantSlow(root, `zz-film-${i}.mp4`, 1.5);
  const data = temporary(t, 'data');
  const first = await serve(t, {roots: [root], data});
  const id = await start(first, {directory: root});
  const stream = await openStream(first, id);
  await stream.until('the pictures read', (s) => s.processed_files >= 40);
  await first.stop();
  await stream.untilEnd();
  const before = checkEvents(stream.events);

  const second = await serve(t, {roots: [root], data});
  assert.equal((await get(second, '/api/ingest/active-session')).json().session_id, id);
  const back = await openStream(second, id, {lastEventId: before.version});
  await back.untilEnd();
  checkSnapshot(before, back.events[0].data);
  const last = checkEvents(back.events);
  assert.deepEqual([last.status, last.processed_files, last.stats.errors], ['completed', 42, 0]);
  await checkAccounts(second, last);
});

test('sessions at rest are the same after a restart', async (t) => {
  const root = plantPictures(temporary(t), 5);
  const data = temporary(t, 'data');
  const first = await serve(t, {roots: [root], data});
  const last = await ingest(first, {directory: root});
  await first.stop();
  const second = await serve(t, {roots: [root], data});
  const again = (await get(second, `/api/ingest/status/${last.session_id}`)).json();
  assert.deepEqual({...again, emitted_at: 0, files_per_second: 0}, {...last, emitted_at: 0, files_per_second: 0});
  assert.equal((await openStream(second, last.session_id, {lastEventId: last.version})).status, 204);
});

test('a second server on the same data folder is refused with the address of the first', async (t) => {
  const root = temporary(t);
  const first = await serve(t, {roots: [root]});
  const second = await run(t, ['serve', root, '--listen', '127.0.0.1:0', '--data', first.data]);
  assert.equal(second.code, 1);
  assert.ok(second.stderr.includes(`127.0.0.1:${first.port}`), second.stderr);
  assert.equal(second.stdout, '');
  assert.equal((await get(first, '/healthz')).status, 200, 'the first goes on');
  await first.kill();
  const third = await serve(t, {roots: [root], data: first.data});
  assert.equal((await get(third, '/healthz')).status, 200, 'a lock dies with its owner');
});

test('a taken port is an error that says so', async (t) => {
  const first = await serve(t, {roots: [temporary(t)]});
  const second = await run(t, ['serve', temporary(t), '--listen', `127.0.0.1:${first.port}`, '--data', temporary(t, 'data')]);
  assert.equal(second.code, 1);
  assert.match(second.stderr, new RegExp(`${first.port}|in use`));
});

test('the address may be IPv6, and is then written in brackets', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], listen: '[::1]:0'}).catch((error) => error);
  if (server instanceof Error && /address|EADDRNOTAVAIL|family/i.test(server.message)) return t.skip('no IPv6 loopback here');
  assert.equal(server.host, '[::1]');
  assert.equal((await get(server, '/healthz')).status, 200);
});

test('listening beyond loopback prints the token in the address, and needs it', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], listen: '0.0.0.0:0'});
  assert.ok(server.token?.length >= 32, server.line);
  assert.equal((await get({...server, host: '127.0.0.1'}, '/api/ingest/config')).status, 200, 'loopback needs no login');
});
