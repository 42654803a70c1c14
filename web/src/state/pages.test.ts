import { describe, expect, it } from 'vitest';
import type { FileRow } from '../api/types';
import { kKeptPages, kPageRows, offsetOf, outdated, pagesOf, putPage, rowAt, type Page, type Pages } from './pages';

const page = (number: number, rows = kPageRows): Page => ({
  rows: Array.from({ length: rows }, (_, index) => ({ id: number * kPageRows + index + 1 }) as FileRow), asOf: 0, stale: false,
});

describe('pages', () => {
  it('gives rows by their place', () => {
    const pages = putPage(new Map(), 7, page(7), []);
    expect(rowAt(pages, 7 * kPageRows + 3)?.id).toBe(7 * kPageRows + 4);
    expect(rowAt(pages, 6 * kPageRows)).toBeUndefined();
    expect(offsetOf(pages, 7 * kPageRows + 4)).toBe(7 * kPageRows + 3);
  });

  it('names the pages of a range', () => {
    expect(pagesOf(0, 0)).toEqual([]);
    expect(pagesOf(0, kPageRows)).toEqual([0]);
    expect(pagesOf(kPageRows - 1, kPageRows + 1)).toEqual([0, 1]);
    expect(pagesOf(-5, 1)).toEqual([0]);
  });

  it('stays bounded however far one scrolls, and lets go the least recently used', () => {
    let pages: Pages = new Map();
    for (let number = 0; number < 10_000; ++number) pages = putPage(pages, number, page(number, 1), [0, number]);
    expect(pages.size).toBe(kKeptPages);
    expect(pages.has(0)).toBe(true);
    expect(pages.has(9_999)).toBe(true);
    expect(pages.has(1)).toBe(false);
  });

  it('keeps what is in sight until it has been read again', () => {
    let pages: Pages = new Map();
    for (const number of [1, 2, 3]) pages = putPage(pages, number, page(number), []);
    pages = outdated(pages, [2]);
    expect([...pages.keys()]).toEqual([2]);
    expect(pages.get(2)!.stale).toBe(true);
    expect(putPage(pages, 2, page(2), [2]).get(2)!.stale).toBe(false);
  });
});
