// What must hold behind every proxy, with the configuration that docs/operations.md gives for it.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually} from '../support/deadline.mjs';
import {get, post} from '../support/http.mjs';
import {cancel, ingest, start, status} from '../support/ingest.mjs';
import {checkEvents, checkSnapshot} from '../support/snapshot.mjs';
import {Stream} from '../support/sse.mjs';
import {plantPictures, temporary} from '../support/tree.mjs';
import {kinds} from './kinds.mjs';
import {assemble} from './patches.mjs';
import {kName} from './proxy.mjs';
import {connect2, openCompressed, openStream2, request2} from './reading.mjs';
import {behind, held, heldTree, isHeld, streamsOpen} from './scenes.mjs';

const address = (id, query = '') => `/api/ingest/stream/${id}${query}`;
const open = (proxy, path, options) => Stream.open(proxy, path, {...options, headers: proxy.headers});
const openGzip = (proxy, path, options) => openCompressed(proxy, path, {...options, headers: proxy.headers});

/** The newest state that the reader has. */
const shown = (stream, patched) => (patched ? assemble(stream.events).last : checkEvents(stream.events));

// The session is held by its film, so nothing follows the event that is waited for, and nothing can push it out.
async function arrivesAsItHappens(t, kind, {query, patched, opener, coding}) {
  const {server, proxy} = await behind(t, kind, {root: heldTree(t)});
  const session = await held(server);
  const stream = await opener(proxy, address(session.id, query));
  assert.equal(stream.status, 200, stream.body);
  assert.match(stream.headers['content-type'], /^text\/event-stream\b/);
  assert.equal(stream.headers['content-encoding'], coding, 'what was offered, no more and no less');
  await stream.until('the last news before the film', () => isHeld(shown(stream, patched)));
  assert.equal(stream.comments, 0, 'it came by itself, not with the next keep-alive');
  assert.equal((await status(server, session.id)).status, 'processing', 'the session is still under way');
  await session.end();
  await stream.untilEnd();
  const last = shown(stream, patched);
  assert.equal(last.status, 'cancelled');
  assert.deepEqual(await status(server, session.id), last);
  if (patched) {
    assert.deepEqual(assemble(stream.events).failures.map((failure) => failure.path), [`${server.root}/broken.png`]);
    assert.equal(stream.last.event, 'end');
  }
}

async function comesBackWhereItWas(t, kind) {
  const {server, proxy} = await behind(t, kind, {root: heldTree(t)});
  const session = await held(server);
  const first = await open(proxy, address(session.id));
  const seen = await first.until('the last news before the film', isHeld);
  first.close();
  const back = await Promise.all([
    open(proxy, address(session.id), {lastEventId: seen.id}), open(proxy, address(session.id, `?last_event_id=${seen.id}`)), open(proxy, address(session.id)),
  ]);
  await back[2].until('the present state', () => true);
  await session.end();
  for (const stream of back) await stream.untilEnd();
  for (const stream of back.slice(0, 2)) {
    checkSnapshot(seen.data, stream.events[0].data);
    assert.equal(checkEvents(stream.events).status, 'cancelled');
  }
}

async function comesBackInPatches(t, kind) {
  const {server, proxy} = await behind(t, kind, {root: heldTree(t)});
  const session = await held(server);
  const first = await open(proxy, address(session.id, '?patch=1'));
  await first.until('the last news before the film', () => isHeld(shown(first, true)));
  const told = assemble(first.events).failures;
  assert.equal(told.length, 1);
  first.close();
  const back = await open(proxy, address(session.id, '?patch=1'), {lastEventId: first.last.id});
  await back.until('the present state', () => true);
  await session.end();
  await back.untilEnd();
  const {last, failures, ended} = assemble(back.events);
  assert.deepEqual([last.status, failures.length, ended], ['cancelled', 0, true], 'no failure is told twice');
}

async function keepsAliveAndLetsGo(t, kind) {
  const {server, proxy} = await behind(t, kind, {root: heldTree(t)});
  const session = await held(server);
  const streams = await Promise.all([open(proxy, address(session.id)), openGzip(proxy, address(session.id)), open(proxy, address(session.id))]);
  for (const stream of streams) await stream.until('the last news before the film', isHeld);
  await session.freeze();
  assert.equal(await streamsOpen(server), 3);
  for (const stream of streams) await stream.untilComments(1, 25_000);
  streams[0].close();
  streams[1].close();
  await eventually('the streams of those who left are closed', async () => await streamsOpen(server) === 1, {ms: 45_000, every: 50});
  assert.equal(streams[2].ended, false, 'who stayed is not disturbed');
  await session.end();
  await streams[2].untilEnd();
  assert.equal(checkEvents(streams[2].events).status, 'cancelled');
}

