import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './client';
import { SessionFeed } from './feed';
import type { Link, Picture } from './news';
import { FakeSources, logOf, snapshotAt } from './testing';
import type { Snapshot } from './types';

let sources: FakeSources;
let seen: string[];
let links: Link[];
let answer: () => Promise<Snapshot>;
let polls: number;
let feed: SessionFeed;

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const newest = () => sources.newest;

function make(streaming = true, picture?: Picture) {
  feed = new SessionFeed({
    sessionId: 's', openSource: streaming ? sources.open : null, random: () => 1, ...(picture ? { picture } : {}),
    fetchStatus: () => { polls += 1; return answer(); },
    tell(news) {
      if (news.type === 'link') links.push(news.link);
      else if (news.type === 'state') seen.push(`${news.via} ${news.snapshot.version}`);
      else seen.push(...news.failures.map((failure) => `failure ${failure.seq}`));
    },
  });
}

/** An open stream that has shown a version. */
function live(version = 1) {
  feed.start();
  newest().open();
  newest().snapshot(version);
}

beforeEach(() => {
  vi.useFakeTimers();
  sources = new FakeSources();
  seen = [];
  links = [];
  polls = 0;
  answer = () => Promise.resolve(snapshotAt(1));
  make();
});

afterEach(() => {
  feed.close();
  vi.useRealTimers();
});

describe('a working stream', () => {
  it('is live from its first event, patches, tells failures as they come, and closes at the end without asking again', async () => {
    live();
    newest().failure(2);
    newest().patch(3, { progress: 50 });
    newest().end(4, 'completed');
    await pass(60_000);
    expect(seen).toEqual(['stream 1', 'failure 2', 'stream 3', 'stream 4']);
    expect(links).toEqual(['live', 'resting']);
    expect(newest().closes).toBe(1);
    expect(polls).toBe(0);
    expect(feed.picture).toMatchObject({ position: 4, failures: logOf(2) });
  });

  it('does not call itself live before anything has come', () => {
    feed.start();
    newest().open();
    expect(feed.picture.link).toBe('connecting');
  });

  it('rests only after the failures that follow the last state', () => {
    feed.start();
    newest().open();
    newest().send('snapshot', snapshotAt(9, 'completed'), 1);
    newest().failure(2);
    newest().failure(5);
    expect(feed.picture).toMatchObject({ link: 'live', position: 5 });
    newest().end(9, 'completed');
    expect(feed.picture).toMatchObject({ link: 'resting', position: 9 });
    expect(seen.slice(0, 3)).toEqual(['stream 9', 'failure 2', 'failure 5']);
  });

  it('ignores what is old and what it cannot read', () => {
    live(5);
    newest().snapshot(4);
    newest().send('patch', '{broken', 6);
    newest().send('snapshot', 'null', 7);
    expect(seen).toEqual(['stream 5']);
    expect(feed.picture.position).toBe(5);
  });

  it('lets the browser reconnect, and says so', async () => {
    live();
    newest().drop();
    await pass(1000);
    newest().open();
    newest().snapshot(2);
    expect(links).toEqual(['live', 'reconnecting', 'live']);
    expect(sources.all).toHaveLength(1);
    expect(polls).toBe(0);
  });

  it('polls while a reconnect takes long', async () => {
    live();
    newest().drop();
    answer = () => Promise.resolve(snapshotAt(2));
    await pass(3500);
    expect(seen).toEqual(['stream 1', 'poll 2']);
    expect(links.at(-1)).toBe('polling');
    newest().open();
    newest().snapshot(3);
    expect(links.at(-1)).toBe('live');
    const before = polls;
    await pass(10_000);
    expect(polls).toBe(before);
  });

  it('begins afresh where the server cannot resume', () => {
    live(50);
    newest().failure(51);
    newest().drop();
    newest().open();
    newest().send('snapshot', { ...snapshotAt(3), resumed: false, failures_omitted: 2 }, 2);
    newest().failure(3);
    expect(feed.picture).toMatchObject({ failures: logOf(3), omitted: 2, position: 3 });
    expect(feed.picture.snapshot).toEqual(snapshotAt(3));
  });

  it('is gone when the session is deleted', async () => {
    live();
    newest().send('gone', '{}', 2);
    await pass(60_000);
    expect(links.at(-1)).toBe('gone');
    expect(polls).toBe(0);
  });
});

