import { describe, expect, it } from 'vitest';
import { columnsOf, isScaled, kMaxHeight, lineOfSlot, moved, positionOf, rangeHeight, revealed, scrollOf, windowOf } from './viewport';

const short = { content: 54 * 1000, visible: 800 };
const long = { content: 56 * 1_000_000, visible: 800 };

describe('the scroll range', () => {
  it('is the list itself while a browser can hold it', () => {
    expect(isScaled(short)).toBe(false);
    expect(rangeHeight(short)).toBe(54_000);
    expect(moved(10, 10, 5000, short)).toBe(5000);
    expect(positionOf(1e9, short)).toBe(54_000 - 800);
  });

  it('is capped for a million rows, and its ends are the ends of the list', () => {
    expect(rangeHeight(long)).toBe(kMaxHeight);
    expect(positionOf(0, long)).toBe(0);
    expect(positionOf(kMaxHeight - 800, long)).toBe(long.content - 800);
    expect(scrollOf(long.content - 800, long)).toBe(kMaxHeight - 800);
  });

  it('moves exactly by what a wheel or a key scrolls, anywhere', () => {
    const position = 31_234_567;
    const at = scrollOf(position, long);
    expect(moved(position, at, at + 56, long)).toBe(position + 56);
    expect(moved(position, at, at - 100, long)).toBe(position - 100);
    let here = position;
    for (let i = 0; i < 1000; ++i) here = moved(here, at + i * 3, at + (i + 1) * 3, long);
    expect(here).toBe(position + 3000);
  });

  it('lands at the same share of the list when the bar is dragged', () => {
    const half = (kMaxHeight - 800) / 2;
    expect(Math.abs(moved(0, 0, half, long) - (long.content - 800) / 2)).toBeLessThan(2);
  });

  it('meets the ends however it got near them', () => {
    expect(moved(5_000, 300, 0, long)).toBe(0);
    expect(moved(5_000, 300, -40, long)).toBe(0);
    expect(moved(long.content - 9_000, kMaxHeight - 900, kMaxHeight - 800, long)).toBe(long.content - 800);
  });

  it('reaches every line: each has an offset that brings it into sight', () => {
    for (const line of [0, 1, 499_999, 777_777, 999_998, 999_999]) {
      const position = revealed(line, 56, 0, long);
      const back = positionOf(scrollOf(position, long), long);
      expect(Math.abs(back - position)).toBeLessThan(56);
    }
  });

  it('holds a list that is shorter than the window', () => {
    expect(positionOf(100, { content: 300, visible: 800 })).toBe(0);
    expect(scrollOf(100, { content: 300, visible: 800 })).toBe(0);
  });
});

describe('revealed', () => {
  it('moves no further than needed', () => {
    expect(revealed(3, 50, 0, { content: 5000, visible: 400 })).toBe(0);
    expect(revealed(8, 50, 0, { content: 5000, visible: 400 })).toBe(50);
    expect(revealed(2, 50, 300, { content: 5000, visible: 400 })).toBe(100);
  });
});

describe('the window', () => {
  it('covers what is in sight and stays within the list', () => {
    expect(windowOf(0, 50, 400, 1000, 3)).toEqual({ first: 0, slots: 15 });
    expect(windowOf(5000, 50, 400, 1000, 3)).toEqual({ first: 97, slots: 15 });
    expect(windowOf(50_000 - 400, 50, 400, 1000, 3)).toEqual({ first: 985, slots: 15 });
    expect(windowOf(0, 50, 400, 4, 3)).toEqual({ first: 0, slots: 4 });
  });

  it('draws every line of it once, and a line stays in its slot', () => {
    const before = windowOf(5000, 50, 400, 1000, 3);
    const after = windowOf(5050, 50, 400, 1000, 3);
    const slots = [...Array(before.slots).keys()];
    const lines = slots.map((slot) => lineOfSlot(slot, before));
    expect([...lines].sort((a, b) => a - b)).toEqual(slots.map((slot) => before.first + slot));
    expect(slots.filter((slot) => lineOfSlot(slot, after) !== lines[slot])).toHaveLength(1);
  });
});

it('columns fill the width', () => {
  expect(columnsOf(1132, 168, 12)).toEqual({ columns: 6, cell: 178 });
  expect(columnsOf(100, 168, 12)).toEqual({ columns: 1, cell: 100 });
});
