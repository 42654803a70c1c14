// What an edit makes of a row before the server has answered, and how it is taken back. Pure.

import type { FileEdit, FileRow } from '../api/types';
import type { FileId } from './choice';

export interface PendingEdit {
  key: number;
  ids: ReadonlySet<FileId> | null;  // null: all of the list, but `except`
  except: ReadonlySet<FileId>;
  list: number;                     // which list (of which filters) "all" is of
  set: FileEdit;
  confirmed: number | null;         // the server's answer came as this edit in order; null: under way
}

/** Only what was read and is not in the catalogue yet can be changed. */
export const isEditable = (row: FileRow): boolean => row.state === 'done' && !row.committed;

export function applied(row: FileRow, set: FileEdit, threshold: number | null): FileRow {
  if (!isEditable(row)) return row;
  const next = { ...row };
  if (set.included !== undefined) next.included = set.included;
  if (set.score !== undefined) {
    next.score_set = set.score !== null;
    if (set.score !== null) next.score = set.score;  // else what was read, which the server knows
  }
  if (set.nsfw !== undefined) {
    next.nsfw_set = set.nsfw !== null;
    next.nsfw = set.nsfw ?? byThreshold(row, threshold);
  }
  return next;
}

function byThreshold(row: FileRow, threshold: number | null): boolean | null {
  if (row.nsfw_score === null) return null;
  return threshold === null ? (row.nsfw ?? null) : row.nsfw_score >= threshold;
}

/** A row of a page as it is to be shown: with the edits that the page cannot know. */
export function asEdited(row: FileRow, asOf: number, list: number, edits: readonly PendingEdit[], threshold: number | null): FileRow {
  let shown = row;
  for (const edit of edits) {
    if (edit.confirmed !== null && edit.confirmed <= asOf) continue;
    const meant = edit.ids === null ? edit.list === list && !edit.except.has(row.id) : edit.ids.has(row.id);
    if (meant) shown = applied(shown, edit.set, threshold);
  }
  return shown;
}

export interface Inverse {
  ids: FileId[];
  set: FileEdit;
}

/** The edits that make `rows` what they are again after `set`: one for each way they were. */
export function inverseOf(rows: readonly FileRow[], set: FileEdit): Inverse[] {
  const ways = new Map<string, Inverse>();
  for (const row of rows) {
    if (!isEditable(row)) continue;
    const before: FileEdit = {};
    if (set.included !== undefined) before.included = row.included;
    if (set.score !== undefined) before.score = row.score_set ? row.score : null;
    if (set.nsfw !== undefined) before.nsfw = row.nsfw_set ? (row.nsfw ?? null) : null;
    const key = JSON.stringify(before);
    const way = ways.get(key) ?? { ids: [], set: before };
    way.ids.push(row.id);
    ways.set(key, way);
  }
  return [...ways.values()];
}

/** NSFW, then safe, then back to what the threshold says. */
export function nextLabel(row: FileRow): boolean | null {
  if (!row.nsfw_set) return true;
  return row.nsfw ? false : null;
}
