import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { visibleWay, type Visibility } from './direct-way';
import { Ladder } from './ladder';
import { Lifeline } from './lifeline';
import { locksWay } from './locks-way';
import { emptyPicture, type Picture } from './news';
import { sharedWay, type FromWorker, type ToWorker, type Worker } from './shared-way';
import { FakeSources, failureAt, logOf, snapshotAt } from './testing';
import type { Following, Way } from './way';

let sources: FakeSources;
const statusOf = () => () => Promise.resolve(snapshotAt(1));
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  sources = new FakeSources();
});
afterEach(() => { vi.useRealTimers(); });

function follow(way: Way, picture: Picture = emptyPicture) {
  let broken = 0;
  const following = way.follow('s', picture, { tell: () => {}, broken: () => { broken += 1; } });
  return { following, get picture() { return following.picture; }, get broken() { return broken; }, close: () => following.close() };
}

describe('the shared worker’s way', () => {
  class FakeWorker implements Worker {
    sent: ToWorker[] = [];
    closed = false;
    onerror: Worker['onerror'] = null;
    port: Worker['port'] = {
      onmessage: null,
      postMessage: (message: ToWorker) => { this.sent.push(message); },
      close: () => { this.closed = true; },
    };
    say(message: FromWorker) { (this.port.onmessage as ((event: { data: FromWorker }) => void) | null)?.({ data: message }); }
  }
  let worker: FakeWorker;
  const way = () => sharedWay(() => (worker = new FakeWorker()));

  it('joins, takes the news, and leaves', () => {
    const tab = follow(way());
    expect(worker.sent[0]).toEqual({ type: 'join', session: 's' });
    worker.say({ type: 'news', news: { type: 'failures', failures: [failureAt(1)], omitted: null, position: 1 } });
    expect(tab.picture.failures).toEqual(logOf(1));
    tab.close();
    expect(worker.sent.at(-1)).toEqual({ type: 'leave' });
    expect(worker.closed).toBe(true);
  });

  it('is broken when the worker cannot be loaded', () => {
    const tab = follow(way());
    worker.onerror!({} as ErrorEvent);
    expect(tab.broken).toBe(1);
    expect(worker.closed).toBe(true);
  });

  it('is broken when the worker never answers', async () => {
    const tab = follow(way());
    await vi.advanceTimersByTimeAsync(10_100);
    expect(tab.broken).toBe(1);
  });

  it('joins the worker anew when it stops to answer', async () => {
    const tab = follow(way());
    const first = worker;
    for (let i = 0; i < 10; ++i) {
      first.say({ type: 'news', news: { type: 'link', link: 'live' } });
      await vi.advanceTimersByTimeAsync(4_000);
    }
    expect(first.sent.filter((message) => message.type === 'ask')).toHaveLength(1);  // news are answer enough
    await vi.advanceTimersByTimeAsync(4_100);
    expect(worker).not.toBe(first);
    expect(first.closed).toBe(true);
    expect(worker.sent[0]).toEqual({ type: 'join', session: 's' });
    expect(tab.broken).toBe(0);
    await vi.advanceTimersByTimeAsync(10_100);
    expect(tab.broken).toBe(1);
  });

  it('answers when it is asked, and joins again when it was taken for dead', () => {
    const tab = follow(way());
    worker.say({ type: 'ask' });
    expect(worker.sent.at(-1)).toEqual({ type: 'here' });
    worker.say({ type: 'dropped' });
    expect(worker.sent.filter((message) => message.type === 'join')).toHaveLength(2);
    tab.close();
  });
});

it('a lifeline does not take its own sleep for the other’s silence', async () => {
  let [asked, lost] = [0, 0];
  const line = new Lifeline(() => { asked += 1; }, () => { lost += 1; });
  line.start();
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([asked, lost]).toEqual([2, 0]);
  line.heard();
  await vi.advanceTimersByTimeAsync(4_900);
  expect([asked, lost]).toEqual([2, 0]);
  line.stop();
});