describe('a refused stream', () => {
  it('polls at once, each second, and retries with back-off where it was', async () => {
    live(4);
    newest().failure(5);
    let version = 6;
    answer = () => Promise.resolve(snapshotAt(++version));
    newest().refuse();
    await pass(500);
    expect(seen.at(-1)).toBe('poll 7');
    expect(links.at(-1)).toBe('polling');
    await pass(600);  // 1 s: first retry
    expect(sources.all).toHaveLength(2);
    newest().refuse();
    await pass(1500);
    expect(sources.all).toHaveLength(2);  // the second waits 2 s
    await pass(600);
    expect(sources.all).toHaveLength(3);
    expect(newest().url).toMatch(/\?patch=1&last_event_id=5$/);
    newest().open();
    newest().snapshot(100);
    expect(links.at(-1)).toBe('live');
  });

  it('spreads retries between half and all of the delay', async () => {
    const waits: number[] = [];
    for (const random of [0, 0.5, 1]) {
      const own = new FakeSources();
      const each = new SessionFeed({ sessionId: 's', openSource: own.open, random: () => random, fetchStatus: () => answer(), tell: () => {} });
      each.start();
      own.newest.refuse();
      let waited = 0;
      while (own.all.length < 2) { await pass(10); waited += 10; }
      waits.push(waited);
      each.close();
    }
    expect(waits).toEqual([500, 750, 1000]);
  });

  it('rests when the session rests (204)', async () => {
    live(7);
    answer = () => Promise.resolve(snapshotAt(8, 'completed'));
    newest().refuse();
    await pass(120_000);
    expect(links.at(-1)).toBe('resting');
    expect(sources.all).toHaveLength(1);
    expect(polls).toBe(1);
  });

  it('is gone when the session is gone (404)', async () => {
    feed.start();
    answer = () => Promise.reject(new ApiError(404, 'no such session'));
    newest().refuse();
    await pass(120_000);
    expect(links.at(-1)).toBe('gone');
    expect(sources.all).toHaveLength(1);
  });

  it('keeps trying while the server is away, ever more slowly', async () => {
    feed.start();
    answer = () => Promise.reject(new ApiError(0, ''));
    newest().refuse();
    await pass(1);
    for (let i = 0; i < 60; ++i) {
      await pass(1000);
      if (newest().readyState !== 2) newest().refuse();
    }
    expect(links.at(-1)).toBe('reconnecting');
    expect(polls).toBeLessThan(20);
    answer = () => Promise.resolve(snapshotAt(9));
    for (let i = 0; i < 12 && newest().readyState === 2; ++i) await pass(1000);
    newest().open();
    newest().snapshot(10);
    expect(links.at(-1)).toBe('live');
  });
});

