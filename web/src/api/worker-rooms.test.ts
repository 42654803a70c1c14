import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyPicture, takeNews, type Picture } from './news';
import { Room } from './room';
import { FakeSources, logOf, snapshotAt } from './testing';
import { WorkerRooms } from './worker-rooms';
import type { ToWorker } from './shared-way';

let sources: FakeSources;
let rooms: WorkerRooms;

/** A tab: what it knows, and its way to talk. */
function tab() {
  const it = { picture: emptyPicture as Picture, answers: false, dropped: 0, send: (_message: ToWorker): void => {} };
  it.send = rooms.connect((message) => {
    const copy = structuredClone(message);
    if (copy.type === 'news') it.picture = takeNews(it.picture, copy.news);
    else if (copy.type === 'dropped') it.dropped += 1;
    else if (it.answers) it.send({ type: 'here' });
  });
  return it;
}

beforeEach(() => {
  vi.useFakeTimers();
  sources = new FakeSources();
  rooms = new WorkerRooms((sessionId) => new Room({
    sessionId, openSource: sources.open, fetchStatus: () => Promise.resolve(snapshotAt(1)),
  }));
});

afterEach(() => { vi.useRealTimers(); });

describe('the worker', () => {
  it('opens one stream for any number of tabs, and a tab that joins has the state and the failures at once', () => {
    const tabs = [tab()];
    tabs[0]!.send({ type: 'join', session: 's' });
    sources.newest.open();
    sources.newest.snapshot(1);
    sources.newest.failure(2);
    sources.newest.patch(3, { progress: 50 });
    for (let i = 1; i < 12; ++i) {
      tabs.push(tab());
      tabs[i]!.send({ type: 'join', session: 's' });
    }
    expect(sources.all).toHaveLength(1);
    for (const each of tabs) {
      expect(each.picture).toMatchObject({ snapshot: { version: 3, progress: 50 }, failures: logOf(2), link: 'live', position: 3 });
    }
    sources.newest.failure(4);
    sources.newest.patch(5);
    for (const each of tabs) expect(each.picture).toMatchObject({ position: 5, failures: logOf(2, 4) });
  });

  it('closes the stream when the last tab has left', () => {
    const [first, second] = [tab(), tab()];
    first.send({ type: 'join', session: 's' });
    second.send({ type: 'join', session: 's' });
    first.send({ type: 'leave' });
    expect(sources.openCount).toBe(1);
    second.send({ type: 'join', session: 'other' });
    expect(sources.openCount).toBe(1);
    expect(sources.newest.url).toContain('other');
    second.send({ type: 'leave' });
    expect(sources.openCount).toBe(0);
  });

  it('drops a tab that does not answer, and tells it in case it lives', () => {
    const [dead, living] = [tab(), tab()];
    living.answers = true;
    dead.send({ type: 'join', session: 'a' });
    living.send({ type: 'join', session: 'b' });
    for (let i = 0; i < 3; ++i) rooms.sweep();
    expect(sources.openCount).toBe(2);
    for (let i = 0; i < 10; ++i) rooms.sweep();
    expect([dead.dropped, living.dropped]).toEqual([1, 0]);
    expect(sources.openCount).toBe(1);
    dead.send({ type: 'join', session: 'a' });  // it was frozen
    expect(sources.openCount).toBe(2);
  });

  it('wakes a session at rest once, whichever tab gave the command', async () => {
    const [first, second] = [tab(), tab()];
    for (const each of [first, second]) each.send({ type: 'join', session: 's' });
    sources.newest.open();
    sources.newest.end(5, 'completed');
    expect(second.picture.link).toBe('resting');
    first.send({ type: 'awaken', beyond: 5 });
    sources.newest.open();
    sources.newest.snapshot(6, 'committing');
    second.send({ type: 'awaken', beyond: 5 });  // late: it moves already
    expect(sources.all).toHaveLength(2);
    sources.newest.end(7, 'committed');
    expect(second.picture).toMatchObject({ link: 'resting', snapshot: { version: 7, status: 'committed' } });
  });
});