describe('the way of locks', () => {
  /** What a browser does with one name: one holder, a queue, and stealing. */
  class FakeLocks {
    private holder: { reject(error: unknown): void } | null = null;
    private readonly queue: (() => void)[] = [];

    request(_name: string, options: LockOptions, callback: () => Promise<void> | undefined): Promise<void> {
      return new Promise((resolve, reject) => {
        const grant = (): void => {
          const mine = { reject };
          this.holder = mine;
          void Promise.resolve(callback()).then(() => {
            if (this.holder !== mine) return;
            this.holder = null;
            resolve();
            this.queue.shift()?.();
          });
        };
        options.signal?.addEventListener('abort', () => {
          const index = this.queue.indexOf(grant);
          if (index >= 0) this.queue.splice(index, 1);
          reject(new DOMException('', 'AbortError'));
        });
        if (options.steal) {
          this.holder?.reject(new DOMException('', 'AbortError'));
          grant();
        } else if (this.holder === null) {
          queueMicrotask(grant);
        } else {
          this.queue.push(grant);
        }
      });
    }
  }

  interface Channel { onmessage: ((event: MessageEvent) => unknown) | null; postMessage(message: unknown): void; close(): void; frozen: boolean }
  let channels: Channel[];
  let locks: FakeLocks;

  const openChannel = (): Channel => {
    const channel: Channel = {
      onmessage: null, frozen: false,
      postMessage(message) {
        for (const each of channels) if (each !== channel && !each.frozen) each.onmessage?.({ data: structuredClone(message) } as MessageEvent);
      },
      close() { channels.splice(channels.indexOf(channel), 1); },
    };
    channels.push(channel);
    return channel;
  };
  const way = () => locksWay({ openSource: sources.open, statusOf, locks: locks as unknown as LockManager, openChannel });

  beforeEach(() => {
    channels = [];
    locks = new FakeLocks();
  });

  it('one tab leads, and who joins has everything at once', async () => {
    const leader = follow(way());
    await settle();
    sources.newest.open();
    sources.newest.snapshot(1);
    sources.newest.failure(2);
    const tabs = Array.from({ length: 11 }, () => follow(way()));
    await settle();
    sources.newest.patch(3);
    expect(sources.all).toHaveLength(1);
    for (const tab of [leader, ...tabs]) {
      expect(tab.picture).toMatchObject({ snapshot: { version: 3 }, failures: logOf(2), link: 'live', position: 3 });
    }
  });

  it('another takes over where the leader was, and no failure is lost or told twice', async () => {
    const leader = follow(way());
    await settle();
    const second = follow(way());
    const third = follow(way());
    sources.newest.open();
    sources.newest.snapshot(1);
    sources.newest.failure(2);
    await settle();
    leader.close();
    await settle();
    expect(sources.openCount).toBe(1);
    expect(sources.newest.url).toMatch(/last_event_id=2$/);
    sources.newest.open();
    sources.newest.send('snapshot', snapshotAt(5), 2);
    sources.newest.failure(4);
    for (const tab of [second, third]) {
      expect(tab.picture).toMatchObject({ snapshot: { version: 5 }, failures: logOf(2, 4), link: 'live' });
    }
  });

  it('a leader that does not answer is replaced, and steps down when it hears of it', async () => {
    const frozen = follow(way());
    await settle();
    sources.newest.open();
    sources.newest.snapshot(1);
    channels[0]!.frozen = true;
    const second = follow(way());
    await settle();
    expect(sources.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_100);
    expect(sources.all).toHaveLength(2);
    expect(sources.all[0]!.closes).toBe(1);
    channels[0]!.frozen = false;
    sources.newest.open();
    sources.newest.snapshot(7);
    for (const tab of [frozen, second]) expect(tab.picture.snapshot!.version).toBe(7);
  });

  it('a command reaches the leader, and a new leader if there is none', async () => {
    const leader = follow(way());
    await settle();
    const second = follow(way());
    sources.newest.open();
    sources.newest.end(5, 'completed');
    second.following.awaken(5);
    expect(sources.all).toHaveLength(2);
    leader.close();
    await settle();
    sources.newest.open();
    sources.newest.end(5, 'completed');  // the state before the command
    expect(second.picture.link).toBe('live');
    sources.newest.end(7, 'committed');
    expect(second.picture.link).toBe('resting');
  });

  it('is broken where the browser does not allow locks', async () => {
    const refusing = { request: () => Promise.reject(new DOMException('', 'SecurityError')) } as unknown as LockManager;
    const tab = follow(locksWay({ openSource: sources.open, statusOf, locks: refusing, openChannel }));
    await settle();
    expect(tab.broken).toBe(1);
  });
});

