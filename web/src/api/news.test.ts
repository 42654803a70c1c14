import { describe, expect, it } from 'vitest';
import { kFailuresKept } from './failure-log';
import { emptyPicture, newsOf, takeNews, type News, type Picture } from './news';
import { failureAt, snapshotAt } from './testing';

const state = (version: number, more: Partial<Extract<News, { type: 'state' }>> = {}): News =>
  ({ type: 'state', snapshot: snapshotAt(version), via: 'stream', fresh: true, restart: false, position: version, ...more });
const failures = (...seqs: number[]): News =>
  ({ type: 'failures', failures: seqs.map(failureAt), omitted: null, position: seqs[seqs.length - 1] ?? null });
const after = (...news: News[]): Picture => news.reduce(takeNews, emptyPicture);
const seqs = (picture: Picture) => picture.failures.toArray().map((failure) => failure.seq);

describe('a picture', () => {
  it('keeps the newest state, and is the same object when nothing is new', () => {
    const picture = after(state(5));
    expect(takeNews(picture, state(4))).toBe(picture);
    expect(takeNews(picture, state(5))).toBe(picture);
    expect(takeNews(picture, { type: 'link', link: 'connecting' })).toBe(picture);
    expect(takeNews(picture, state(6)).snapshot!.version).toBe(6);
  });

  it('lists each failure once', () => {
    expect(seqs(after(state(1), failures(2), failures(3, 4), failures(3), failures(2, 5)))).toEqual([2, 3, 4, 5]);
  });

  it('drops the oldest of too many, and counts them', () => {
    const many = Array.from({ length: kFailuresKept + 7 }, (_, i) => i + 1);
    const picture = after(state(0), { type: 'failures', failures: [], omitted: 100, position: null }, failures(...many));
    expect(picture.failures).toHaveLength(kFailuresKept);
    expect(picture.failures.at(0)!.seq).toBe(many.length);
    expect(picture.omitted).toBe(107);
  });

  it('resumes where the stream was, not where polling was', () => {
    const polled = after(state(3), failures(4), state(9, { via: 'poll', position: null }));
    expect(polled.position).toBe(4);
    expect(polled.snapshot!.version).toBe(9);
    expect(takeNews(polled, state(9, { position: 7 })).position).toBe(7);
  });

  it('forgets what may be of another past', () => {
    const picture = takeNews(after(state(50), failures(40, 49)), state(3, { restart: true }));
    expect(picture).toMatchObject({ omitted: 0, position: 3 });
    expect(picture.failures).toHaveLength(0);
    expect(picture.snapshot!.version).toBe(3);
  });

  it('forgets the failures of an earlier run, and counts those that a retry left', () => {
    const left = { ...snapshotAt(9), run: 2, stats: { ...snapshotAt(9).stats, errors: 1 } };
    const picture = takeNews(after(state(5), failures(2, 3)), { ...state(9), snapshot: left } as News);
    expect(picture).toMatchObject({ omitted: 1 });
    expect(picture.failures).toHaveLength(0);
    expect(seqs(takeNews(picture, failures(10)))).toEqual([10]);
  });

  it('can be told to another, who then has the same', () => {
    const picture = takeNews(after(state(1), { type: 'failures', failures: [], omitted: 3, position: null }, failures(2, 3), state(4)), { type: 'link', link: 'live' });
    const told = newsOf(picture).reduce(takeNews, emptyPicture);
    expect({ ...told, failures: seqs(told) }).toEqual({ ...picture, failures: [2, 3] });
    expect(newsOf(emptyPicture)).toEqual([{ type: 'link', link: 'connecting' }]);
  });
});
