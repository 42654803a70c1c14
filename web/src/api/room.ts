// One feed and all who follow it through the one place that holds it. Who joins is told the present picture at once, then
// the news.

import { SessionFeed, type FeedOptions } from './feed';
import { newsOf, type News } from './news';

export type Tell = (news: News) => void;

export class Room {
  private readonly feed: SessionFeed;
  private readonly members = new Set<Tell>();

  constructor(options: Omit<FeedOptions, 'tell'>, beyond: number | null = null) {
    this.feed = new SessionFeed({ ...options, tell: (news) => { for (const tell of this.members) tell(news); } });
    this.feed.start(beyond);
  }

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  /** The same `tell` joining again is only told the picture again. */
  join(tell: Tell): void {
    for (const news of newsOf(this.feed.picture)) tell(news);
    this.members.add(tell);
    if (this.feed.picture.link === 'resting') this.feed.wake();
  }

  leave(tell: Tell): void {
    this.members.delete(tell);
  }

  awaken(beyond: number): void {
    if ((this.feed.picture.snapshot?.version ?? -1) <= beyond) this.feed.start(beyond);
  }

  wake(): void {
    this.feed.wake();
  }

  close(): void {
    this.members.clear();
    this.feed.close();
  }
}
