// One connection for all tabs of a browser, held by a SharedWorker: there is no leader that could be lost, and a worker's
// timers are not slowed down. HTTP/1.1 gives a host six connections, and every stream holds one for good.

import { Lifeline } from './lifeline';
import type { News, Picture } from './news';
import { Pictured, type Follower, type Following, type Way } from './way';

export type ToWorker =
  | { type: 'join'; session: string }
  | { type: 'leave' }
  | { type: 'awaken'; beyond: number }
  | { type: 'wake' }
  | { type: 'ask' }
  | { type: 'here' };

export type FromWorker =
  | { type: 'news'; news: News }
  | { type: 'here' }
  | { type: 'ask' }
  /** Silent for too long (a frozen tab): if it lives, it joins again. */
  | { type: 'dropped' };

/** The part of a SharedWorker that is used. */
export interface Worker {
  port: Pick<MessagePort, 'postMessage' | 'close' | 'onmessage'>;
  onerror: ((event: ErrorEvent) => void) | null;
}

const openWorker = (): Worker => new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { name: 'sluice-stream' });

class SharedFollowing implements Following {
  private readonly pictured: Pictured;
  private readonly lifeline: Lifeline;
  private worker: Worker | null = null;
  private answered = false;

  constructor(
    private readonly openWorker: () => Worker, private readonly session: string, picture: Picture, private readonly follower: Follower,
  ) {
    this.pictured = new Pictured(picture, follower);
    this.lifeline = new Lifeline(() => this.send({ type: 'ask' }), () => this.lost());
    this.connect();
  }

  get picture(): Picture {
    return this.pictured.picture;
  }

  awaken(beyond: number): void { this.send({ type: 'awaken', beyond }); }
  wake(): void { this.send({ type: 'wake' }); }

  close(): void {
    this.lifeline.stop();
    this.disconnect();
  }

  private connect(): void {
    const worker = this.openWorker();
    this.worker = worker;
    this.answered = false;
    worker.onerror = () => this.lost();  // it could not be loaded
    worker.port.onmessage = (event: MessageEvent<FromWorker>) => this.onMessage(event.data);
    this.send({ type: 'join', session: this.session });
    this.lifeline.start();
  }

  private disconnect(): void {
    const { worker } = this;
    if (worker === null) return;
    this.send({ type: 'leave' });
    this.worker = null;
    worker.onerror = null;
    worker.port.onmessage = null;
    worker.port.close();
  }

  // A worker that has answered before may have been started anew in another process, as WebKit does when the process
  // ends that it ran in; ports to the old one are dead. One that never answers is no use.
  private lost(): void {
    const { answered } = this;
    this.close();
    if (answered) this.connect();
    else this.follower.broken();
  }

  private onMessage(message: FromWorker): void {
    this.answered = true;
    this.lifeline.heard();
    switch (message.type) {
      case 'news': return this.pictured.take(message.news);
      case 'here': return undefined;
      case 'ask': return this.send({ type: 'here' });
      case 'dropped': return this.send({ type: 'join', session: this.session });
    }
  }

  private send(message: ToWorker): void {
    this.worker?.port.postMessage(message);
  }
}

/** Each following has a port of its own, so a page that returns from the back/forward cache begins afresh. */
export const sharedWay = (open: () => Worker = openWorker): Way => ({
  name: 'shared',
  follow: (session, picture, follower) => new SharedFollowing(open, session, picture, follower),
});