async function passesStatusesOn(t, kind) {
  const {server, proxy} = await behind(t, kind, {root: plantPictures(temporary(t), 3)});
  const done = await ingest(server, {directory: server.root});
  const rested = await open(proxy, address(done.session_id), {lastEventId: done.version});
  await rested.untilEnd();
  assert.deepEqual([rested.status, rested.body], [204, '']);
  const unknown = await open(proxy, address('01234567-89ab-4cde-8fab-0123456789ab'));
  await unknown.untilEnd();
  assert.equal(unknown.status, 404);
  assert.equal(typeof JSON.parse(unknown.body).detail, 'string');
  const polled = await get(proxy, `/api/ingest/status/${done.session_id}`, {headers: proxy.headers});
  assert.equal(polled.status, 200);
  assert.ok(polled.headers.etag);
  assert.equal((await get(proxy, `/api/ingest/status/${done.session_id}`, {headers: {...proxy.headers, 'If-None-Match': polled.headers.etag}})).status, 304);
}

// A state that was asked for once must not be what is shown later: nothing may be cached.
async function remembersNothing(t, kind) {
  const {server, proxy} = await behind(t, kind, {root: plantPictures(temporary(t), 3)});
  const done = await ingest(server, {directory: server.root});
  const ask = async (path) => (await get(proxy, path, {headers: proxy.headers})).json();
  assert.equal((await ask('/api/ingest/active-session')).session_id, done.session_id);
  assert.equal((await ask(`/api/ingest/status/${done.session_id}`)).status, 'completed');
  const answer = await post(proxy, '/api/ingest/commit', {session_id: done.session_id}, {headers: proxy.headers});
  assert.equal(answer.status, 200, answer.text);
  const stream = await open(proxy, address(done.session_id), {lastEventId: done.version});
  await stream.untilEnd();
  assert.equal(checkEvents(stream.events).status, 'committed');
  assert.equal((await ask(`/api/ingest/status/${done.session_id}`)).status, 'committed');
  assert.equal((await ask('/api/ingest/active-session')).session_id, null);
}

async function asksForTheToken(t, kind) {
  const {server, proxy} = await behind(t, kind);
  const Host = kName;
  for (const path of ['/', '/api/ingest/config', '/api/ingest/sessions']) {
    assert.equal((await get(proxy, path, {headers: {Host}})).status, 401, `${path}: loopback is the proxy, not the visitor`);
    assert.equal((await get(proxy, path, {headers: {Host, Authorization: 'Bearer wrong'}})).status, 401, path);
    assert.equal((await get(proxy, path, {headers: proxy.headers})).status, 200, path);
  }
  assert.equal((await get(proxy, '/?token=wrong', {headers: {Host}})).status, 401);
  const entry = await get(proxy, `/?token=${server.secret}`, {headers: {Host}});
  assert.equal(entry.status, 303);
  assert.equal(entry.headers.location, '/');
  const cookie = String(entry.headers['set-cookie']).split(';')[0];
  assert.equal((await get(proxy, '/api/ingest/config', {headers: {Host, Cookie: cookie}})).status, 200);
  assert.equal((await get(proxy, '/', {headers: {Host}})).status, 401, 'one visitor’s cookie lets nobody else in');
}

async function knowsItsOwnPages(t, kind) {
  const {server, proxy} = await behind(t, kind, {root: plantPictures(temporary(t), 1)});
  const begin = (headers) => post(proxy, '/api/ingest/process', {parameters: {directory: server.root}}, {headers: {...proxy.headers, ...headers}});
  assert.equal((await begin({Origin: 'http://evil.example'})).status, 403);
  assert.equal((await begin({Origin: `http://${kName}`, 'Sec-Fetch-Site': 'cross-site'})).status, 403);
  const own = await begin({Origin: `http://${kName}`, 'Sec-Fetch-Site': 'same-origin'});
  assert.equal(own.status, 200, own.text);
}