describe('a stream of one’s own', () => {
  class FakePage extends EventTarget {
    hidden = false;
    show(visible: boolean) {
      this.hidden = !visible;
      this.dispatchEvent(new Event('visibilitychange'));
    }
  }

  it('is open only while the tab can be seen, and resumes', async () => {
    const page = new FakePage();
    const tab = follow(visibleWay(sources.open, statusOf, page as unknown as Visibility));
    sources.newest.open();
    sources.newest.snapshot(4);
    page.show(false);
    await vi.advanceTimersByTimeAsync(400);
    page.show(true);  // a glance
    expect(sources.all).toHaveLength(1);
    page.show(false);
    await vi.advanceTimersByTimeAsync(600);
    expect(sources.openCount).toBe(0);
    page.show(true);
    expect(sources.newest.url).toMatch(/last_event_id=4$/);
    tab.close();
    page.show(false);
    page.show(true);
    expect(sources.openCount).toBe(0);
  });

  it('waits to be seen', () => {
    const page = new FakePage();
    page.hidden = true;
    follow(visibleWay(sources.open, statusOf, page as unknown as Visibility));
    expect(sources.all).toHaveLength(0);
    page.show(true);
    expect(sources.all).toHaveLength(1);
  });
});

describe('the ladder', () => {
  const fake = (name: Way['name'], log: string[]): Way & { breakNow(): void } => {
    let broken = (): void => {};
    return {
      name,
      breakNow: () => broken(),
      follow(_session, picture, follower): Following {
        broken = () => follower.broken();
        log.push(`${name} from ${picture.snapshot?.version ?? 'nothing'}`);
        return { picture: { ...picture, snapshot: snapshotAt(9) }, awaken: (beyond) => log.push(`${name} awaken ${beyond}`), wake() {}, close() {} };
      },
    };
  };

  it('goes on by the next way from where it was, with the command that waits, and stays there', () => {
    const log: string[] = [];
    const [shared, locks] = [fake('shared', log), fake('locks', log)];
    const ladder = new Ladder([shared, locks]);
    const following = ladder.follow('s', emptyPicture, { tell: (news) => log.push(news.type), way: (name) => log.push(`way ${name}`) });
    following.awaken(4);
    shared.breakNow();
    shared.breakNow();
    ladder.follow('s', emptyPicture, { tell() {}, way() {} });
    expect(log).toEqual([
      'way shared', 'shared from nothing', 'shared awaken 4', 'way locks', 'locks from 9', 'locks awaken 4', 'locks from nothing',
    ]);
  });

  it('leaves a way that cannot even begin', () => {
    const log: string[] = [];
    const forbidden: Way = { name: 'shared', follow() { throw new DOMException('', 'SecurityError'); } };
    new Ladder([forbidden, fake('visible', log)]).follow('s', emptyPicture, { tell() {}, way: (name) => log.push(name) });
    expect(log).toEqual(['shared', 'visible', 'visible from nothing']);
  });
});
