import { describe, expect, it } from 'vitest';
import type { FileRow } from '../api/types';
import { asRequest, everything, howMany, isChosen, isEmpty, isOnly, kMostChosen, noChoice, only, ranged, rangeTo, toggled } from './choice';

const row = (id: number): FileRow => ({ id }) as FileRow;

describe('a choice', () => {
  it('is of one, toggled by another', () => {
    const two = toggled(only(row(1), 0), row(5), 4);
    expect(howMany(two, 100)).toBe(2);
    expect(isChosen(two, 5, 4)).toBe(true);
    expect(two.anchor).toBe(4);
    expect(isEmpty(toggled(toggled(two, row(5), 4), row(1), 0))).toBe(true);
    expect(asRequest(two, {})).toEqual({ ids: [1, 5] });
  });

  it('is of a single file only while that is so', () => {
    expect(isOnly(only(row(1), 0), 1)).toBe(true);
    expect(isOnly(only(row(1), 0), 2)).toBe(false);
    expect(isOnly(toggled(only(row(1), 0), row(5), 4), 1)).toBe(false);
    expect(isOnly(everything(), 1)).toBe(false);
    expect(isOnly(noChoice, undefined)).toBe(false);
  });

  it('is of all that match but a few, without knowing their ids', () => {
    const all = toggled(everything(), row(7), 6);
    expect(howMany(all, 1_000_000)).toBe(999_999);
    expect(isChosen(all, 7, 6)).toBe(false);
    expect(isChosen(all, 900_000, 899_999)).toBe(true);
    expect(asRequest(all, { state: 'done' })).toEqual({ filter: { state: 'done' }, except: [7] });
    expect(asRequest(everything(), {})).toEqual({ filter: {} });
    expect(howMany(toggled(all, row(7), 6), 10)).toBe(10);
  });

  it('has ranges in both directions from where it was begun, of a bounded length', () => {
    const begun = only(row(11), 10);
    expect(rangeTo(begun, 20)).toEqual({ from: 10, to: 20 });
    expect(rangeTo(begun, 3)).toEqual({ from: 3, to: 10 });
    expect(rangeTo(begun, 900_000)).toEqual({ from: 10, to: 10 + kMostChosen - 1 });
    expect(rangeTo(noChoice, 5)).toEqual({ from: 5, to: 5 });
    const range = ranged(begun, [row(11), row(12)], false);
    expect(howMany(range, 100)).toBe(2);
    expect(range.anchor).toBe(10);
    expect(howMany(ranged(range, [row(12), row(13)], true), 100)).toBe(3);
  });

  it('shows a range as chosen while its ids are asked for', () => {
    const reading = { ...only(row(1), 0), reading: { from: 500, to: 599 } };
    expect(isChosen(reading, 12345, 550)).toBe(true);
    expect(isChosen(reading, 12345, 600)).toBe(false);
    expect(howMany(reading, 1000)).toBe(101);
  });
});
