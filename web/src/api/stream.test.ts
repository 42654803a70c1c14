import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './client';
import { SessionStream, type Link } from './stream';
import type { Source, Transport } from './transport';
import type { Snapshot, SessionStatus } from './types';

class FakeSource implements Source {
  readyState = 0;
  onopen: Source['onopen'] = null;
  onmessage: Source['onmessage'] = null;
  onerror: Source['onerror'] = null;
  closes = 0;

  constructor(readonly url: string) {}
  close(): void { this.closes += 1; this.readyState = 2; }
  open(): void { this.readyState = 1; this.onopen?.(); }
  send(snapshot: Snapshot): void { this.onmessage?.({ data: JSON.stringify(snapshot), lastEventId: String(snapshot.version) }); }
  drop(): void { this.readyState = 0; this.onerror?.(); }
  refuse(): void { this.readyState = 2; this.onerror?.(); }
}

const at = (version: number, status: SessionStatus = 'processing') => ({ session_id: 's', version, status }) as Snapshot;

let sources: FakeSource[];
let seen: string[];
let links: Link[];
let answer: () => Promise<Snapshot>;
let polls: number;
let stream: SessionStream;

const transport: Transport = { open: (url) => { const source = new FakeSource(url); sources.push(source); return source; } };
const newest = () => sources[sources.length - 1]!;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function make(withTransport: Transport | null = transport) {
  stream = new SessionStream({
    sessionId: 's', transport: withTransport, random: () => 1,
    fetchStatus: () => { polls += 1; return answer(); },
    sink: { snapshot: (snapshot, via) => seen.push(`${via} ${snapshot.version}`), link: (link) => links.push(link) },
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  sources = [];
  seen = [];
  links = [];
  polls = 0;
  answer = () => Promise.resolve(at(1));
  make();
});

afterEach(() => {
  stream.close();
  vi.useRealTimers();
});

describe('a working stream', () => {
  it('is live, and closes at rest without asking again', async () => {
    stream.start();
    newest().open();
    newest().send(at(1));
    newest().send(at(2, 'completed'));
    await pass(60_000);
    expect(seen).toEqual(['stream 1', 'stream 2']);
    expect(links).toEqual(['connecting', 'live', 'resting']);
    expect(newest().closes).toBe(1);
    expect(polls).toBe(0);
  });

  it('ignores what is old and what is not JSON', () => {
    stream.start();
    newest().open();
    newest().send(at(5));
    newest().send(at(4));
    newest().onmessage!({ data: '{broken', lastEventId: '6' });
    newest().onmessage!({ data: 'null', lastEventId: '7' });
    expect(seen).toEqual(['stream 5']);
  });

  it('lets the browser reconnect, and says so', async () => {
    stream.start();
    newest().open();
    newest().send(at(1));
    newest().drop();
    await pass(1000);
    newest().open();
    newest().send(at(2));
    expect(links).toEqual(['connecting', 'live', 'reconnecting', 'live']);
    expect(sources).toHaveLength(1);
    expect(polls).toBe(0);
  });

  it('polls while a reconnect takes long', async () => {
    stream.start();
    newest().open();
    newest().send(at(1));
    newest().drop();
    answer = () => Promise.resolve(at(2));
    await pass(3500);
    expect(seen).toEqual(['stream 1', 'poll 2']);
    expect(links.at(-1)).toBe('polling');
    newest().open();
    newest().send(at(3));
    expect(links.at(-1)).toBe('live');
    const before = polls;
    await pass(10_000);
    expect(polls).toBe(before);
  });
});

describe('a refused stream', () => {
  it('polls at once, each second, and retries with back-off', async () => {
    stream.start();
    let version = 0;
    answer = () => Promise.resolve(at(++version));
    newest().refuse();
    await pass(500);
    expect(seen).toEqual(['poll 1']);
    expect(links.at(-1)).toBe('polling');
    await pass(600);  // 1 s: first retry
    expect(sources).toHaveLength(2);
    newest().refuse();
    await pass(1500);
    expect(sources).toHaveLength(2);  // the second waits 2 s
    await pass(600);
    expect(sources).toHaveLength(3);
    newest().open();
    newest().send(at(100));
    expect(links.at(-1)).toBe('live');
    expect(newest().url).toContain('last_event_id=');
  });

  it('rests when the session rests (204)', async () => {
    stream.start();
    newest().open();
    newest().send(at(7));
    answer = () => Promise.resolve(at(8, 'completed'));
    newest().refuse();
    await pass(120_000);
    expect(links.at(-1)).toBe('resting');
    expect(sources).toHaveLength(1);
    expect(polls).toBe(1);
  });

  it('is gone when the session is gone (404)', async () => {
    stream.start();
    answer = () => Promise.reject(new ApiError(404, 'no such session'));
    newest().refuse();
    await pass(120_000);
    expect(links.at(-1)).toBe('gone');
    expect(sources).toHaveLength(1);
  });

  it('keeps trying while the server is away, ever more slowly', async () => {
    stream.start();
    answer = () => Promise.reject(new ApiError(0, ''));
    newest().refuse();
    await pass(1);
    for (let i = 0; i < 60; ++i) {
      await pass(1000);
      if (newest().readyState !== 2) newest().refuse();
    }
    expect(links.at(-1)).toBe('reconnecting');
    expect(polls).toBeLessThan(20);
    answer = () => Promise.resolve(at(9));
    for (let i = 0; i < 12 && newest().readyState === 2; ++i) await pass(1000);
    newest().open();
    newest().send(at(10));
    expect(links.at(-1)).toBe('live');
  });
});

describe('a silent stream', () => {
  it('is believed while /status knows nothing newer', async () => {
    stream.start();
    newest().open();
    newest().send(at(3, 'paused'));
    answer = () => Promise.resolve(at(3, 'paused'));
    await pass(120_000);
    expect(links.at(-1)).toBe('live');
    expect(sources).toHaveLength(1);
    expect(polls).toBeLessThanOrEqual(5);
  });

  it('is replaced by polling after 25 s when there is news, and tried again', async () => {
    stream.start();
    newest().open();
    newest().send(at(1));
    let version = 1;
    answer = () => Promise.resolve(at(++version));
    await pass(24_000);
    expect(polls).toBe(0);
    await pass(4_000);
    expect(links.at(-1)).toBe('polling');
    expect(seen.slice(0, 3)).toEqual(['stream 1', 'poll 2', 'poll 3']);
    expect(sources[0]!.closes).toBe(1);
    expect(sources.length).toBeGreaterThan(1);
  });

  it('is noticed within 3 s when not even the first snapshot comes', async () => {
    stream.start();
    newest().open();
    await pass(3_100);
    expect(seen).toEqual(['poll 1']);
    expect(links.at(-1)).toBe('polling');
  });
});

describe('polling only', () => {
  it('asks each second until rest', async () => {
    make(null);
    let version = 0;
    answer = () => Promise.resolve(at(++version, version === 3 ? 'completed' : 'processing'));
    stream.start();
    await pass(10_000);
    expect(seen).toEqual(['poll 1', 'poll 2', 'poll 3']);
    expect(links.at(-1)).toBe('resting');
    expect(polls).toBe(3);
  });
});

describe('commands and the life of a page', () => {
  const rest = () => {
    stream.start();
    newest().open();
    newest().send(at(5, 'completed'));
  };

  it('does not take the state before a commit for its end', async () => {
    rest();
    stream.start(5);
    newest().open();
    newest().send(at(5, 'completed'));
    expect(links.at(-1)).toBe('live');
    newest().send(at(6, 'committing'));
    newest().send(at(7, 'committed'));
    expect(seen).toEqual(['stream 5', 'stream 6', 'stream 7']);
    expect(links.at(-1)).toBe('resting');
  });

  it('believes a session that stays as it was in the end', async () => {
    rest();
    stream.start(5);
    answer = () => Promise.resolve(at(5, 'completed'));
    newest().refuse();
    await pass(30_000);
    expect(links.at(-1)).toBe('resting');
  });

  it('closes on pagehide, reopens on pageshow, and closes the revived source again', async () => {
    stream.start();
    newest().open();
    newest().send(at(1));
    const old = newest();
    stream.suspend();
    expect(old.closes).toBe(1);
    await pass(60_000);
    expect(polls).toBe(0);
    stream.resume();
    expect(sources).toHaveLength(2);
    expect(newest().url).toContain('last_event_id=1');
    await pass(100);
    expect(old.closes).toBe(2);
  });

  it('looks again when the tab is shown, and follows what another tab has started', async () => {
    rest();
    answer = () => Promise.resolve(at(6, 'committing'));
    stream.wake();
    await pass(0);
    expect(sources).toHaveLength(2);
    newest().open();
    newest().send(at(7, 'committed'));
    expect(links.at(-1)).toBe('resting');
  });

  it('does nothing after close', async () => {
    stream.start();
    newest().refuse();
    stream.close();
    await pass(60_000);
    expect(seen).toEqual([]);
    expect(sources).toHaveLength(1);
  });
});
