// The ways by which a tab can follow a session. All look the same from above; they differ in who holds the connection.

import { takeNews, type News, type Picture } from './news';

export interface Follower {
  /** News, and the tab's picture after them. */
  tell(news: News, picture: Picture): void;
  /** This way does not work here (any more): take another. Nothing is told after it. */
  broken(): void;
}

export interface Following {
  /** What this tab knows. */
  readonly picture: Picture;
  /** A command was sent that makes a session at rest move: `beyond` is the version before it. */
  awaken(beyond: number): void;
  /** The tab was shown, or another tab started something: look now. */
  wake(): void;
  close(): void;
}

export interface Way {
  readonly name: 'shared' | 'locks' | 'visible' | 'polling';
  follow(sessionId: string, picture: Picture, follower: Follower): Following;
}

/** A tab's picture: adds up what it is told and passes on what was new. */
export class Pictured {
  constructor(private known: Picture, private readonly follower: Follower) {}

  get picture(): Picture {
    return this.known;
  }

  readonly take = (news: News): void => {
    const next = takeNews(this.known, news);
    if (next === this.known) return;
    this.known = next;
    this.follower.tell(news, next);
  };
}
