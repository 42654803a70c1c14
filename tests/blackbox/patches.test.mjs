// The patch form of the stream: what changed, each failure once, resumed without loss.

import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import {test} from 'node:test';
import {get} from '../support/http.mjs';
import {cancel, commit, forget, ingest, openStream, start, status} from '../support/ingest.mjs';
import {applied, listedFailures, openPatches} from '../support/patches.mjs';
import {serve} from '../support/server.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

/** Pictures and broken files in turn. */
function mixedTree(t, {pictures = 100, broken = 60} = {}) {
  const root = plantPictures(temporary(t), pictures);
  plant(root, Object.fromEntries(Array.from({length: broken}, (_, i) => [`${String(i).padStart(5, '0')}-broken.png`, 'x'.repeat(i + 1)])));
  return root;
}

const kept = ({state, failures}) => ({state, failures});

test('patches applied to the snapshot end as the status body, and every failure was told once', async (t) => {
  const root = mixedTree(t);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const stream = await openPatches(server, id);
  assert.equal(stream.status, 200);
  await stream.untilEnd();
  const client = applied(stream.events);
  assert.equal(stream.events[0].event, 'snapshot');
  assert.ok(client.ended, 'the last event is `end`');
  assert.deepEqual(client.state, await status(server, id));
  assert.equal(client.failures.length, 60);
  assert.deepEqual(client.failures.map(({path}) => path).sort(), await listedFailures(server, id));
  for (const failure of client.failures) assert.deepEqual([failure.stage, failure.reason], ['decode', 'unsupported'], failure.path);
});

test('readers of both forms, joining at any time, agree', async (t) => {
  const root = mixedTree(t, {pictures: 600, broken: 200});
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const streams = [await openStream(server, id)];
  for (let i = 0; i < 8; i++) {
    streams.push(await openPatches(server, id));
    await streams[0].until('some progress', (s) => s.processed_files >= i * 20);
  }
  await Promise.all(streams.map((stream) => stream.untilEnd()));
  for (const stream of streams.slice(1)) {
    const client = applied(stream.events);
    assert.deepEqual(client.state, streams[0].last.data);
    assert.equal(client.failures.length, 200);
  }
});

test('a session at rest is a snapshot, its failures and the end; then 204', async (t) => {
  const root = mixedTree(t, {pictures: 3, broken: 7});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  const stream = await openPatches(server, last.session_id);
  await stream.untilEnd();
  assert.deepEqual(stream.events.map(({event}) => event), ['snapshot', ...Array(7).fill('failure'), 'end']);
  assert.deepEqual(applied(stream.events).state, last);
  const again = await openPatches(server, last.session_id, {query: `&last_event_id=${stream.last.id}`});
  assert.equal(again.status, 204);
});

test('cut after any event, a reader that comes back has lost nothing and is told nothing twice', async (t) => {
  const root = mixedTree(t, {pictures: 5, broken: 12});
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  const whole = await openPatches(server, id);
  await whole.untilEnd();
  const all = kept(applied(whole.events));
  for (let cut = 1; cut < whole.events.length; cut++) {
    const before = applied(whole.events.slice(0, cut));
    const back = await openPatches(server, id, cut % 2 ? {lastEventId: before.lastId} : {query: `&last_event_id=${before.lastId}`});
    await back.untilEnd();
    assert.equal(back.events[0].data.resumed, undefined);
    // Before the first failure there is nothing to resume from: everything is told again.
    const fresh = before.lastId === '0';
    assert.deepEqual(kept(applied(back.events, fresh ? undefined : {...before, state: undefined})), all, `cut after event ${cut}`);
  }
});

test('reconnecting again and again during the work loses no failure', async (t) => {
  const root = mixedTree(t, {pictures: 1500, broken: 700});
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  let client;
  for (let connections = 0; !client?.ended; connections++) {
    const stream = await openPatches(server, id, client ? {lastEventId: client.lastId} : {});
    if (stream.status === 204) break;
    const enough = 1 + connections % 5 * 9;
    await stream.until('a few events', () => stream.events.length >= enough).catch(() => {});
    stream.close();
    const fresh = !client || client.lastId === '0';
    client = applied(stream.events, fresh ? undefined : {...client, state: undefined});
    assert.equal(client.resumed, undefined);
  }
  const last = await status(server, id);
  assert.equal(last.status, 'completed');
  assert.equal(client.failures.length, 700);
  assert.deepEqual(client.failures.map(({path}) => path).sort(), await listedFailures(server, id));
});

test('a server killed in the middle: the stream is resumed at the next one, every failure once', async (t) => {
  const root = mixedTree(t, {pictures: 800, broken: 400});
  const data = temporary(t, 'data');
  let server = await serve(t, {roots: [root], data});
  const id = await start(server, {directory: root});
  let client;
  for (const share of [40, 120, 250]) {
    const stream = await openPatches(server, id, client ? {lastEventId: client.lastId} : {});
    await stream.until(`${share} failures`, () => stream.events.filter(({event}) => event === 'failure').length + (client?.failures.length ?? 0) >= share);
    await server.kill();
    await stream.untilEnd();
    client = applied(stream.events, client && {...client, state: undefined});
    assert.equal(client.resumed, undefined);
    server = await serve(t, {roots: [root], data});
  }
  const stream = await openPatches(server, id, {lastEventId: client.lastId});
  await stream.untilEnd();
  client = applied(stream.events, {...client, state: undefined});
  assert.deepEqual([client.state.status, client.state.processed_files, client.state.stats.errors], ['completed', 800, 400]);
  assert.deepEqual(client.failures.map(({path}) => path).sort(), await listedFailures(server, id));
});

