// The ingest API as a client uses it. Whatever goes by on a stream is checked.

import assert from 'node:assert/strict';
import {get, post, request} from './http.mjs';
import {checkEvents, checkSnapshot, isResting} from './snapshot.mjs';
import {Stream} from './sse.mjs';

/** POST /api/ingest/process; answers the session's id after checking the answer's shape. */
export async function start(server, parameters) {
  const answer = await post(server, '/api/ingest/process', {parameters});
  assert.equal(answer.status, 200, answer.text);
  const body = answer.json();
  assert.match(body.session_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(body.status, 'started');
  assert.equal(typeof body.discovering, 'boolean');
  assert.equal(body.total_discovered, body.total_files + body.skipped_existing);
  return body.session_id;
}

export const openStream = (server, id, {query = '', ...options} = {}) => Stream.open(server, `/api/ingest/stream/${id}${query}`, options);

/** Reads the session's stream to its end: {events, last}. Every event is checked; the last one rests. */
export async function follow(server, id, {ms = 60_000, ...options} = {}) {
  const stream = await openStream(server, id, options);
  assert.equal(stream.status, 200, stream.body);
  await stream.untilEnd(ms);
  if (stream.error) throw stream.error;
  const last = checkEvents(stream.events);
  assert.ok(last && isResting(last), `the stream ended at ${last?.status}`);
  return {events: stream.events, last};
}

/** Starts a session and follows it to its end: the last snapshot, with its id. */
export async function ingest(server, parameters, options) {
  const id = await start(server, parameters);
  return (await follow(server, id, options)).last;
}

export async function status(server, id) {
  const answer = await get(server, `/api/ingest/status/${id}`);
  assert.equal(answer.status, 200, answer.text);
  return checkSnapshot(undefined, answer.json());
}

/** Commits and follows to the end: the last snapshot. */
export async function commit(server, id, options) {
  const answer = await post(server, '/api/ingest/commit', {session_id: id});
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json(), {session_id: id, status: 'commit_started'});
  return (await follow(server, id, options)).last;
}

const command = (name) => (server, id) => post(server, `/api/ingest/session/${id}/${name}`);
export const pause = command('pause');
export const resume = command('resume');
export const cancel = command('cancel');
export const retry = (server, id, reason) => post(server, `/api/ingest/session/${id}/retry`, reason ? {reason} : {});
export const forget = (server, id) => request(server, 'DELETE', `/api/ingest/session/${id}`);

/** Takes the session's commit back and follows to the end: the last snapshot. */
export async function undo(server, id, options) {
  const answer = await post(server, `/api/ingest/session/${id}/undo`);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json(), {session_id: id, status: 'undo_started'});
  return (await follow(server, id, options)).last;
}

/** What became of the newest undo: {removed, restored, kept, files}. */
export async function undone(server, id) {
  const answer = await get(server, `/api/ingest/session/${id}/undo`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json();
}

/** The session's entry of the history. */
export async function entry(server, id) {
  const answer = await get(server, `/api/ingest/session/${id}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json();
}

/** All preview rows of a session, page by page. */
export async function files(server, id, query = {}) {
  const rows = [];
  for (let cursor; ;) {
    const search = new URLSearchParams({...query, ...(cursor ? {cursor} : {})});
    const answer = await get(server, `/api/ingest/files/${id}?${search}`);
    assert.equal(answer.status, 200, answer.text);
    const page = answer.json();
    rows.push(...page.files);
    cursor = page.next_cursor;
    if (!cursor) return rows;
  }
}

/** Found = processed + failed + skipped: every file of the session has exactly one row and one outcome. */
export async function checkAccounts(server, snapshot) {
  const rows = await files(server, snapshot.session_id);
  const of = (state) => rows.filter((row) => row.state === state).length;
  assert.equal(new Set(rows.map((row) => row.path_base64 ?? row.path)).size, rows.length, 'no file has two rows');
  assert.equal(of('done'), snapshot.processed_files, 'rows that are done');
  assert.equal(of('failed'), snapshot.stats.errors, 'rows that failed');
  assert.equal(of('pending') + of('running'), 0, 'nothing is left over');
  return rows;
}
