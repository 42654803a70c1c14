// Every path of the server that the page knows.

const base = '/api/ingest';
const id = encodeURIComponent;

export const urls = {
  config: `${base}/config`,
  directories: (path: string | null) => `${base}/directories${path === null ? '' : `?path=${id(path)}`}`,
  fileTypes: `${base}/file-types`,
  process: `${base}/process`,
  stream: (session: string, position: number | null) =>
    `${base}/stream/${id(session)}?patch=1${position === null ? '' : `&last_event_id=${position}`}`,
  status: (session: string) => `${base}/status/${id(session)}`,
  session: (session: string) => `${base}/session/${id(session)}`,
  cancel: (session: string) => `${base}/session/${id(session)}/cancel`,
  files: (session: string, query: Record<string, string>) => {
    const text = new URLSearchParams(query).toString();
    return `${base}/files/${id(session)}${text === '' ? '' : `?${text}`}`;
  },
  report: (session: string) => `${base}/report/${id(session)}`,
  commit: `${base}/commit`,
  sessions: (cursor: string | null) => `${base}/sessions${cursor === null ? '' : `?cursor=${id(cursor)}`}`,
  activeSession: `${base}/active-session`,
};
