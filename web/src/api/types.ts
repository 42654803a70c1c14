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
  time?: number;  // the server's clock, microseconds since 1970
}

export interface Directory {
  name: string;
  path: string;
  has_children: boolean;
  total_files: number;
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
  nsfw_score: number | null;
  generator: string | null;
  model_name: string | null;
  warning_count: number | null;
}

export interface FilePage {
  files: FileRow[];
  next_cursor: string | null;
  total: number | null;
}

export interface FileQuery {
  cursor?: string | null;
  limit?: number;
  state?: FileState | null;
  text?: string;
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
}

export interface SessionPage {
  sessions: SessionRow[];
  next_cursor?: string | null;
}

export interface ActiveSession {
  session_id: string | null;
  status: SessionStatus | null;
}
