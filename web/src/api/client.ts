// Requests to the server. Every call resolves with the answer's JSON or rejects with an ApiError; none waits longer
// than its deadline.

import type {
  ActiveSession, Config, DirectoryListing, FilePage, FileQuery, Parameters, SessionPage, Snapshot, Started,
} from './types';
import { urls } from './urls';

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

export const api = {
  config: () => request<Config>('GET', urls.config),
  directories: (path: string | null) => request<DirectoryListing>('GET', urls.directories(path)),
  fileTypes: (paths: readonly string[], signal?: AbortSignal) =>
    request<{ file_types: string[] }>('POST', urls.fileTypes, paths, signal),
  process: (parameters: Partial<Parameters>) => request<Started>('POST', urls.process, { parameters }),
  status: (session: string, signal?: AbortSignal) => request<Snapshot>('GET', urls.status(session), undefined, signal),
  cancel: (session: string) => request<{ session_id: string; status: string }>('POST', urls.cancel(session), {}),
  files: (session: string, query: FileQuery, signal?: AbortSignal) => {
    const plain: Record<string, string> = {};
    if (query.cursor) plain['cursor'] = query.cursor;
    if (query.limit) plain['limit'] = String(query.limit);
    if (query.state) plain['state'] = query.state;
    if (query.text) plain['text'] = query.text;
    return request<FilePage>('GET', urls.files(session, plain), undefined, signal);
  },
  commit: (session: string) => request<{ session_id: string; status: string }>('POST', urls.commit, { session_id: session }),
  forget: (session: string) => request<{ status: string }>('DELETE', urls.session(session)),
  sessions: (cursor: string | null) => request<SessionPage>('GET', urls.sessions(cursor)),
  activeSession: () => request<ActiveSession>('GET', urls.activeSession),
  reportUrl: (session: string) => urls.report(session),
};

export type Api = typeof api;
