import { describe, expect, it } from 'vitest';
import { FailureLog, kFailuresKept } from './failure-log';
import { failureAt } from './testing';

const log = (...seqs: number[]) => FailureLog.empty.append(seqs.map(failureAt));
const seqs = (of: FailureLog) => of.toArray().map((failure) => failure.seq);
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('a log of failures', () => {
  it('is looked at from its newest', () => {
    const three = log(1, 2, 3);
    expect([0, 1, 2, 3, -1].map((index) => three.at(index)?.seq)).toEqual([3, 2, 1, undefined, undefined]);
    expect(three).toMatchObject({ length: 3, told: 3, reasons: { corrupt: 3 } });
  });

  it('takes each once, and is the same when nothing is new', () => {
    const two = log(1, 2);
    expect(two.append([failureAt(1), failureAt(2)])).toBe(two);
    expect(seqs(two.append([failureAt(2), failureAt(3)]))).toEqual([1, 2, 3]);
  });

  it('leaves an older log as it was, also when both go on', () => {
    const old = log(...upTo(260));
    const one = old.append([failureAt(300), failureAt(301)]);
    const other = old.append([failureAt(400)]);
    expect(old.length).toBe(260);
    expect(old.at(0)!.seq).toBe(260);
    expect(seqs(one).slice(-3)).toEqual([260, 300, 301]);
    expect(seqs(other).slice(-2)).toEqual([260, 400]);
  });

  it('keeps the newest, and counts all', () => {
    let kept = FailureLog.empty;
    for (const seq of upTo(kFailuresKept * 2 + 77)) kept = kept.append([failureAt(seq)]);
    expect(kept).toMatchObject({ length: kFailuresKept, told: kFailuresKept * 2 + 77 });
    expect(seqs(kept)).toEqual(upTo(kFailuresKept * 2 + 77).slice(-kFailuresKept));
  });

  it('holds little more than it shows', () => {
    const chunks = (log(...upTo(50_000)) as unknown as { chunks: unknown[][] }).chunks;
    expect(chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBeLessThan(kFailuresKept + 500);
  });
});
