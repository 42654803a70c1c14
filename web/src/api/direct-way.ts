// A connection of this tab's own: only while the tab can be seen, so that a browser full of hidden tabs does not use up
// the host's six connections. And polling, which holds none.

import { SessionFeed } from './feed';
import type { FetchStatus } from './poller';
import type { Picture } from './news';
import type { OpenSource } from './source';
import { Pictured, type Follower, type Following, type Way } from './way';

export type StatusOf = (sessionId: string) => FetchStatus;

/** The part of a document that is used. */
export type Visibility = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

const kGraceMs = 500;  // a glance at another tab

class VisibleFollowing implements Following {
  private paused = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly feed: SessionFeed, private readonly page: Visibility) {
    page.addEventListener('visibilitychange', this.onChange);
    if (page.hidden) this.paused = true;
    else feed.start();
  }

  get picture(): Picture {
    return this.feed.picture;
  }

  awaken(beyond: number): void {
    this.paused = false;
    this.feed.start(beyond);
  }

  wake(): void {
    if (!this.paused) this.feed.wake();
  }

  close(): void {
    this.page.removeEventListener('visibilitychange', this.onChange);
    clearTimeout(this.timer);
    this.feed.close();
  }

  private readonly onChange = (): void => {
    clearTimeout(this.timer);
    if (this.page.hidden) this.timer = setTimeout(() => this.pause(), kGraceMs);
    else if (this.paused) this.resume();
  };

  private pause(): void {
    const { link } = this.picture;
    if (link === 'resting' || link === 'gone') return;
    this.paused = true;
    this.feed.close();
  }

  private resume(): void {
    this.paused = false;
    this.feed.start();
  }
}

export const visibleWay = (openSource: OpenSource, statusOf: StatusOf, page: Visibility = document): Way => ({
  name: 'visible',
  follow: (session, picture, follower) => new VisibleFollowing(feedOf(openSource, statusOf, session, picture, follower), page),
});

export const pollingWay = (statusOf: StatusOf): Way => ({
  name: 'polling',
  follow(session, picture, follower) {
    const feed = feedOf(null, statusOf, session, picture, follower);
    feed.start();
    return {
      get picture() { return feed.picture; },
      awaken: (beyond) => feed.start(beyond),
      wake: () => feed.wake(),
      close: () => feed.close(),
    };
  },
});

function feedOf(openSource: OpenSource | null, statusOf: StatusOf, sessionId: string, picture: Picture, follower: Follower): SessionFeed {
  const pictured = new Pictured(picture, follower);
  return new SessionFeed({ sessionId, openSource, fetchStatus: statusOf(sessionId), picture, tell: pictured.take });
}
