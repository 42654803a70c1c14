// One connection for all tabs, held by one of them: whoever has the lock leads and tells the others over a
// BroadcastChannel. The lock passes on when its tab is closed or dies, and the next leader resumes where it has heard the
// last one. Only where the browser has locks: https and localhost.

import type { StatusOf } from './direct-way';
import { SessionFeed } from './feed';
import { Lifeline } from './lifeline';
import { newsOf, type News, type Picture } from './news';
import type { OpenSource } from './source';
import { Pictured, type Follower, type Following, type Way } from './way';

/** To all tabs that follow the session; `to`: meant for one of them. */
type Message =
  | { type: 'news'; news: News; to: string | null }
  | { type: 'here'; to: string }
  | { type: 'join' | 'ask'; from: string }
  | { type: 'awaken'; beyond: number }
  | { type: 'wake' };

export interface LocksSurroundings {
  openSource: OpenSource;
  statusOf: StatusOf;
  locks: LockManager;
  openChannel(name: string): Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'>;
}

const kProtocol = 1;  // tabs of another build speak another

class LocksFollowing implements Following {
  private readonly name: string;
  private readonly me = Math.random().toString(36).slice(2);
  private readonly pictured: Pictured;
  private readonly channel: ReturnType<LocksSurroundings['openChannel']>;
  private readonly lifeline: Lifeline;
  private feed: SessionFeed | null = null;  // this tab leads
  private beyond: number | null = null;     // a command of this tab that nothing has answered yet
  private open = true;
  private request: AbortController | null = null;
  private release: (() => void) | null = null;

  constructor(
    private readonly surroundings: LocksSurroundings, private readonly session: string, picture: Picture,
    private readonly follower: Follower,
  ) {
    this.name = `sluice-stream-${kProtocol}/${session}`;
    this.pictured = new Pictured(picture, follower);
    this.channel = surroundings.openChannel(this.name);
    this.channel.onmessage = (event: MessageEvent<Message>) => this.onMessage(event.data);
    this.lifeline = new Lifeline(() => this.send({ type: 'ask', from: this.me }), () => this.queue('steal'));
    this.lifeline.start();
    this.send({ type: 'join', from: this.me });
    this.queue('wait');
  }

  get picture(): Picture {
    return this.pictured.picture;
  }

  awaken(beyond: number): void {
    this.beyond = beyond;
    if (this.feed !== null) this.feed.start(beyond);
    else this.send({ type: 'awaken', beyond });
  }

  wake(): void {
    if (this.feed !== null) this.feed.wake();
    else this.send({ type: 'wake' });
  }

  close(): void {
    this.open = false;
    this.lifeline.stop();
    this.stepDown();
    this.request?.abort();
    this.channel.onmessage = null;
    this.channel.close();
  }

  // The lock.

  /** `steal`: its holder does not answer. */
  private queue(how: 'wait' | 'steal'): void {
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    const options: LockOptions = how === 'steal' ? { steal: true } : { signal: request.signal };
    this.surroundings.locks.request(this.name, options, () => this.lead(request)).catch((error: unknown) => {
      if (!this.open || request.signal.aborted) return;
      if ((error as DOMException).name === 'AbortError') this.deposed();
      else this.giveUp();
    });
  }

  private lead(request: AbortController): Promise<void> | undefined {
    if (!this.open || request.signal.aborted) return undefined;
    this.lifeline.stop();
    this.feed = new SessionFeed({
      sessionId: this.session, openSource: this.surroundings.openSource, fetchStatus: this.surroundings.statusOf(this.session),
      picture: this.picture,
      tell: (news) => {
        this.pictured.take(news);
        this.send({ type: 'news', news, to: null });
      },
    });
    const held = new Promise<void>((resolve) => { this.release = resolve; });
    const answered = this.beyond !== null && (this.picture.snapshot?.version ?? -1) > this.beyond;
    this.feed.start(answered ? null : this.beyond);
    return held;
  }

  private stepDown(): void {
    this.feed?.close();
    this.feed = null;
    this.release?.();
    this.release = null;
  }

  // Another tab took the lock, because this one was frozen for a while.
  private deposed(): void {
    this.stepDown();
    this.lifeline.start();
    this.send({ type: 'join', from: this.me });
    this.queue('wait');
  }

  private giveUp(): void {
    this.close();
    this.follower.broken();
  }

  // The channel.

  private onMessage(message: Message): void {
    if ('to' in message) {
      if (this.feed !== null || (message.to !== null && message.to !== this.me)) return;
      this.lifeline.heard();
      if (message.type === 'news') this.pictured.take(message.news);
      return;
    }
    if (this.feed !== null) this.onRequest(this.feed, message);
  }

  private onRequest(feed: SessionFeed, message: Exclude<Message, { to: unknown }>): void {
    switch (message.type) {
      case 'join':
        for (const news of newsOf(feed.picture)) this.send({ type: 'news', news, to: message.from });
        return;
      case 'ask': return this.send({ type: 'here', to: message.from });
      case 'awaken':
        if ((feed.picture.snapshot?.version ?? -1) <= message.beyond) feed.start(message.beyond);
        return;
      case 'wake': return feed.wake();
    }
  }

  private send(message: Message): void {
    this.channel.postMessage(message);
  }
}

export const locksWay = (surroundings: LocksSurroundings): Way => ({
  name: 'locks',
  follow: (session, picture, follower) => new LocksFollowing(surroundings, session, picture, follower),
});
