// Every path of the server that the page knows.

const base = '/api/ingest';
const id = encodeURIComponent;

export type Command = 'pause' | 'resume' | 'cancel' | 'retry' | 'undo';

/** Members without a value are left out. */
export type Query = Readonly<Record<string, string | number | null | undefined>>;

function asText(query: Query): string {
  const out = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== '') out.set(key, String(value));
  const text = out.toString();
  return text === '' ? '' : `?${text}`;
}

export const urls = {
  config: `${base}/config`,
  searchDirectories: (text: string) => `${base}/directories/search?text=${id(text)}`,
  estimate: `${base}/estimate`,
  directories: (path: string | null) => `${base}/directories${path === null ? '' : `?path=${id(path)}`}`,
  fileTypes: `${base}/file-types`,
  process: `${base}/process`,
  stream: (session: string, position: number | null) =>
    `${base}/stream/${id(session)}?patch=1${position === null ? '' : `&last_event_id=${position}`}`,
  status: (session: string) => `${base}/status/${id(session)}`,
  session: (session: string) => `${base}/session/${id(session)}`,
  command: (session: string, command: Command) => `${base}/session/${id(session)}/${command}`,
  undo: (session: string) => `${base}/session/${id(session)}/undo`,
  nsfw: (session: string, threshold: number | null) => `${base}/session/${id(session)}/nsfw${asText({ threshold })}`,
  commitPlan: (session: string) => `${base}/session/${id(session)}/commit-plan`,
  files: (session: string, query: Query = {}) => `${base}/files/${id(session)}${asText(query)}`,
  file: (session: string, file: number | string) => `${base}/files/${id(session)}/${id(file)}`,
  thumbnail: (session: string, file: number | string, size: 256 | 512) => `${base}/files/${id(session)}/${id(file)}/thumb?size=${size}`,
  sized: (thumbnail: string, size: 256 | 512) => `${thumbnail}${thumbnail.includes('?') ? '&' : '?'}size=${size}`,
  facets: (session: string) => `${base}/files/${id(session)}/facets`,
  report: (session: string, query: Query = {}) => `${base}/report/${id(session)}${asText(query)}`,
  commit: `${base}/commit`,
  sessions: (cursor: string | null) => `${base}/sessions${cursor === null ? '' : `?cursor=${id(cursor)}`}`,
  activeSession: `${base}/active-session`,
};
