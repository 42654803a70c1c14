import type { Config } from '../api/types';
import { reduceConfigure, type ConfigureAction } from './reduce-configure';
import { reduceFiles, type FilesAction } from './reduce-files';
import { reduceHistory, type HistoryAction } from './reduce-history';
import { quietSecond, reduceSession, type SessionAction } from './reduce-session';
import { newSession, type AppState, type Notice, type NotifyState, type Step, type Theme } from './model';
import type { Parameters } from '../api/types';

export type AppAction =
  | { type: 'boot/ready'; config: Config }
  | { type: 'boot/failed'; message: string }
  | { type: 'boot/retry' }
  | { type: 'step'; step: Step }
  | { type: 'notice'; notice: Notice | null }
  | { type: 'announce'; words: string }
  | { type: 'theme'; theme: Theme }
  | { type: 'dialog'; dialog: AppState['dialog'] }
  | { type: 'tick'; now: number }
  | { type: 'clock'; offset: number }
  | { type: 'open'; id: string; parameters: Parameters | null; step: Step }
  | { type: 'notify'; notify: NotifyState }
  | { type: 'leave' };

export type Action = AppAction | ConfigureAction | SessionAction | FilesAction | HistoryAction;

export function reduce(state: AppState, action: Action): AppState {
  switch (action.type) {
    case 'boot/ready': {
      const { form } = state.configure;
      const pattern = form.pattern === '' ? action.config.default_pattern : form.pattern;
      return { ...state, boot: 'ready', config: action.config, configure: { ...state.configure, form: { ...form, pattern } } };
    }
    case 'boot/failed': return { ...state, boot: 'failed', bootError: action.message };
    case 'boot/retry': return { ...state, boot: 'loading' };
    case 'step':
      return {
        ...state, step: action.step, turns: state.turns + 1, session: state.session && { ...state.session, holdUntilReview: false },
      };
    case 'notice': return { ...state, notice: action.notice };
    case 'announce': return { ...state, announcement: action.words };
    case 'theme': return { ...state, theme: action.theme };
    case 'dialog': return { ...state, dialog: action.dialog };
    case 'tick': return { ...state, now: action.now, session: state.session && quietSecond(state.session, action.now) };
    case 'clock': return { ...state, clockOffset: action.offset };
    case 'open':
      return {
        ...state, step: action.step, turns: state.turns + 1, session: newSession(action.id, action.parameters),
        files: reduceFiles(state.files, { type: 'files/reset' }), notice: null,
        configure: { ...state.configure, starting: false, errors: {}, formError: null },
      };
    case 'leave':
      return { ...state, step: 'configure', turns: state.turns + 1, session: null, files: reduceFiles(state.files, { type: 'files/reset' }) };
    case 'notify': return { ...state, notify: action.notify };
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
