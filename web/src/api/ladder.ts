// The ways that this browser has, best first. One that breaks is left for good, and the session is followed by the next
// from where it was.

import type { News, Picture } from './news';
import type { Following, Way } from './way';

export interface LadderFollower {
  tell(news: News, picture: Picture): void;
  way(name: Way['name']): void;
}

export class Ladder {
  private readonly ways: Way[];

  /** The last way must always work. */
  constructor(ways: readonly Way[]) {
    this.ways = [...ways];
  }

  follow(session: string, picture: Picture, follower: LadderFollower): Following {
    let current: Following | null = null;
    let beyond: number | null = null;
    const climb = (known: Picture): void => {
      const way = this.ways[0]!;
      const from: Picture = { ...known, link: 'connecting' };
      let broke = false;
      const broken = (): void => {
        if (broke) return;
        broke = true;
        if (this.ways[0] === way && this.ways.length > 1) this.ways.shift();
        climb(current?.picture ?? from);
        if (beyond !== null) current?.awaken(beyond);
      };
      follower.way(way.name);
      if (known.link !== from.link) follower.tell({ type: 'link', link: from.link }, from);
      try {
        const following = way.follow(session, from, { tell: (news, now) => follower.tell(news, now), broken });
        if (!broke) current = following;
      } catch {
        broken();  // not allowed here: a policy, a setting of the browser
      }
    };
    climb(picture);
    const following = (): Following => current!;
    return {
      get picture() { return following().picture; },
      awaken(version) {
        beyond = version;
        following().awaken(version);
      },
      wake: () => following().wake(),
      close: () => following().close(),
    };
  }
}
