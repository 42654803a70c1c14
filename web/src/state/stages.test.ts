import { describe, expect, it } from 'vitest';
import type { SessionStatus, Snapshot } from '../api/types';
import { shareOf, stagesOf, takeSlots } from './stages';

const at = (status: SessionStatus, read: number, failed: number, more: Partial<Snapshot> = {}): Snapshot => ({
  status, total_files: 1000, processed_files: read, discovering: false, progress: Math.floor((read + failed) / 10),
  stats: { skipped_existing: 200, errors: failed }, ...more,
} as unknown as Snapshot);

const worker = (file: string, since = 0) => ({ file, since });

describe('the stages', () => {
  it('add up at every moment', () => {
    for (const status of ['starting', 'processing', 'paused', 'cancelled', 'error', 'completed'] as const) {
      const { found, known, waiting, reading, read, failed, left } = stagesOf(at(status, 300, 20, { workers: [worker('a'), worker('b')] }));
      expect(known + waiting + reading + read + failed + left).toBe(found);
      expect(found).toBe(1200);
    }
  });

  it('know what is being read, and what a cancel left', () => {
    expect(stagesOf(at('processing', 300, 20, { workers: [worker('a')] }))).toMatchObject({ waiting: 679, reading: 1, left: 0 });
    expect(stagesOf(at('processing', 980, 19, { workers: [worker('a'), worker('b')] }))).toMatchObject({ waiting: 0, reading: 1 });
    expect(stagesOf(at('cancelled', 300, 20))).toMatchObject({ waiting: 0, reading: 0, left: 680 });
    expect(stagesOf(null).found).toBe(0);
  });
});

describe('the length of the bar', () => {
  it('moves with every file, but not past what the server says', () => {
    expect(shareOf(at('processing', 421, 2))).toBeCloseTo(42.3);
    expect(shareOf(at('processing', 999, 0, { progress: 99 }))).toBeCloseTo(99.9);
    expect(shareOf(at('processing', 800, 0, { progress: 42 }))).toBe(43);
    expect(shareOf(at('processing', 800, 0, { progress: 0, discovering: true }))).toBe(0);
    expect(shareOf(at('completed', 990, 10))).toBe(100);
    expect(shareOf(null)).toBe(0);
  });
});

describe('the slots of the workers', () => {
  it('keep a file where it is and fill what is free', () => {
    const first = takeSlots([], [worker('a'), worker('b')]);
    const second = takeSlots(first, [worker('b'), worker('c')]);
    expect(second.map((slot) => slot?.file)).toEqual(['c', 'b']);
    expect(takeSlots(second, [worker('b')]).map((slot) => slot?.file)).toEqual([undefined, 'b']);
    expect(takeSlots(second, []).every((slot) => slot === null)).toBe(true);
  });
});
