// Everything the page knows. Plain values; changed by reduce() alone.

import type { Link } from '../api/news';
import type { Way } from '../api/way';
import { emptyFiles, type FilesState } from './files';
import type { Config, Failure, FileRow, FileSummary, Parameters, SessionRow, Snapshot } from '../api/types';

export type Step = 'configure' | 'process' | 'preview' | 'commit';
export const kSteps: readonly Step[] = ['configure', 'process', 'preview', 'commit'];

export interface TreeNode {
  path: string;
  name: string;
  parent: string | null;
  level: number;           // 1: a root
  hasChildren: boolean;
  total: number;           // files directly in it
  ingested: number;
  children: string[] | null;  // null: not loaded yet
  expanded: boolean;
  loading: boolean;
  error: string | null;
  summary: FileSummary | null;
}

export interface Form {
  pattern: string;
  recursive: boolean;
  skip_existing: boolean;
  enable_nsfw_detection: boolean;
  nsfw_threshold: string;  // as typed
  extract_metadata: boolean;
  extract_keywords: boolean;
  import_scores: boolean;
  max_files: string;       // as typed; empty: all
}

export type Field = keyof Form | 'directory';

export interface FileTypes {
  status: 'none' | 'loading' | 'ready' | 'failed';
  list: string[];
}

export interface ConfigureState {
  nodes: Readonly<Record<string, TreeNode>>;
  roots: readonly string[];
  rootsStatus: 'loading' | 'ready' | 'failed';
  rootsError: string;
  focused: string | null;          // the tree's one tab stop
  selection: readonly string[];    // folders that are ticked or typed
  typed: string;                   // what stands in the text field
  fileTypes: FileTypes;
  form: Form;
  errors: Readonly<Partial<Record<Field, string>>>;
  formError: string | null;
  starting: boolean;
}

/** A failure as polling tells it: a line of text. The stream tells it in full. */
export interface PolledLine {
  key: number;
  text: string;
  at: number | null;  // milliseconds since 1970; null: happened before this page looked
}

/** From emission at the server to the screen, in milliseconds. */
export interface Delay {
  latest: number;
  smooth: number;
  told: number;    // what the badge says; changes once a second, so that it can be read
  toldAt: number;
}

export interface FailedList {
  open: boolean;
  rows: readonly FileRow[];
  cursor: string | null;
  loading: boolean;
  complete: boolean;
  error: string | null;
}

export interface RateSample {
  at: number;      // milliseconds, the server's clock
  bytes: number;
  files: number;
  perSecond: number;
}

export interface SessionState {
  id: string;
  snapshot: Snapshot | null;
  parameters: Parameters | null;          // null: started elsewhere
  directories: readonly string[] | null;
  link: Link;
  way: Way['name'] | null;
  lastNewsAt: number;                     // by this machine's clock
  delay: Delay | null;                    // null: not measured on this connection
  samples: readonly RateSample[];         // one a second, the last two minutes
  failures: readonly Failure[];           // newest first, as the stream tells them
  failuresOmitted: number;                // older ones, which only the list of files has
  polled: readonly PolledLine[];                   // newest first: what happened since the stream was lost
  polledMissed: number;                   // and went by between two answers
  failed: FailedList;
  scanned: boolean | null;                // were pictures classified at all; null: not known
  busy: 'cancelling' | 'committing' | null;
  commandError: string | null;
  committedCount: number | null;
  holdUntilReview: boolean;               // finished while watched: the full bar is shown for a moment
}

export type { FilesState } from './files';

export interface HistoryState {
  open: boolean;
  rows: readonly SessionRow[];
  cursor: string | null;
  status: 'idle' | 'loading' | 'ready' | 'failed';
  error: string | null;
  confirming: string | null;   // the session whose deletion is to be confirmed
  deleting: string | null;
}

export interface Notice {
  kind: 'info' | 'problem';
  text: string;
}

export interface AppState {
  boot: 'loading' | 'ready' | 'failed';
  bootError: string;
  config: Config | null;
  step: Step;
  now: number;                // this machine's clock, once a second while it matters
  clockOffset: number;        // server minus this machine, milliseconds
  notice: Notice | null;
  announcement: string;
  configure: ConfigureState;
  session: SessionState | null;
  files: FilesState;
  history: HistoryState;
}

export const emptyFailed: FailedList = { open: false, rows: [], cursor: null, loading: false, complete: false, error: null };

export function newSession(id: string, parameters: Parameters | null): SessionState {
  return {
    id, snapshot: null, parameters, directories: parameters?.directories ?? null, link: 'connecting', way: null, lastNewsAt: 0,
    delay: null, samples: [], failures: [], failuresOmitted: 0, polled: [], polledMissed: 0, failed: emptyFailed,
    scanned: parameters === null ? null : parameters.enable_nsfw_detection,
    busy: null, commandError: null, committedCount: null, holdUntilReview: false,
  };
}

export const initialState: AppState = {
  boot: 'loading',
  bootError: '',
  config: null,
  step: 'configure',
  now: 0,
  clockOffset: 0,
  notice: null,
  announcement: '',
  configure: {
    nodes: {}, roots: [], rootsStatus: 'loading', rootsError: '', focused: null, selection: [], typed: '',
    fileTypes: { status: 'none', list: [] },
    form: {
      pattern: '', recursive: true, skip_existing: true, enable_nsfw_detection: true, nsfw_threshold: '0.5',
      extract_metadata: true, extract_keywords: true, import_scores: true, max_files: '',
    },
    errors: {}, formError: null, starting: false,
  },
  session: null,
  files: emptyFiles,
  history: { open: false, rows: [], cursor: null, status: 'idle', error: null, confirming: null, deleting: null },
};
