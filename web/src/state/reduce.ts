import type { Config, SessionRow } from '../api/types';
import { reduceConfigure, type ConfigureAction } from './reduce-configure';
import { reduceFiles, type FilesAction } from './reduce-files';
import { reduceSession, type SessionAction } from './reduce-session';
import { newSession, emptyFiles, type AppState, type HistoryState, type Notice, type NotifyState, type Step } from './model';
import type { Parameters } from '../api/types';

export type HistoryAction =
  | { type: 'history/open' }
  | { type: 'history/close' }
  | { type: 'history/loading' }
  | { type: 'history/loaded'; rows: SessionRow[]; cursor: string | null; append: boolean }
  | { type: 'history/failed'; message: string }
  | { type: 'history/confirm'; id: string | null }
  | { type: 'history/deleting'; id: string }
  | { type: 'history/deleted'; id: string };

export type AppAction =
  | { type: 'boot/ready'; config: Config }
  | { type: 'boot/failed'; message: string }
  | { type: 'boot/retry' }
  | { type: 'step'; step: Step }
  | { type: 'notice'; notice: Notice | null }
  | { type: 'tick'; now: number }
  | { type: 'clock'; offset: number }
  | { type: 'open'; id: string; parameters: Parameters | null; step: Step }
  | { type: 'notify'; notify: NotifyState }
  | { type: 'leave' };

export type Action = AppAction | ConfigureAction | SessionAction | FilesAction | HistoryAction;

export function reduce(state: AppState, action: Action): AppState {
  switch (action.type) {
    case 'boot/ready': {
      const form = { ...state.configure.form, pattern: action.config.default_pattern };
      if (!action.config.nsfw_available) form.enable_nsfw_detection = false;
      return { ...state, boot: 'ready', config: action.config, configure: { ...state.configure, form } };
    }
    case 'boot/failed': return { ...state, boot: 'failed', bootError: action.message };
    case 'boot/retry': return { ...state, boot: 'loading' };
    case 'step': return { ...state, step: action.step, session: state.session && { ...state.session, holdUntilReview: false } };
    case 'notice': return { ...state, notice: action.notice };
    case 'tick': return { ...state, now: action.now };
    case 'clock': return { ...state, clockOffset: action.offset };
    case 'open':
      return {
        ...state, step: action.step, session: newSession(action.id, action.parameters), files: emptyFiles, notice: null,
        configure: { ...state.configure, starting: false, errors: {}, formError: null },
      };
    case 'notify': return { ...state, notify: action.notify };
    case 'leave': return { ...state, step: 'configure', session: null, files: emptyFiles };
    default: break;
  }
  if (action.type.startsWith('history/')) {
    return { ...state, history: reduceHistory(state.history, action as HistoryAction) };
  }
  if (action.type.startsWith('files/')) {
    return { ...state, files: reduceFiles(state.files, action as FilesAction) };
  }
  if (action.type.startsWith('session/') || action.type.startsWith('failed/')) return reduceSession(state, action as SessionAction);
  const configure = reduceConfigure(state.configure, action as ConfigureAction);
  return configure === state.configure ? state : { ...state, configure };
}

function reduceHistory(history: HistoryState, action: HistoryAction): HistoryState {
  switch (action.type) {
    case 'history/open': return { ...history, open: true, confirming: null };
    case 'history/close': return { ...history, open: false, confirming: null };
    case 'history/loading': return { ...history, status: 'loading', error: null };
    case 'history/loaded': {
      const rows = action.append ? [...history.rows, ...action.rows] : action.rows;
      return { ...history, status: 'ready', rows, cursor: action.cursor, error: null };
    }
    case 'history/failed': return { ...history, status: 'failed', error: action.message, deleting: null };
    case 'history/confirm': return { ...history, confirming: action.id };
    case 'history/deleting': return { ...history, deleting: action.id, confirming: null };
    case 'history/deleted':
      return { ...history, deleting: null, rows: history.rows.filter((row) => row.session_id !== action.id) };
  }
}
