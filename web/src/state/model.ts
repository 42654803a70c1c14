// Everything the page knows. Plain values; changed by reduce() alone.

import { FailureLog } from '../api/failure-log';
import type { Link } from '../api/news';
import type { Way } from '../api/way';
import type {
  CommitPlan, Config, Estimate, FileRow, FileSummary, Parameters, SessionRow, Snapshot, UndoResult,
} from '../api/types';
import type { Eta } from './eta';
import { everyFailure, type FailureQuery } from './failure-filter';
import { emptyFiles, type FilesState } from './files';

export type Step = 'configure' | 'process' | 'preview' | 'commit';
export const kSteps: readonly Step[] = ['configure', 'process', 'preview', 'commit'];

export interface TreeNode {
  path: string;
  name: string;
  parent: string | null;
  level: number;           // 1: a root
  hasChildren: boolean;
  total: number | null;    // files directly in it; null: not known
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
  pixels: boolean | null;  // null: as the server does it, with NSFW detection
  content_hash: boolean;
  pixel_hash: boolean;
}

export type Field = keyof Form | 'directory';

export const kTreeSorts = ['name', 'files', 'new'] as const;
export type TreeSort = (typeof kTreeSorts)[number];

/** A folder that a search has found, among those that were loaded or on the server. */
export interface FolderHit {
  path: string;
  name: string;
  total: number | null;
  ingested: number;
}

export interface FolderSearchState {
  text: string;
  status: 'idle' | 'loading' | 'ready' | 'failed';
  found: readonly FolderHit[];  // what the server told
  complete: boolean;
}

export interface EstimateState {
  status: 'none' | 'loading' | 'ready' | 'failed';
  value: Estimate | null;       // while loading: the last one
  why: string;
}

/** Settings under a name. An empty pattern stands for every known type. */
export interface Preset {
  name: string;
  form: Form;
  directories: readonly string[] | null;  // null: the folders stay as they are
}

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
  sort: TreeSort;
  search: FolderSearchState;
  fileTypes: FileTypes;
  form: Form;
  estimate: EstimateState;
  presets: readonly Preset[];      // the user's own, in this browser
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

/** What a commit would do; `key`: the state of the session that it is about. */
export interface Plan {
  key: string;
  value: CommitPlan | null;
  loading: boolean;
  error: string | null;
}

export type Busy = 'pausing' | 'resuming' | 'cancelling' | 'retrying' | 'committing' | 'undoing';

/** Notifications of the system. `wanted` is remembered by this browser. */
export interface NotifyState {
  wanted: boolean;
  why: 'insecure' | 'unsupported' | 'denied' | null;  // why there can be none
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
  eta: Eta | null;
  failures: FailureLog;                   // as the stream tells them
  failuresOmitted: number;                // older ones, which only the list of files has
  polled: readonly PolledLine[];                   // newest first: what happened since the stream was lost
  polledMissed: number;                   // and went by between two answers
  failed: FailedList;
  query: FailureQuery;                    // which failures are looked at
  reasons: Readonly<Record<string, number>> | null;  // how many failed of each, where the stream has not told all
  scanned: boolean | null;                // were pictures classified at all; null: not known
  busy: Busy | null;
  commandError: string | null;
  commandNote: string | null;             // what a command has done, where the snapshot does not show it
  committedCount: number | null;
  plan: Plan;
  undo: UndoResult | null;
  announced: { at: number; tenth: number };  // what was said aloud last
  holdUntilReview: boolean;               // finished while watched: the full bar is shown for a moment
}

export type { FilesState } from './files';

export const kOutcomes = ['all', 'open', 'committed', 'stopped', 'undone'] as const;
export type OutcomeFilter = (typeof kOutcomes)[number];

export interface HistoryState {
  open: boolean;
  rows: readonly SessionRow[];
  cursor: string | null;
  status: 'idle' | 'loading' | 'ready' | 'failed';
  error: string | null;
  filter: OutcomeFilter;
  confirming: string | null;   // the session whose deletion is to be confirmed
  deleting: string | null;
}

export interface Notice {
  kind: 'info' | 'problem';
  text: string;
}

export const kThemes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof kThemes)[number];

export interface AppState {
  boot: 'loading' | 'ready' | 'failed';
  bootError: string;
  config: Config | null;
  step: Step;
  turns: number;              // how often the user, not the news, has changed the step
  now: number;                // this machine's clock, once a second while it matters
  clockOffset: number;        // server minus this machine, milliseconds
  notice: Notice | null;
  announcement: string;
  theme: Theme;
  dialog: 'help' | 'presets' | null;
  configure: ConfigureState;
  session: SessionState | null;
  files: FilesState;
  history: HistoryState;
  notify: NotifyState;
}

export const emptyFailed: FailedList = { open: false, rows: [], cursor: null, loading: false, complete: false, error: null };

export const emptyPlan: Plan = { key: '', value: null, loading: false, error: null };

export function newSession(id: string, parameters: Parameters | null): SessionState {
  return {
    id, snapshot: null, parameters, directories: parameters?.directories ?? null, link: 'connecting', way: null, lastNewsAt: 0,
    delay: null, samples: [], eta: null, failures: FailureLog.empty, failuresOmitted: 0, polled: [], polledMissed: 0, failed: emptyFailed,
    query: everyFailure, reasons: null,
    scanned: parameters === null ? null : parameters.enable_nsfw_detection,
    busy: null, commandError: null, commandNote: null, committedCount: null, plan: emptyPlan, undo: null, announced: { at: 0, tenth: 0 }, holdUntilReview: false,
  };
}

export const initialState: AppState = {
  boot: 'loading',
  bootError: '',
  config: null,
  step: 'configure',
  turns: 0,
  now: 0,
  clockOffset: 0,
  notice: null,
  announcement: '',
  theme: 'system',
  dialog: null,
  configure: {
    nodes: {}, roots: [], rootsStatus: 'loading', rootsError: '', focused: null, selection: [], typed: '',
    sort: 'name',
    search: { text: '', status: 'idle', found: [], complete: true },
    fileTypes: { status: 'none', list: [] },
    form: {
      pattern: '', recursive: true, skip_existing: true, enable_nsfw_detection: true, nsfw_threshold: '0.5',
      extract_metadata: true, extract_keywords: true, import_scores: true, max_files: '',
      pixels: null, content_hash: true, pixel_hash: false,
    },
    estimate: { status: 'none', value: null, why: '' },
    presets: [],
    errors: {}, formError: null, starting: false,
  },
  session: null,
  files: emptyFiles,
  history: { open: false, rows: [], cursor: null, status: 'idle', error: null, filter: 'all', confirming: null, deleting: null },
  notify: { wanted: false, why: null },
};
