// A bounded store of rows by their place in the list: pages of a fixed size, the least recently used of which are let go. Pure.

import type { FileRow } from '../api/types';

export const kPageRows = 100;
export const kKeptPages = 40;

export interface Page {
  rows: readonly FileRow[];
  asOf: number;    // the edits that the server had confirmed when it was asked for
  stale: boolean;  // to be asked for again when it is in sight
}

/** By number; the least recently used first. */
export type Pages = ReadonlyMap<number, Page>;

export const pageOf = (offset: number): number => Math.floor(offset / kPageRows);

export const rowAt = (pages: Pages, offset: number): FileRow | undefined =>
  pages.get(pageOf(offset))?.rows[offset % kPageRows];

/** The pages that hold the rows from `first` up to, not including, `end`. */
export function pagesOf(first: number, end: number): number[] {
  const out: number[] = [];
  for (let page = pageOf(Math.max(0, first)); page * kPageRows < end; ++page) out.push(page);
  return out;
}

/** With one page more; those `inSight` count as used just now and stay, whatever their number. */
export function putPage(pages: Pages, number: number, page: Page, inSight: readonly number[]): Pages {
  const next = new Map(pages);
  next.delete(number);
  next.set(number, page);
  for (const seen of inSight) {
    const kept = next.get(seen);
    if (kept === undefined) continue;
    next.delete(seen);
    next.set(seen, kept);
  }
  for (const oldest of next.keys()) {
    if (next.size <= kKeptPages) break;
    if (!inSight.includes(oldest)) next.delete(oldest);
  }
  return next;
}

/** Everything may have changed: what is in sight stays until it has been read again, the rest is let go. */
export function outdated(pages: Pages, inSight: readonly number[]): Pages {
  return new Map([...pages].filter(([number]) => inSight.includes(number)).map(([number, page]) => [number, { ...page, stale: true }]));
}

/** Where a file is, if its page is here. */
export function offsetOf(pages: Pages, id: FileRow['id']): number | null {
  for (const [number, { rows }] of pages) {
    const index = rows.findIndex((row) => row.id === id);
    if (index >= 0) return number * kPageRows + index;
  }
  return null;
}

export function rowById(pages: Pages, id: FileRow['id']): FileRow | undefined {
  const offset = offsetOf(pages, id);
  return offset === null ? undefined : rowAt(pages, offset);
}
