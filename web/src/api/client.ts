// Requests to the server. Every call resolves with the answer's JSON or rejects with an ApiError; none waits longer
// than its deadline.

import type {
  ActiveSession, CommitPlan, Config, DirectoryListing, Edited, Estimate, Facets, FileChoice, FileDetail, FileEdit, FileFilters, FilePage,
  FileQuery, FileRow, FolderSearch, Parameters, SessionPage, SessionRow, Snapshot, Started, ThresholdCounts, UndoResult,
} from './types';
import { urls, type Command } from './urls';

/** `status` is the HTTP status, 0 when no answer came at all; `detail` is a sentence for people, or empty. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly detail: string) {
    super(detail === '' ? `HTTP ${status}` : detail);
  }
}

const kDeadlineMs = 20_000;

async function request<T>(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const deadline = new AbortController();
  const abort = () => deadline.abort();
  const timer = setTimeout(abort, kDeadlineMs);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const init: RequestInit = { method, signal: deadline.signal, headers: { accept: 'application/json' } };
    if (body !== undefined) {
      init.headers = { accept: 'application/json', 'content-type': 'application/json' };
      init.body = JSON.stringify(body);
    }
    const response = await fetch(url, init);
    if (!response.ok) throw new ApiError(response.status, await readDetail(response));
    return (await response.json()) as T;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(0, '');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

async function readDetail(response: Response): Promise<string> {
  try {
    const json: unknown = await response.json();
    const detail = (json as { detail?: unknown } | null)?.detail;
    return typeof detail === 'string' ? detail : '';
  } catch {
    return '';  // not JSON: a proxy's page, say
  }
}

export interface CommandAnswer {
  session_id: string;
  status: string;
  retried?: number;
  left?: number;
}

export const api = {
  config: () => request<Config>('GET', urls.config),
  directories: (path: string | null) => request<DirectoryListing>('GET', urls.directories(path)),
  fileTypes: (paths: readonly string[], signal?: AbortSignal) =>
    request<{ file_types: string[] }>('POST', urls.fileTypes, paths, signal),
  process: (parameters: Partial<Parameters>) => request<Started>('POST', urls.process, { parameters }),
  status: (session: string, signal?: AbortSignal) => request<Snapshot>('GET', urls.status(session), undefined, signal),
  searchDirectories: (text: string, signal?: AbortSignal) => request<FolderSearch>('GET', urls.searchDirectories(text), undefined, signal),
  estimate: (parameters: Partial<Parameters>, signal?: AbortSignal) => request<Estimate>('POST', urls.estimate, { parameters }, signal),
  session: (session: string) => request<SessionRow>('GET', urls.session(session)),
  /** `retry` may name a reason class; the others take nothing. */
  command: (session: string, command: Command, body: { reason?: string } = {}) =>
    request<CommandAnswer>('POST', urls.command(session, command), body),
  undone: (session: string) => request<UndoResult>('GET', urls.undo(session)),
  files: (session: string, query: FileQuery, signal?: AbortSignal) =>
    request<FilePage>('GET', urls.files(session, { ...query }), undefined, signal),
  file: (session: string, file: number | string, signal?: AbortSignal) => request<FileDetail>('GET', urls.file(session, file), undefined, signal),
  editFiles: (session: string, choice: FileChoice, set: FileEdit) => request<Edited>('PATCH', urls.files(session), { ...choice, set }),
  facets: (session: string, signal?: AbortSignal) => request<Facets>('GET', urls.facets(session), undefined, signal),
  /** Without a threshold: at the session's own. */
  thresholdCounts: (session: string, threshold: number | null, signal?: AbortSignal) =>
    request<ThresholdCounts>('GET', urls.nsfw(session, threshold), undefined, signal),
  setThreshold: (session: string, threshold: number) =>
    request<{ nsfw_threshold: number; nsfw_detected: number }>('PATCH', urls.session(session), { nsfw_threshold: threshold }),
  commitPlan: (session: string, signal?: AbortSignal) => request<CommitPlan>('GET', urls.commitPlan(session), undefined, signal),
  commit: (session: string) => request<{ session_id: string; status: string }>('POST', urls.commit, { session_id: session }),
  forget: (session: string) => request<{ status: string }>('DELETE', urls.session(session)),
  sessions: (cursor: string | null) => request<SessionPage>('GET', urls.sessions(cursor)),
  activeSession: () => request<ActiveSession>('GET', urls.activeSession),
  reportUrl: (session: string) => urls.report(session),
  exportUrl: (session: string, format: 'csv' | 'json', filters: FileFilters) => urls.report(session, { format, ...filters }),
  /** The address that a row brings names the file's bytes, so that a browser may keep the picture. */
  thumbnailOf: (session: string, row: FileRow, size: 256 | 512) =>
    row.thumbnail ? urls.sized(row.thumbnail, size) : urls.thumbnail(session, row.id, size),
  /** Asked for only to learn why a picture does not come. */
  thumbnail: (url: string) => request<unknown>('GET', url),
};

export type Api = typeof api;
