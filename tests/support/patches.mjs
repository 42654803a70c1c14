// The patch form of the stream as a client uses it: RFC 7396 patches, failures once each, resuming by the last id.

import assert from 'node:assert/strict';
import {get} from './http.mjs';
import {openStream} from './ingest.mjs';
import {checkSnapshot} from './snapshot.mjs';

/** RFC 7396: null removes, objects are merged, everything else replaces. */
export function merge(target, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const out = target !== null && typeof target === 'object' && !Array.isArray(target) ? {...target} : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else out[key] = merge(out[key], value);
  }
  return out;
}

export const openPatches = (server, id, options = {}) => openStream(server, id, {...options, query: `?patch=1${options.query ?? ''}`});

/**
 * What a client has after these events of one connection: {state, failures, lastId, resumed, omitted, ended}. `before`: what it had
 * from the connection before, to which failures and states are held.
 */
export function applied(events, before = undefined) {
  const out = {state: before?.state, failures: [...(before?.failures ?? [])], lastId: before?.lastId, resumed: undefined, omitted: 0, ended: false};
  let begun = false;
  for (const {id, event, data} of events) {
    assert.ok(out.lastId === undefined || Number(id) >= Number(out.lastId), `ids never fall: ${out.lastId}, then ${id}`);
    assert.ok(!out.ended, 'nothing follows the end');
    out.lastId = id;
    if (event === 'failure') {
      assert.ok(begun, 'a snapshot comes first');
      assert.equal(String(data.seq), id);
      assert.deepEqual(Object.keys(data).filter((key) => key !== 'path_base64'), ['seq', 'path', 'stage', 'reason', 'message', 'time']);
      assert.ok(!Number.isNaN(Date.parse(data.time)));
      out.failures.push(data);
      continue;
    }
    let state = data;
    if (event === 'patch') {
      assert.ok(begun, 'a patch follows a snapshot');
      state = merge(out.state, data);
    } else {
      assert.ok(event === 'snapshot' || event === 'end', event);
      if (!begun) {
        const {resumed, failures_omitted: omitted, ...rest} = data;
        out.resumed = resumed;
        out.omitted = omitted ?? 0;
        state = rest;
      }
      out.ended = event === 'end';
      begun = true;
    }
    const isNew = out.state === undefined || state.version > out.state.version;
    checkSnapshot(isNew ? out.state : undefined, state);
    assert.ok(out.failures.length + out.omitted <= state.stats.errors || event === 'snapshot' || event === 'end', 'a failure is told before the state that counts it');
    out.state = state;
  }
  const told = out.failures.map(({seq}) => seq);
  assert.deepEqual(told, [...new Set(told)].sort((a, b) => a - b), 'each failure once, in order');
  return out;
}

/** The failures that the server lists, as paths. */
export async function listedFailures(server, id) {
  const paths = [];
  for (let cursor; ;) {
    const answer = await get(server, `/api/ingest/files/${id}?state=failed&limit=1000${cursor ? `&cursor=${cursor}` : ''}`);
    const page = answer.json();
    paths.push(...page.files.map((file) => file.path));
    cursor = page.next_cursor;
    if (!cursor) return paths.sort();
  }
}
