import { describe, expect, it } from 'vitest';
import type { Json } from './merge';
import { StreamReader } from './reader';
import { failureAt, snapshotAt } from './testing';

type Members = { [key: string]: Json };

// A generator of its own, so that a failure can be repeated from its seed.
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function randomValue(random: () => number, depth: number): Json {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 5));
  switch (kind) {
    case 0: return Math.floor(random() * 1000);
    case 1: return random() < 0.5;
    case 2: return `text ${Math.floor(random() * 10)}`;
    case 3: return [Math.floor(random() * 5), null, { deep: null }];
    case 4: return [];
    default: return randomMembers(random, depth - 1);
  }
}

function randomMembers(random: () => number, depth: number): Members {
  const members: Members = {};
  for (const name of ['a', 'b', 'c', 'd']) if (random() < 0.6) members[name] = randomValue(random, depth);
  return members;
}

const isObject = (value: Json | undefined): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

// The patch that leads from one state to the next, the way a server makes it; null where none exists.
function diff(before: Members, after: Members): Members | null {
  const patch: Members = {};
  for (const name of Object.keys(before)) if (!(name in after)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    const old = before[name];
    if (JSON.stringify(old) === JSON.stringify(value)) continue;
    if (value === null) return null;
    const inner = isObject(old) && isObject(value) ? diff(old, value) : value;
    if (inner === null) return null;
    patch[name] = inner;
  }
  return patch;
}

describe('a connection', () => {
  it('shows at every step the very state that the server had, whatever changes', () => {
    for (let seed = 1; seed <= 200; ++seed) {
      const random = randomOf(seed);
      const reader = new StreamReader();
      const state = (version: number): Members => ({ ...randomMembers(random, 3), session_id: 's', status: 'processing', version });
      let present = state(1);
      reader.read('snapshot', JSON.stringify(present));
      for (let version = 2; version < 40; ++version) {
        const next = random() < 0.3 ? state(version) : { ...present, version, a: randomValue(random, 2) };
        const patch = diff(present, next);
        const event = patch === null ? reader.read('snapshot', JSON.stringify(next)) : reader.read('patch', JSON.stringify(patch));
        expect(event, `seed ${seed}, version ${version}`).toMatchObject({ type: 'state', first: false });
        expect(event!.type === 'state' && event!.snapshot, `seed ${seed}, version ${version}`).toEqual(next);
        present = next;
      }
    }
  });

  it('says which state is its first, and starts again after a reconnect', () => {
    const reader = new StreamReader();
    expect(reader.read('snapshot', JSON.stringify(snapshotAt(1)))).toMatchObject({ first: true });
    expect(reader.read('snapshot', JSON.stringify(snapshotAt(2)))).toMatchObject({ first: false });
    expect(reader.version).toBe(2);
    reader.reconnected();
    expect(reader.version).toBeNull();
    expect(reader.read('patch', '{"version":3}')).toBeNull();
    expect(reader.read('snapshot', JSON.stringify(snapshotAt(3)))).toMatchObject({ first: true });
  });

  it('takes out what is about the connection and not about the session', () => {
    const event = new StreamReader().read('snapshot', JSON.stringify({ ...snapshotAt(9), resumed: false, failures_omitted: 12 }));
    expect(event).toEqual({ type: 'state', snapshot: snapshotAt(9), first: true, restart: true, omitted: 12, end: false });
  });

  it('reads failures, the end and the deletion', () => {
    const reader = new StreamReader();
    expect(reader.read('failure', JSON.stringify(failureAt(3)))).toEqual({ type: 'failure', failure: failureAt(3) });
    expect(reader.read('end', JSON.stringify(snapshotAt(4, 'completed')))).toMatchObject({ type: 'state', end: true });
    expect(reader.read('gone', '{}')).toEqual({ type: 'gone' });
  });

  it.each([['snapshot', '{broken'], ['snapshot', 'null'], ['snapshot', '[]'], ['snapshot', '{"version":"1"}'], ['end', '1'], ['failure', '{}'],
    ['patch', '"x"']] as const)('ignores %s %s', (type, data) => {
    const reader = new StreamReader();
    reader.read('snapshot', JSON.stringify(snapshotAt(1)));
    expect(reader.read(type, data)).toBeNull();
    expect(reader.read('patch', '{"version":2}')).toMatchObject({ snapshot: snapshotAt(2) });
  });
});