describe('a silent stream', () => {
  it('is believed while the status knows nothing newer', async () => {
    live(3);
    answer = () => Promise.resolve(snapshotAt(3, 'paused'));
    await pass(120_000);
    expect(links.at(-1)).toBe('live');
    expect(sources.all).toHaveLength(1);
    expect(polls).toBeLessThanOrEqual(5);
  });

  it('is replaced by polling after 25 s when there is news, and tried again', async () => {
    live();
    let version = 1;
    answer = () => Promise.resolve(snapshotAt(++version));
    await pass(24_000);
    expect(polls).toBe(0);
    await pass(1_100);
    expect(links.at(-1)).toBe('polling');
    await pass(3_000);
    expect(seen.slice(0, 3)).toEqual(['stream 1', 'poll 2', 'poll 3']);
    expect(sources.all[0]!.closes).toBe(1);
    expect(sources.all.length).toBeGreaterThan(1);
    expect(newest().url).toMatch(/last_event_id=1$/);
  });

  it('is not given up for an event that was on its way', async () => {
    live();
    answer = () => Promise.resolve(snapshotAt(2));
    await pass(25_100);
    expect(links.at(-1)).toBe('polling');
    newest().patch(2);
    expect(links.at(-1)).toBe('live');
    await pass(20_000);
    expect(sources.all).toHaveLength(1);
  });

  it('is noticed sooner the second time', async () => {
    live();
    let version = 1;
    answer = () => Promise.resolve(snapshotAt(++version));
    await pass(28_000);
    while (sources.openCount === 0) await pass(100);
    newest().open();
    newest().snapshot(version);
    expect(links.at(-1)).toBe('live');
    await pass(5_100);
    expect(links.at(-1)).toBe('polling');
  });

  it('is noticed within 3 s when not even the first snapshot comes', async () => {
    feed.start();
    newest().open();
    await pass(3_100);
    expect(seen).toEqual(['poll 1']);
    expect(links.at(-1)).toBe('polling');
  });

  it('is not waited for when it does not even open', async () => {
    live();
    newest().drop();
    let version = 1;
    answer = () => Promise.resolve(snapshotAt(++version));
    await pass(6_000);
    expect(sources.all[0]!.closes).toBe(1);
    expect(sources.all.length).toBeGreaterThan(1);
  });

  it('is measured by the clock, not by timers that were slowed down', async () => {
    live();
    answer = () => Promise.resolve(snapshotAt(2));
    vi.setSystemTime(Date.now() + 26_000);  // the timers have not moved
    feed.wake();
    await pass(0);
    expect(links.at(-1)).toBe('polling');
  });
});

describe('polling only', () => {
  it('asks each second until rest', async () => {
    make(false);
    let version = 0;
    answer = () => Promise.resolve(snapshotAt(++version, version === 3 ? 'completed' : 'processing'));
    feed.start();
    await pass(10_000);
    expect(seen).toEqual(['poll 1', 'poll 2', 'poll 3']);
    expect(links.at(-1)).toBe('resting');
    expect(polls).toBe(3);
  });

  it('follows a session that moves again', async () => {
    make(false);
    answer = () => Promise.resolve(snapshotAt(3, 'completed'));
    feed.start();
    await pass(1_000);
    answer = () => Promise.resolve(snapshotAt(4, 'committing'));
    feed.wake();
    await pass(0);
    answer = () => Promise.resolve(snapshotAt(5, 'committed'));
    await pass(2_000);
    expect(seen).toEqual(['poll 3', 'poll 4', 'poll 5']);
    expect(polls).toBe(4);
  });
});

describe('commands and the life of a page', () => {
  const rest = () => {
    live(4);
    newest().end(5, 'completed');
  };

  it('does not take the state before a commit for its end', async () => {
    rest();
    feed.start(5);
    newest().open();
    newest().snapshot(5, 'completed');
    newest().end(5, 'completed');
    expect(links.at(-1)).toBe('live');
    newest().snapshot(6, 'committing');
    newest().end(7, 'committed');
    expect(seen).toEqual(['stream 4', 'stream 5', 'stream 6', 'stream 7']);
    expect(links.at(-1)).toBe('resting');
  });

  it('believes a session that stays as it was in the end', async () => {
    rest();
    feed.start(5);
    answer = () => Promise.resolve(snapshotAt(5, 'completed'));
    newest().refuse();
    await pass(30_000);
    expect(links.at(-1)).toBe('resting');
  });

  it('resumes from a picture that somebody else has seen', () => {
    live(4);
    newest().failure(5);
    feed.close();
    make(true, feed.picture);
    feed.start();
    expect(newest().url).toMatch(/last_event_id=5$/);
    newest().open();
    newest().send('snapshot', snapshotAt(8), 5);
    newest().failure(6);
    expect(feed.picture.failures).toEqual(logOf(5, 6));
  });

  it('looks again when the tab is shown, and follows what another tab has started', async () => {
    rest();
    answer = () => Promise.resolve(snapshotAt(6, 'committing'));
    feed.wake();
    await pass(0);
    expect(sources.all).toHaveLength(2);
    newest().open();
    newest().end(7, 'committed');
    expect(links.at(-1)).toBe('resting');
  });

  it('does nothing after close', async () => {
    feed.start();
    newest().refuse();
    feed.close();
    await pass(60_000);
    expect(seen).toEqual([]);
    expect(sources.all).toHaveLength(1);
  });
});
