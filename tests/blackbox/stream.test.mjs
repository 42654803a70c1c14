// The event stream: join at any time, see only true states, end when the session rests, resume without loss.

import assert from 'node:assert/strict';
import path from 'node:path';
import {test} from 'node:test';
import {get, post} from '../support/http.mjs';
import {cancel, commit, follow, forget, ingest, openStream, start, status} from '../support/ingest.mjs';
import {checkEvents, checkSnapshot} from '../support/snapshot.mjs';
import {serve} from '../support/server.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

/** Pictures, then films that keep the session under way for a while. */
function longTree(t, {pictures = 40, films = 2, gibibytes = 1} = {}) {
  const root = plantPictures(temporary(t), pictures);
  for (let i = 0; i < films; i++) plantSlow(root, `zz-film-${i}.mp4`, gibibytes);
  return root;
}

test('a reader that joins at once sees the session from its first state to its end', async (t) => {
  const root = longTree(t);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const {events, last} = await follow(server, id);
  assert.equal(last.status, 'completed');
  assert.equal(last.total_files, 42);
  assert.equal(last.stats.errors, 0, String(last.errors));
  assert.ok(events.length >= 3, `${events.length} events`);
  assert.ok(events.some(({data}) => data.status === 'processing' && data.processed_files > 0), 'progress was live');
});

test('the answer is an event stream that no proxy may hold back', async (t) => {
  const root = longTree(t);
  const server = await serve(t, {roots: [root]});
  const stream = await openStream(server, await start(server, {directory: root}));
  assert.equal(stream.status, 200);
  assert.match(stream.headers['content-type'], /^text\/event-stream\b/);
  assert.match(stream.headers['cache-control'], /no-cache/);
  assert.match(stream.headers['cache-control'], /no-transform/);
  assert.equal(stream.headers['x-accel-buffering'], 'no');
  await stream.until('a first event', () => true);
  assert.ok(stream.retry >= 1000 && stream.retry <= 5000, `retry: ${stream.retry}`);
  stream.close();
});

test('a reader that joins during the work starts with the present state', async (t) => {
  const root = longTree(t);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const first = await openStream(server, id);
  const seen = await first.until('40 pictures read', (s) => s.processed_files >= 40);
  const second = await openStream(server, id);
  const joined = await second.until('a first event', () => true);
  assert.ok(joined.data.processed_files >= seen.data.processed_files);
  assert.ok(joined.data.version >= seen.data.version);
  await Promise.all([first.untilEnd(), second.untilEnd()]);
  assert.deepEqual(checkEvents(first.events), checkEvents(second.events), 'both end with the same state');
});

test('a reader that joins after the end gets the last state and the end', async (t) => {
  const root = plantPictures(temporary(t), 3);
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  const stream = await openStream(server, last.session_id);
  await stream.untilEnd();
  assert.equal(stream.events.length, 1);
  assert.deepEqual(stream.events[0].data, last);
  assert.equal(stream.events[0].id, String(last.version));
});

test('a reconnect with exactly the resting version gets 204, any other the last state', async (t) => {
  const root = plantPictures(temporary(t), 3);
  const server = await serve(t, {roots: [root]});
  const {session_id: id, version} = await ingest(server, {directory: root});
  for (const options of [{lastEventId: version}, {query: `?last_event_id=${version}`}]) {
    const stream = await openStream(server, id, options);
    assert.equal(stream.status, 204, JSON.stringify(options));
    await stream.untilEnd();
    assert.equal(stream.events.length, 0);
  }
  for (const lastEventId of [version - 1, version + 1, 0, -1, 'x', '', '9'.repeat(40)]) {
    const stream = await openStream(server, id, {lastEventId});
    assert.equal(stream.status, 200, String(lastEventId));
    await stream.untilEnd();
    assert.equal(stream.events.at(-1).data.version, version);
  }
});

test('a reader that comes back with its last id gets only what is newer', async (t) => {
  const root = longTree(t);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const first = await openStream(server, id);
  const seen = await first.until('some progress', (s) => s.processed_files > 0);
  first.close();
  for (const options of [{lastEventId: seen.id}, {query: `?last_event_id=${seen.id}`}]) {
    const back = await openStream(server, id, options);
    const next = await back.until('an event', () => true);
    checkSnapshot(seen.data, next.data);
    back.close();
  }
});

test('unknown sessions are 404', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  const stream = await openStream(server, '01234567-89ab-4cde-8fab-0123456789ab');
  await stream.untilEnd();
  assert.equal(stream.status, 404);
  assert.equal(typeof JSON.parse(stream.body).detail, 'string');
});

test('two tabs both get everything, and neither cuts off the other', async (t) => {
  const root = longTree(t);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const [a, b, leaves] = await Promise.all([openStream(server, id), openStream(server, id), openStream(server, id)]);
  await leaves.until('a first event', () => true);
  leaves.close();
  await Promise.all([a.untilEnd(), b.untilEnd()]);
  const versions = (stream) => stream.events.map((event) => event.id);
  checkEvents(a.events);
  assert.deepEqual(checkEvents(b.events), a.last.data);
  const common = versions(a).filter((version) => versions(b).includes(version));
  assert.ok(common.length >= Math.min(a.events.length, b.events.length) - 1, 'the same events, but for the first');
});

