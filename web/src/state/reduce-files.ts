import type { FilePage } from '../api/types';
import type { FileFilter, FilesState } from './model';

export type FilesAction =
  | { type: 'files/filter'; filter: FileFilter }
  | { type: 'files/text'; text: string }
  | { type: 'files/loading' }
  | { type: 'files/loaded'; page: FilePage; append: boolean }
  | { type: 'files/failed'; message: string }
  | { type: 'files/reset' };

export function reduceFiles(state: FilesState, action: FilesAction): FilesState {
  switch (action.type) {
    case 'files/filter': return { ...state, filter: action.filter };
    case 'files/text': return { ...state, text: action.text };
    case 'files/loading': return { ...state, loading: true, error: null };
    case 'files/loaded': {
      const rows = action.append ? [...state.rows, ...action.page.files] : action.page.files;
      const cursor = action.page.next_cursor;
      return {
        ...state, rows, cursor, total: action.page.total ?? (action.append ? state.total : null),
        loading: false, complete: cursor === null, error: null,
      };
    }
    case 'files/failed': return { ...state, loading: false, error: action.message };
    case 'files/reset': return { ...state, rows: [], cursor: null, total: null, loading: false, complete: false, error: null };
  }
}
