// The server's JSON as it travels (docs/http-api.md). Field names are the server's.

export type SessionStatus =
  | 'starting' | 'processing' | 'paused' | 'completed' | 'error' | 'cancelled'
  | 'committing' | 'committed' | 'commit_error' | 'undone';

const kResting: ReadonlySet<SessionStatus> = new Set(['completed', 'error', 'cancelled', 'committed', 'commit_error', 'undone']);

/** Nothing more will happen by itself: the stream ends here. */
export const isResting = (status: SessionStatus): boolean => kResting.has(status);

/** The states from which a commit may be started. */
export const mayCommit = (status: SessionStatus): boolean =>
  status === 'completed' || status === 'cancelled' || status === 'commit_error' || status === 'undone';

export interface Config {
  version: string;
  roots: string[];
  nsfw_available: boolean;
  nsfw_detail: string;
  transport: 'sse' | 'polling';
  limits: Record<string, unknown>;
  default_pattern: string;
  workers?: number;
  time?: number;  // the server's clock, microseconds since 1970
}

export interface Directory {
  name: string;
  path: string;
  has_children: boolean;
  total_files: number | null;  // null: the disk did not tell in time
  ingested_files: number;
}

export interface FileSummary {
  total_files: number;
  by_extension: Record<string, number>;
  ingested_files: number;
}

export interface DirectoryListing {
  path: string | null;
  parent: string | null;
  directories: Directory[];
  file_summary: FileSummary | null;
}

export interface Parameters {
  directories: string[];
  pattern: string;
  recursive: boolean;
  skip_existing: boolean;
  enable_nsfw_detection: boolean;
  pixels: boolean;
  nsfw_threshold: number;
  extract_metadata: boolean;
  extract_keywords: boolean;
  import_scores: boolean;
  max_files: number | null;
  content_hash?: boolean;
  pixel_hash?: boolean;
}

export interface Started {
  session_id: string;
  status: string;
  total_files: number;
  total_discovered: number;
  skipped_existing: number;
  discovering: boolean;
}

export interface Stats {
  total_files: number;
  total_discovered: number;
  skipped_existing: number;
  processed_files: number;
  metadata_extracted: number;
  keywords_added: number;
  scores_imported: number;
  nsfw_detected: number;
  errors: number;
}

export interface Snapshot {
  session_id: string;
  status: SessionStatus;
  progress: number;
  total_files: number;
  current_file: string | null;
  processed_files: number;
  stats: Stats;
  errors: string[];
  error: string | null;
  start_time: string | null;
  end_time: string | null;
  commit_progress: number;
  commit_errors: string[];
  commit_error: string | null;
  run: number;
  version: number;
  emitted_at: number;
  discovering: boolean;
  files_per_second: number | null;
  eta_seconds: number | null;
  bytes_done: number;
  workers?: WorkerNews[];  // one for each file in a worker's hands
  undoing?: boolean;
  edits?: number;          // how often the review was changed
}

export interface WorkerNews {
  file: string;
  since: number;  // milliseconds since 1970
}

export type FileState = 'pending' | 'running' | 'done' | 'failed' | 'skipped';

export interface FileError {
  stage: string;
  reason: string;
  message: string;
}

/** One failed file, as the stream tells it. */
export interface Failure extends FileError {
  seq: number;
  path: string;
  path_base64?: string;
  time: string | number;
}

export interface FileRow {
  id: number | string;
  path: string;
  path_base64?: string;
  size: number;
  state: FileState;
  skipped_existing: boolean;
  error: FileError | null;
  at: string | number | null;
  included: boolean;
  committed: boolean;
  file_type: string | null;
  format: string | null;
  width: number | null;
  height: number | null;
  duration: number | null;
  keyword_count: number | null;
  score: number | null;
  score_set?: boolean;     // the user's own, not what was read
  nsfw_score: number | null;
  nsfw?: boolean | null;   // the effective label; null: never scanned
  nsfw_set?: boolean;
  generator: string | null;
  model_name: string | null;
  warning_count: number | null;
  commit_error?: FileError | null;
  thumbnail?: string | null;
  change?: FileChange | null;
  same_as?: string | null;
}

export const kChanges = ['new', 'changed', 'identical', 'moved', 'duplicate'] as const;
export type FileChange = (typeof kChanges)[number];
export type NsfwLabel = 'nsfw' | 'safe' | 'unknown';

/** A row with everything that was read from the file. */
export interface FileDetail extends FileRow {
  record: Record<string, unknown> | null;
}

/** What the list is narrowed to; all that are set must hold. */
export interface FileFilters {
  state?: FileState;
  reason?: string;
  label?: NsfwLabel;
  change?: FileChange;
  score?: string;      // "4", "none", "4,5"
  generator?: string;  // exact; "none": files without
  model?: string;
  keyword?: string;
  text?: string;
  included?: '1' | '0';
  commit_failed?: '1' | '0';  // the newest commit could not write it
}

export interface FileEdit {
  included?: boolean;
  score?: number | null;   // null: back to what was read
  nsfw?: boolean | null;   // null: back to the threshold
}

export type FileChoice = { ids: (number | string)[] } | { filter: FileFilters; except?: (number | string)[] };

export interface Edited {
  matched: number;
  changed: number;
}

export interface FacetValue {
  value: string | null;
  files: number;
}

export interface Facets {
  states: Partial<Record<FileState, number>>;
  reasons: Record<string, number>;
  labels: Record<NsfwLabel, number>;
  changes: Partial<Record<FileChange, number>>;
  scores: Record<string, number>;
  generators: FacetValue[];
  models: FacetValue[];
  keywords: FacetValue[];
  excluded: number;
}

/** What a threshold would make of the files. */
export interface ThresholdCounts {
  threshold: number;
  nsfw: number;
  safe: number;
  unknown: number;
  to_nsfw?: number;
  to_safe?: number;
}

export interface CommitPlan {
  new: number;
  updated: number;
  excluded: number;
  failed: number;
  skipped_existing: number;
  cancelled: number;
  committed: number;
}

export interface UndoResult {
  removed: number;
  restored: number;
  kept: number;
  files: { path: string; why: string }[];
}

/** What a session with these parameters would have to do. */
export interface Estimate {
  total_files: number;
  known: number;
  to_read: number;
  bytes: number;
  complete: boolean;  // false: there was not enough time to see every folder
  seconds: { low: number; high: number } | null;
}

export interface FolderSearch {
  directories: (Directory & { parent: string | null })[];
  complete: boolean;
}

export interface FilePage {
  files: FileRow[];
  next_cursor: string | null;
  total: number | null;
}

export interface FileQuery extends Omit<FileFilters, 'state'> {
  state?: FileState | null;
  cursor?: string | null;
  offset?: number;
  limit?: number;
  count?: '1';  // tell the exact total
}

export interface SessionRow {
  session_id: string;
  status: SessionStatus;
  start_time: string | null;
  end_time: string | null;
  directories: string[];
  total_files: number;
  processed_files: number;
  errors: number;
  committed: number | boolean | null;
  skipped_existing?: number;
  parameters?: Parameters;
  duration_seconds?: number | null;
  run?: number;
  error?: string | null;
}

export interface SessionPage {
  sessions: SessionRow[];
  next_cursor?: string | null;
}

export interface ActiveSession {
  session_id: string | null;
  status: SessionStatus | null;
}
