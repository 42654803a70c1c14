// What the page knows of the preview. Plain values; changed by reduceFiles() alone.

import type { Edited, Facets, FileDetail, FileEdit, FileFilters, FileRow, ThresholdCounts } from '../api/types';
import { noChoice, type Choice, type FileId } from './choice';
import { asEdited, type Inverse, type PendingEdit } from './edits';
import type { Layout } from './keys';
import { kPageRows, pageOf, type Pages } from './pages';

/** Which pictures are blurred until asked for. */
export const kBlurs = ['nsfw', 'unscanned', 'none'] as const;
export type Blur = (typeof kBlurs)[number];

export const kSizes = ['small', 'medium', 'large'] as const;
export type CellSize = (typeof kSizes)[number];

/** Remembered by the browser. */
export interface Look {
  layout: Layout;
  size: CellSize;
  blur: Blur;
}

export type Panel = 'none' | 'filters' | 'threshold' | 'help' | 'more';

/** What was just done, or could not be. */
export interface Toast {
  key: number;
  kind: 'done' | 'refused';
  set: FileEdit | null;      // null: the threshold, or an edit taken back
  edited: Edited | null;
  message: string;           // of the server, when it refused
  undo: readonly Inverse[];  // empty: cannot be taken back exactly
}

export interface Detail {
  id: FileId;
  offset: number;
  file: FileDetail | null;   // null: not read yet
  error: string | null;
}

export interface ThresholdState {
  now: number | null;        // the session's; null: not known yet
  asked: number | null;      // what the slider stands at; null: not moved
  counts: ThresholdCounts | null;
  error: string | null;
  applying: boolean;
}

export interface FilesState {
  look: Look;
  typed: string;             // what stands in the search field
  filters: FileFilters;
  list: number;              // rises with every change of the filters
  shown: number;             // the list that `pages` and `total` are of
  total: number | null;      // files that match
  pages: Pages;
  inSight: readonly number[];  // pages
  problem: string | null;
  facets: Facets | null;
  focus: number;             // where the keys are
  choice: Choice;
  edits: readonly PendingEdit[];
  confirmed: number;         // edits that the server has answered
  revealed: ReadonlySet<FileId>;
  broken: ReadonlyMap<FileId, string>;  // thumbnails that do not come, and why
  detail: Detail | null;
  threshold: ThresholdState;
  panel: Panel;
  toast: Toast | null;
}

export const emptyFiles: FilesState = {
  look: { layout: 'grid', size: 'medium', blur: 'nsfw' }, typed: '', filters: {}, list: 0, shown: -1, total: null, pages: new Map(),
  inSight: [], problem: null, facets: null, focus: 0, choice: noChoice, edits: [], confirmed: 0, revealed: new Set(), broken: new Map(),
  detail: null, threshold: { now: null, asked: null, counts: null, error: null, applying: false }, panel: 'none', toast: null,
};

/** The row at a place as it is to be shown; undefined while its page is not here. */
export function shownRow(state: FilesState, offset: number): FileRow | undefined {
  const page = state.pages.get(pageOf(offset));
  const row = page?.rows[offset % kPageRows];
  return page && row && (state.edits.length === 0 ? row : asEdited(row, page.asOf, state.shown, state.edits, state.threshold.now));
}

/** The file of the detail panel: what was read in full, with the row as it is shown now. */
export function shownDetail(state: FilesState): FileDetail | null {
  const { detail } = state;
  if (detail === null) return null;
  const row = shownRow(state, detail.offset);
  if (row !== undefined && row.id === detail.id) return { ...row, record: detail.file?.record ?? null };
  return detail.file;
}

/** All files of the session, whatever the filters. */
export function allFiles({ facets }: FilesState): number | null {
  return facets === null ? null : Object.values(facets.states).reduce((sum, n) => sum + n, 0);
}

export function isBlurred(row: FileRow, blur: Blur, revealed: ReadonlySet<FileId>): boolean {
  if (blur === 'none' || revealed.has(row.id)) return false;
  return row.nsfw === true || (blur === 'unscanned' && row.state === 'done' && (row.nsfw ?? null) === null);
}
