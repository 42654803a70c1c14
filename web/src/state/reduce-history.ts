import type { SessionRow } from '../api/types';
import type { HistoryState, OutcomeFilter } from './model';

export type HistoryAction =
  | { type: 'history/open' }
  | { type: 'history/close' }
  | { type: 'history/loading' }
  | { type: 'history/loaded'; rows: SessionRow[]; cursor: string | null; append: boolean }
  | { type: 'history/failed'; message: string }
  | { type: 'history/filter'; filter: OutcomeFilter }
  | { type: 'history/confirm'; id: string | null }
  | { type: 'history/deleting'; id: string }
  | { type: 'history/deleted'; id: string };

export function reduceHistory(history: HistoryState, action: HistoryAction): HistoryState {
  switch (action.type) {
    case 'history/open': return { ...history, open: true, confirming: null };
    case 'history/close': return { ...history, open: false, confirming: null };
    case 'history/loading': return { ...history, status: 'loading', error: null };
    case 'history/loaded': {
      const rows = action.append ? withoutDoubles([...history.rows, ...action.rows]) : action.rows;
      return { ...history, status: 'ready', rows, cursor: action.cursor, error: null };
    }
    case 'history/failed': return { ...history, status: 'failed', error: action.message, deleting: null };
    case 'history/filter': return { ...history, filter: action.filter, confirming: null };
    case 'history/confirm': return { ...history, confirming: action.id };
    case 'history/deleting': return { ...history, deleting: action.id, confirming: null };
    case 'history/deleted':
      return { ...history, deleting: null, rows: history.rows.filter((row) => row.session_id !== action.id) };
  }
}

// Sessions that began between two pages push the others down.
function withoutDoubles(rows: SessionRow[]): SessionRow[] {
  return [...new Map(rows.map((row) => [row.session_id, row])).values()];
}