async function showsThePage(t, kind) {
  const {server, proxy} = await behind(t, kind);
  const direct = await get(server, '/');
  const page = await get(proxy, '/', {headers: proxy.headers});
  assert.equal(page.status, 200);
  assert.match(page.headers['content-type'], /^text\/html\b/);
  assert.deepEqual(page.body, direct.body);
  assert.equal(page.headers['content-security-policy'], direct.headers['content-security-policy']);
  const parts = [...page.text.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css|svg))"/g)].map((match) => match[1]);
  assert.ok(parts.some((part) => part.endsWith('.js')), page.text);
  for (const part of parts) {
    const through = await get(proxy, part, {headers: proxy.headers});
    assert.equal(through.status, 200, part);
    assert.deepEqual(through.body, (await get(server, part)).body, part);
  }
}

// A browser opens six connections to a host without HTTP/2; with it, streams and requests share one.
async function sharesOneConnection(t, kind) {
  const {server, proxy} = await behind(t, kind, {root: heldTree(t)});
  const connection = await connect2(t, proxy);
  const headers = {authorization: proxy.headers.Authorization};
  const origin = `https://${kName}`;
  const begun = await request2(connection, '/api/ingest/process', {...headers, origin, 'sec-fetch-site': 'same-origin'}, {parameters: {directory: server.root}});
  assert.equal(begun.status, 200, begun.text);
  const {session_id: id} = JSON.parse(begun.text);
  const streams = await Promise.all(Array.from({length: 12}, () => openStream2(connection, address(id, '?patch=1'), headers)));
  for (const stream of streams) await stream.until('the last news before the film', () => isHeld(shown(stream, true)));
  assert.equal((await request2(connection, `/api/ingest/status/${id}`, headers)).status, 200, 'an ordinary request is answered beside twelve streams');
  assert.equal((await request2(connection, '/', {})).status, 401);
  assert.equal((await cancel(server, id)).status, 200);
  for (const stream of streams) {
    await stream.untilEnd();
    assert.equal(assemble(stream.events).last.status, 'cancelled');
  }
}

// Limits per address are for the visitor, whom only a trusted proxy may name.
async function countsVisitors(t, kind) {
  const root = heldTree(t);
  const limit = ['--max-streams-per-address', '1'];
  const {server, proxy} = await behind(t, kind, {root, args: [...limit, '--trust-proxy', '127.0.0.1']});
  const id = await start(server, {directory: root});
  const visit = (visitor) => Stream.open(proxy, address(id), {headers: {...proxy.headers, 'X-Forwarded-For': visitor}});
  const visits = [];
  for (const visitor of ['203.0.113.7', '203.0.113.8', '203.0.113.7']) visits.push(await visit(visitor));
  visits.forEach((stream) => stream.close());
  const [one, other, again] = visits;
  assert.deepEqual([one.status, other.status], [200, 200], 'one stream for each visitor');
  if (kinds[kind].believesNobody) {
    assert.equal(again.status, 200, 'this proxy names the visitor it sees, whatever the visitor claims: here that is loopback');
    return;
  }
  assert.equal(again.status, 503);
  assert.ok(Number(again.headers['retry-after']) > 0);
}

/** The tests of one proxy. They run side by side: each has its own server and its own proxy. */
export function conformance(kind) {
  test(`behind ${kind}`, {concurrency: 3}, async (t) => {
    const all = [];
    const check = (name, body) => all.push(t.test(name, (inner) => body(inner, kind)));
    check('keep-alive comments arrive, and a client that leaves is let go of upstream', keepsAliveAndLetsGo);
    for (const [form, query, patched] of [['default form', '', false], ['patch form', '?patch=1', true]]) {
      for (const [coding, opener] of [[undefined, open], ['gzip', openGzip]]) {
        check(`events arrive as they happen: ${form}, ${coding ?? 'plain'}`, (inner) => arrivesAsItHappens(inner, kind, {query, patched, opener, coding}));
      }
    }
    check('a reader comes back with its last id and gets only what is newer', comesBackWhereItWas);
    check('a reader of patches comes back and is told no failure twice', comesBackInPatches);
    check('204, 304 and 404 are passed on', passesStatusesOn);
    check('nothing is cached', remembersNothing);
    check('a visitor needs the token, and gets in with it once', asksForTheToken);
    check('pages of the name in front may start work, others not', knowsItsOwnPages);
    check('the page loads, byte for byte', showsThePage);
    check('streams are counted per visitor, not per proxy', countsVisitors);
    if (kinds[kind].speaksTls) check('over TLS and HTTP/2, twelve streams and requests share one connection', sharesOneConnection);
    await Promise.all(all);
  });
}
