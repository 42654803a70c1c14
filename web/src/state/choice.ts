// Which files are chosen: some by their ids, or all that match the filters but a few. Pure.

import type { FileChoice, FileFilters, FileRow } from '../api/types';

export type FileId = FileRow['id'];

/** One request names no more ids; nor may a range be longer, which would have to be read to learn its ids. */
export const kMostChosen = 10_000;

export interface Choice {
  rows: ReadonlyMap<FileId, FileRow>;   // what they were when they were chosen
  all: boolean;                         // all that match, but `except`
  except: ReadonlySet<FileId>;
  anchor: number | null;                // where a range begins
  reading: { from: number; to: number } | null;  // a range whose ids are being asked for
  exact: boolean;                       // `rows` are known to be as they are now
}

export const noChoice: Choice = { rows: new Map(), all: false, except: new Set(), anchor: null, reading: null, exact: true };

export const isEmpty = (choice: Choice): boolean => !choice.all && choice.rows.size === 0 && choice.reading === null;

export function isChosen(choice: Choice, id: FileId, offset: number): boolean {
  if (choice.all) return !choice.except.has(id);
  const { reading } = choice;
  return choice.rows.has(id) || (reading !== null && offset >= reading.from && offset <= reading.to);
}

/** This file is chosen and no other. */
export const isOnly = (choice: Choice, id: FileId | undefined): boolean =>
  id !== undefined && !choice.all && choice.reading === null && choice.rows.size === 1 && choice.rows.has(id);

export function howMany(choice: Choice, total: number): number {
  if (choice.all) return Math.max(0, total - choice.except.size);
  const { reading } = choice;
  return choice.rows.size + (reading === null ? 0 : reading.to - reading.from + 1);
}

export const only = (row: FileRow, offset: number): Choice =>
  ({ ...noChoice, rows: new Map([[row.id, row]]), anchor: offset });

export function toggled(choice: Choice, row: FileRow, offset: number): Choice {
  if (choice.all) {
    const except = new Set(choice.except);
    if (!except.delete(row.id)) except.add(row.id);
    return { ...choice, except, anchor: offset };
  }
  const rows = new Map(choice.rows);
  if (!rows.delete(row.id)) rows.set(row.id, row);
  return { ...choice, rows, anchor: offset };
}

export const everything = (): Choice => ({ ...noChoice, all: true });

/** The range that ends at `offset`, as far as one may be chosen. */
export function rangeTo(choice: Choice, offset: number): { from: number; to: number } {
  const anchor = choice.anchor ?? offset;
  return anchor <= offset
    ? { from: anchor, to: Math.min(offset, anchor + kMostChosen - 1) }
    : { from: Math.max(offset, anchor - kMostChosen + 1), to: anchor };
}

/** A range replaces what was chosen, or (`added`) joins it; its end moves while its anchor stays. */
export function ranged(choice: Choice, rows: readonly FileRow[], added: boolean): Choice {
  const before = added && !choice.all ? choice.rows : new Map<FileId, FileRow>();
  return { ...noChoice, rows: new Map([...before, ...rows.map((row) => [row.id, row] as const)]), anchor: choice.anchor, exact: choice.exact || !added };
}

/** As the server takes it. */
export function asRequest(choice: Choice, filters: FileFilters): FileChoice {
  if (choice.all) return { filter: filters, ...(choice.except.size > 0 ? { except: [...choice.except] } : {}) };
  return { ids: [...choice.rows.keys()] };
}
