import type { Edited, Facets, FileDetail, FileEdit, FileFilters, FileRow, ThresholdCounts } from '../api/types';
import { noChoice, type Choice, type FileId } from './choice';
import type { Inverse, PendingEdit } from './edits';
import { emptyFiles, type Detail, type FilesState, type Look, type Panel, type Toast } from './files';
import { offsetOf, outdated, putPage, type Pages } from './pages';

export type FilesAction =
  | { type: 'files/look'; look: Partial<Look> }
  | { type: 'files/typed'; text: string }
  | { type: 'files/filters'; filters: FileFilters }
  | { type: 'files/in-sight'; pages: readonly number[] }
  | { type: 'files/page'; list: number; number: number; rows: readonly FileRow[]; total: number | null; asOf: number }
  | { type: 'files/problem'; message: string | null }
  | { type: 'files/outdated'; foreign: boolean }
  | { type: 'files/facets'; facets: Facets }
  | { type: 'files/focus'; offset: number }
  | { type: 'files/choice'; choice: Choice }
  | { type: 'files/edit'; edit: PendingEdit }
  | { type: 'files/edit-confirmed'; key: number; edited: Edited; set: FileEdit | null; undo: readonly Inverse[] }
  | { type: 'files/edit-refused'; key: number; message: string }
  | { type: 'files/told'; toast: Toast | null }
  | { type: 'files/reveal'; id: FileId }
  | { type: 'files/broken'; id: FileId; why: string }
  | { type: 'files/detail'; detail: Detail | null }
  | { type: 'files/detail-read'; file: FileDetail }
  | { type: 'files/detail-failed'; id: FileId; message: string }
  | { type: 'files/threshold'; asked: number | null }
  | { type: 'files/threshold-counts'; counts: ThresholdCounts }
  | { type: 'files/threshold-now'; now: number }
  | { type: 'files/threshold-applying'; applying: boolean; error: string | null }
  | { type: 'files/panel'; panel: Panel }
  | { type: 'files/reset' };

const kRevealed = 2000;
const kBroken = 2000;

export function reduceFiles(state: FilesState, action: FilesAction): FilesState {
  switch (action.type) {
    case 'files/look': return { ...state, look: { ...state.look, ...action.look } };
    case 'files/typed': return { ...state, typed: action.text };
    case 'files/filters':
      return {
        ...state, filters: action.filters, typed: action.filters.text ?? '', list: state.list + 1, choice: noChoice, problem: null,
        detail: null,
      };
    case 'files/in-sight': return { ...state, inSight: action.pages };
    case 'files/page': return takePage(state, action);
    case 'files/problem': return { ...state, problem: action.message };
    case 'files/outdated':
      return {
        ...state, pages: outdated(state.pages, state.inSight),
        choice: action.foreign ? { ...state.choice, exact: false } : state.choice,
      };
    case 'files/facets': return { ...state, facets: action.facets };
    case 'files/focus': return { ...state, focus: action.offset };
    case 'files/choice': return { ...state, choice: action.choice };
    case 'files/edit': return { ...state, edits: [...state.edits, action.edit] };
    case 'files/edit-confirmed': return confirm(state, action);
    case 'files/edit-refused':
      return {
        ...state, edits: state.edits.filter((edit) => edit.key !== action.key),
        toast: { key: action.key, kind: 'refused', set: null, edited: null, message: action.message, undo: [] },
      };
    case 'files/told': return { ...state, toast: action.toast };
    case 'files/reveal': return { ...state, revealed: toggledIn(state.revealed, action.id) };
    case 'files/broken': return { ...state, broken: bounded(new Map(state.broken).set(action.id, action.why), kBroken) };
    case 'files/detail': return { ...state, detail: action.detail };
    case 'files/detail-read':
      return state.detail?.id === action.file.id ? { ...state, detail: { ...state.detail, file: action.file, error: null } } : state;
    case 'files/detail-failed':
      return state.detail?.id === action.id ? { ...state, detail: { ...state.detail, error: action.message } } : state;
    case 'files/threshold': return { ...state, threshold: { ...state.threshold, asked: action.asked, error: null } };
    case 'files/threshold-counts': return { ...state, threshold: { ...state.threshold, counts: action.counts, error: null } };
    case 'files/threshold-now': return { ...state, threshold: { ...state.threshold, now: action.now } };
    case 'files/threshold-applying':
      return { ...state, threshold: { ...state.threshold, applying: action.applying, error: action.error } };
    case 'files/panel': return { ...state, panel: action.panel };
    case 'files/reset': return { ...emptyFiles, look: state.look, list: state.list + 1 };
  }
}

function takePage(state: FilesState, { list, number, rows, total, asOf }: Extract<FilesAction, { type: 'files/page' }>): FilesState {
  if (list !== state.list) return state;
  const fresh = state.shown !== list;  // the first page of new filters replaces what was there
  const pages = putPage(fresh ? new Map() : state.pages, number, { rows, asOf, stale: false }, fresh ? [number] : state.inSight);
  const next: FilesState = {
    ...state, pages, shown: list, problem: null, edits: stillNeeded(state.edits, pages, list),
    total: total ?? (fresh ? null : state.total), focus: fresh ? 0 : state.focus,
  };
  if (next.total !== null && next.focus >= next.total) next.focus = Math.max(0, next.total - 1);
  return next.detail === null || next.detail.offset === offsetOf(pages, next.detail.id) ? next : movedDetail(next);
}

// Rows before it may have come or gone: the panel follows its file.
function movedDetail(state: FilesState): FilesState {
  const offset = offsetOf(state.pages, state.detail!.id);
  return offset === null ? state : { ...state, focus: offset, detail: { ...state.detail!, offset } };
}

/** Edits that some page was read too early to know. */
function stillNeeded(edits: readonly PendingEdit[], pages: Pages, list: number): readonly PendingEdit[] {
  if (edits.length === 0) return edits;
  const oldest = Math.min(...[...pages.values()].map((page) => page.asOf));
  return edits.filter((edit) => edit.confirmed === null || (edit.confirmed > oldest && (edit.ids !== null || edit.list === list)));
}

function confirm(state: FilesState, { key, edited, set, undo }: Extract<FilesAction, { type: 'files/edit-confirmed' }>): FilesState {
  const confirmed = state.confirmed + 1;
  return {
    ...state, confirmed,
    edits: state.edits.map((edit) => (edit.key === key ? { ...edit, confirmed } : edit)),
    toast: { key, kind: 'done', set, edited, message: '', undo },
  };
}

function toggledIn(revealed: ReadonlySet<FileId>, id: FileId): ReadonlySet<FileId> {
  const next = new Set(revealed);
  if (!next.delete(id)) next.add(id);
  for (const oldest of next) {
    if (next.size <= kRevealed) break;
    next.delete(oldest);
  }
  return next;
}

function bounded<K, V>(map: Map<K, V>, most: number): Map<K, V> {
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
  return map;
}
