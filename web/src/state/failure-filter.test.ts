import { describe, expect, it } from 'vitest';
import { FailureLog, kFailuresKept } from '../api/failure-log';
import type { Failure } from '../api/types';
import { everyFailure, FailureFilter, matches } from './failure-filter';

const failure = (seq: number): Failure =>
  ({ seq, path: `/a/File-${seq}.png`, stage: 'decode', reason: seq % 3 === 0 ? 'timeout' : 'corrupt', message: `Ends at ${seq}`, time: '' });
const log = (from: number, to: number, before = FailureLog.empty) =>
  before.append(Array.from({ length: to - from + 1 }, (_, i) => failure(from + i)));
const seqs = (list: { length: number; at(i: number): Failure | undefined }) => Array.from({ length: list.length }, (_, i) => list.at(i)!.seq);

describe('a filter of failures', () => {
  it('finds by reason and by text in path or message, whatever its case', () => {
    expect(matches({ reason: 'timeout', text: '' }, failure(1))).toBe(false);
    expect(matches({ reason: null, text: ' fILE-1 ' }, failure(1))).toBe(true);
    expect(matches({ reason: 'corrupt', text: 'ends at 1' }, failure(1))).toBe(true);
    expect(matches({ reason: null, text: 'other' }, failure(1))).toBe(false);
  });

  it('without a query is the log itself', () => {
    const all = log(1, 5);
    expect(new FailureFilter().take(all, everyFailure)).toBe(all);
  });

  it('goes on where it was as the log grows, the newest first', () => {
    const filter = new FailureFilter();
    const query = { reason: 'timeout', text: '' };
    const first = log(1, 10);
    expect(seqs(filter.take(first, query))).toEqual([9, 6, 3]);
    expect(seqs(filter.take(first, query))).toEqual([9, 6, 3]);
    expect(seqs(filter.take(log(11, 16, first), query))).toEqual([15, 12, 9, 6, 3]);
  });

  it('begins anew with another query or another run', () => {
    const filter = new FailureFilter();
    const many = log(1, 20);
    filter.take(many, { reason: 'timeout', text: '' });
    expect(seqs(filter.take(many, { reason: null, text: 'file-20' }))).toEqual([20]);
    expect(seqs(filter.take(log(30, 31), { reason: null, text: 'file-3' }))).toEqual([31, 30]);
  });

  it('forgets what the log has let go', () => {
    const filter = new FailureFilter();
    const query = { reason: 'timeout', text: '' };
    let all = log(1, kFailuresKept);
    filter.take(all, query);
    all = log(kFailuresKept + 1, kFailuresKept + 3000, all);
    const rows = seqs(filter.take(all, query));
    expect(rows).toHaveLength(1666);
    expect(rows.at(-1)).toBeGreaterThan(3000);
  });
});