test('polling shows what the stream shows', async (t) => {
  const root = longTree(t);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  let previous;
  while (!stream.ended) {
    const polled = await status(server, id);
    if (previous && polled.version !== previous.version) checkSnapshot(previous, polled);
    if (previous && polled.version === previous.version) assert.deepEqual(polled, previous, 'one version, one state');
    const same = stream.events.find((event) => event.id === String(polled.version));
    if (same) assert.deepEqual(polled, same.data);
    previous = polled;
  }
  assert.deepEqual(await status(server, id), stream.last.data, 'the body of status is the last event');
});

test('status has an ETag, answers 304 while nothing is new, and names its successor', async (t) => {
  const root = plantPictures(temporary(t), 2);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  const address = `/api/ingest/status/${id}`;
  const full = await get(server, address);
  const etag = full.headers.etag;
  assert.match(etag, /^(W\/)?".+"$/);
  assert.match(full.headers.link, new RegExp(`</api/ingest/stream/${id}>; ?rel="?successor-version"?`));
  assert.match(full.headers.deprecation ?? 'none', /^@\d+$/, 'Deprecation (RFC 9745) is a date');
  for (const given of [etag, `"x", ${etag}`, '*', `W/${etag.replace('W/', '')}`]) {
    const same = await get(server, address, {headers: {'If-None-Match': given}});
    assert.equal(same.status, 304, given);
    assert.equal(same.body.length, 0);
    assert.equal(same.headers.etag, etag);
  }
  assert.equal((await get(server, address, {headers: {'If-None-Match': '"other"'}})).status, 200);
  await commit(server, id);
  const later = await get(server, address, {headers: {'If-None-Match': etag}});
  assert.equal(later.status, 200);
  assert.notEqual(later.headers.etag, etag);
});

test('the commit is told on the same stream, live, and the stream ends again', async (t) => {
  const root = plantPictures(temporary(t), 600);
  const server = await serve(t, {roots: [root]});
  const done = await ingest(server, {directory: root});
  const answer = await post(server, '/api/ingest/commit', {session_id: done.session_id});
  assert.equal(answer.status, 200);
  const {events, last} = await follow(server, done.session_id, {lastEventId: done.version});
  checkSnapshot(done, events[0].data);
  assert.equal(last.status, 'committed');
  assert.equal(last.commit_progress, 100);
  assert.deepEqual(last.commit_errors, []);
  for (let i = 1; i < events.length; i++) assert.ok(events[i].data.commit_progress >= events[i - 1].data.commit_progress, 'commit progress never falls');
  assert.equal((await openStream(server, done.session_id, {lastEventId: last.version})).status, 204);
});

test('a cancelled session ends its streams with that state, and keeps what it had', async (t) => {
  const root = longTree(t, {films: 4, gibibytes: 6});
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await stream.until('the pictures read', (s) => s.processed_files >= 40 && !s.discovering);
  const answer = await cancel(server, id);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json(), {session_id: id, status: 'cancelled'});
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.equal(last.status, 'cancelled');
  assert.ok(last.processed_files >= 40 && last.processed_files + last.stats.errors < last.total_files);
  assert.ok(last.progress < 100);
  const rows = (await get(server, `/api/ingest/files/${id}?limit=1000`)).json().files;
  assert.equal(rows.filter((row) => row.state === 'skipped').length, last.total_files - last.processed_files - last.stats.errors);
  assert.equal((await commit(server, id)).status, 'committed', 'what was read may be committed');
});

test('a session deleted under way tells its readers that it is gone', async (t) => {
  const root = longTree(t, {films: 4, gibibytes: 6});
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const streams = await Promise.all([openStream(server, id), openStream(server, id)]);
  await streams[0].until('the pictures read', (s) => s.processed_files >= 40);
  const answer = await forget(server, id);
  assert.equal(answer.status, 200, answer.text);
  for (const stream of streams) {
    await stream.untilEnd();
    assert.equal(stream.last.event, 'gone');
  }
  assert.equal((await openStream(server, id)).status, 404);
});

test('the newest ten errors are listed, newest last, and every failure is in the rows', async (t) => {
  const root = temporary(t);
  for (let i = 0; i < 25; i++) plant(root, {[`bad-${String(i).padStart(2, '0')}.png`]: 'no picture'});
  const server = await serve(t, {roots: [root], args: ['--workers', '1']});
  const last = await ingest(server, {directory: root});
  assert.equal(last.stats.errors, 25);
  assert.equal(last.processed_files, 0);
  assert.equal(last.errors.length, 10);
  assert.equal(new Set(last.errors).size, 10);
  for (const line of last.errors) assert.match(line, /bad-\d\d\.png: ./);
  const rows = (await get(server, `/api/ingest/files/${last.session_id}?state=failed`)).json().files;
  assert.equal(rows.length, 25);
  const newest = [...rows].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
  assert.ok(last.errors.some((line) => line.includes(path.basename(newest.path))), 'the newest is among them');
});

test('an empty folder is completed at once, at 100 %', async (t) => {
  const root = temporary(t);
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  assert.equal(last.status, 'completed');
  assert.equal(last.total_files, 0);
  assert.equal(last.progress, 100);
  assert.equal((await commit(server, last.session_id)).status, 'committed');
});