test('an id that cannot be used is said to be so, in both forms', async (t) => {
  const root = mixedTree(t, {pictures: 2, broken: 2});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  for (const lastEventId of ['nonsense', '-3', String(last.version + 1_000_000), '99999999999999999999999', '1e3', '7 ']) {
    for (const open of [openStream, openPatches]) {
      const stream = await open(server, last.session_id, {query: open === openStream ? `?last_event_id=${encodeURIComponent(lastEventId)}` : `&last_event_id=${encodeURIComponent(lastEventId)}`});
      await stream.untilEnd();
      assert.equal(stream.events[0].data.resumed, false, lastEventId);
      if (open === openPatches) assert.equal(applied(stream.events).failures.length, 2, 'told as if it had never been here');
    }
  }
  const odd = await get(server, `/api/ingest/stream/${last.session_id}?patch=yes`);
  assert.equal(odd.status, 400);
  assert.match(odd.json().detail, /^patch: /);
});

test('of very many failures the newest five thousand are told, the rest is counted and listed', async (t) => {
  const root = mixedTree(t, {pictures: 1, broken: 5300});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  const stream = await openPatches(server, last.session_id);
  await stream.untilEnd();
  const client = applied(stream.events);
  assert.deepEqual([client.failures.length, client.omitted, client.state.stats.errors], [5000, 300, 5300]);
  const all = await listedFailures(server, last.session_id);
  assert.equal(all.length, 5300);
  const resumed = await openPatches(server, last.session_id, {lastEventId: client.failures[1234].seq});
  await resumed.untilEnd();
  assert.equal(resumed.events.filter(({event}) => event === 'failure').length, 5000 - 1235);
});

test('commit, delete and cancel are told in the patch form too', async (t) => {
  const root = mixedTree(t, {pictures: 40, broken: 3});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  const committed = await commit(server, last.session_id);
  const stream = await openPatches(server, last.session_id, {lastEventId: last.version});
  await stream.untilEnd();
  assert.deepEqual(stream.events.map(({event}) => event), ['snapshot', 'end']);
  assert.deepEqual(applied(stream.events).state, committed);

  plantSlow(root, 'zz-film.mp4', 100);
  const cancelled = await start(server, {directory: root, skip_existing: false});
  const watching = await openPatches(server, cancelled);
  await watching.until('the pictures read', (_, {event}) => event !== 'failure' && applied(watching.events).state?.processed_files >= 40);
  await cancel(server, cancelled);
  await watching.untilEnd();
  assert.equal(applied(watching.events).state.status, 'cancelled');

  const deleted = await start(server, {directory: root, skip_existing: false});
  const last_words = await openPatches(server, deleted);
  await last_words.until('a first event', () => true);
  await forget(server, deleted);
  await last_words.untilEnd();
  assert.deepEqual([last_words.last.event, last_words.last.data], ['gone', {}]);
});

/** The bytes of a whole stream of a session at rest, as they were on the wire. */
function raw(server, id, headers) {
  return fetch(`${server.url}/api/ingest/stream/${id}?patch=1`, {headers, decompress: false});
}

test('gzip is used where it is asked for and only there, and every event is flushed', async (t) => {
  const root = mixedTree(t, {pictures: 30, broken: 5});
  plantSlow(root, 'zz-film.mp4', 100);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  for (const coding of ['gzip', 'br, gzip;q=0.8', 'gzip, deflate, br, zstd']) {
    const stream = await openPatches(server, id, {headers: {'Accept-Encoding': coding}});
    assert.equal(stream.headers['content-encoding'], 'gzip', coding);
    assert.match(stream.headers.vary, /accept-encoding/i);
    stream.close();
  }
  for (const coding of ['identity', 'br', 'zstd, deflate', 'gzip;q=0', '*;q=0, identity']) {
    const stream = await openPatches(server, id, {headers: {'Accept-Encoding': coding}});
    assert.equal(stream.headers['content-encoding'], undefined, coding);
    await stream.until('a first event', () => true);
    stream.close();
  }
  // Live: what has been written can be read, although the session is still under way.
  const coded = await openStream(server, id, {query: '?patch=1', headers: {'Accept-Encoding': 'gzip'}, stalled: true});
  const gunzip = coded.response.pipe(zlib.createGunzip());
  let text = '';
  gunzip.on('data', (bytes) => { text += bytes; });
  coded.response.socket.resume();
  await coded.response.resume();
  const seen = await new Promise((resolve) => { gunzip.on('data', () => /event: snapshot\n/.test(text) && resolve(true)); });
  assert.ok(seen);
  coded.close();
  await cancel(server, id);
  const answer = await raw(server, id, {'Accept-Encoding': 'gzip'});
  assert.equal(answer.headers.get('content-encoding'), 'gzip');
  assert.match(await answer.text(), /event: end\n.*\n\n$/s, 'the coding is whole at the end');
});
