// A stream of the patch form, put together again: the states that a reader keeps and the failures it was told.

import assert from 'node:assert/strict';
import {checkSnapshot} from '../support/snapshot.mjs';

/** RFC 7396. */
export function merged(target, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const out = target !== null && typeof target === 'object' && !Array.isArray(target) ? {...target} : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else out[key] = merged(out[key], value);
  }
  return out;
}

/** Checks the events of one connection step by step: {last, failures, ended}. */
export function assemble(events) {
  let state;
  let ended = false;
  const failures = [];
  for (const {event, data} of events) {
    assert.ok(!ended, `${event} after the end`);
    if (event === 'failure') {
      assert.ok(state, 'the snapshot comes first');
      failures.push(data);
      continue;
    }
    assert.ok(['snapshot', 'patch', 'end'].includes(event), `an event called ${event}`);
    if (event === 'patch') assert.ok(state && data.version > state.version, 'a patch follows a state and raises the version');
    const {resumed, failures_omitted, ...next} = event === 'patch' ? merged(state, data) : data;
    const repeats = state && event !== 'patch' && next.version === state.version;
    state = checkSnapshot(repeats ? undefined : state, next);
    ended = event === 'end';
  }
  assert.equal(new Set(failures.map((failure) => failure.seq)).size, failures.length, 'each failure comes once');
  return {last: state, failures, ended};
}
