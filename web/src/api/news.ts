// What a tab learns of a session, and all it has learnt so far. Whoever holds the connection (a worker, another tab, this
// tab) tells it as News; each tab adds them up in a Picture. Messages between tabs and workers are these values, so they
// are plain data.

import { FailureLog } from './failure-log';
import type { Failure, Snapshot } from './types';

/** How the newest state comes; what the badge speaks of. */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'resting' | 'gone';

export type News =
  /** `fresh`: it happened while we listened, so its age measures the way. `restart`: the server could not resume, so
      what was known may be of another past. */
  | { type: 'state'; snapshot: Snapshot; via: 'stream' | 'poll'; fresh: boolean; restart: boolean; position: number | null }
  /** In the order in which they happened. */
  | { type: 'failures'; failures: readonly Failure[]; omitted: number | null; position: number | null }
  | { type: 'link'; link: Link };

export interface Picture {
  readonly snapshot: Snapshot | null;
  readonly failures: FailureLog;
  readonly omitted: number;               // older ones that are not in the list
  readonly position: number | null;       // the id from which a stream resumes
  readonly link: Link;
}

export const emptyPicture: Picture = { snapshot: null, failures: FailureLog.empty, omitted: 0, position: null, link: 'connecting' };

/** The picture after the news; the same object if they are none. */
export function takeNews(picture: Picture, news: News): Picture {
  switch (news.type) {
    case 'link': return news.link === picture.link ? picture : { ...picture, link: news.link };
    case 'state': return takeState(picture, news);
    case 'failures': return takeFailures(picture, news);
  }
}

function takeState(picture: Picture, news: Extract<News, { type: 'state' }>): Picture {
  if (news.restart) return { ...emptyPicture, link: picture.link, snapshot: news.snapshot, position: news.position };
  const position = later(picture.position, news.position);
  const newer = picture.snapshot === null || news.snapshot.version > picture.snapshot.version;
  if (!newer) return position === picture.position ? picture : { ...picture, position };
  const next = { ...picture, snapshot: news.snapshot, position };
  return isNextRun(picture.snapshot, news.snapshot) ? { ...next, failures: FailureLog.empty, omitted: news.snapshot.stats.errors } : next;
}

/** A retry has begun: failures told before may be no more. Those that are left are counted, and are in the list of files. */
export const isNextRun = (before: Snapshot | null, after: Snapshot): boolean => before !== null && after.run > before.run;

function takeFailures(picture: Picture, news: Extract<News, { type: 'failures' }>): Picture {
  const failures = picture.failures.append(news.failures);
  const gone = (failures.told - failures.length) - (picture.failures.told - picture.failures.length);
  const omitted = (news.omitted ?? picture.omitted) + gone;
  const position = later(picture.position, news.position);
  if (failures === picture.failures && omitted === picture.omitted && position === picture.position) return picture;
  return { ...picture, failures, omitted, position };
}

const later = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

/** A picture told to somebody who joins late. */
export function newsOf(picture: Picture): News[] {
  const { snapshot, failures, omitted, position, link } = picture;
  const news: News[] = [];
  if (snapshot !== null) {
    news.push({ type: 'state', snapshot, via: link === 'polling' ? 'poll' : 'stream', fresh: false, restart: false, position });
    news.push({ type: 'failures', failures: failures.toArray(), omitted, position });
  }
  news.push({ type: 'link', link });
  return news;
}
