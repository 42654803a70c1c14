// Which ways this browser has. `?stream=` in the page's address begins further down, to find out what a proxy or a browser
// does to one of them: shared, locks, visible, polling.

import { pollingWay, visibleWay, type StatusOf } from './direct-way';
import { Ladder } from './ladder';
import { locksWay } from './locks-way';
import { sharedWay } from './shared-way';
import type { OpenSource } from './source';
import type { Way } from './way';

export interface Ladders {
  streaming: Ladder;
  polling: Ladder;
}

export function waysOf(openSource: OpenSource, statusOf: StatusOf, wanted: string | null): Ladders {
  const polling = pollingWay(statusOf);
  const visible = visibleWay(openSource, statusOf);  // works everywhere
  const ways: Way[] = [];
  // Undefined on plain-http hosts other than localhost, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  if (typeof SharedWorker === 'function') ways.push(sharedWay());
  if (locks !== undefined && typeof BroadcastChannel === 'function') {
    ways.push(locksWay({ openSource, statusOf, locks, openChannel: (name) => new BroadcastChannel(name) }));
  }
  const from = Math.max(0, ways.findIndex((way) => way.name === wanted));
  const streaming = wanted === 'polling' ? [polling] : wanted === 'visible' ? [visible] : [...ways.slice(from), visible];
  return { streaming: new Ladder(streaming), polling: new Ladder([polling]) };
}
