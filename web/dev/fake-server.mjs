// A stand-in for the server, for working on the page and testing it in browsers: serves dist/ under the real content
// policy, and plays sessions over the real API. Node only.
//   node dev/fake-server.mjs [port]
//   POST /dev/control {"files":1000,"rate":100,"past":60,"estimate":"ok|partial|unknown|fail","stream":"ok|silent|refuse","nsfw":true,"transport":"sse|polling", …}
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { estimateOf, searchFolders } from './fake-folders.mjs';
import { forgetPast, pageOfSessions, revive } from './fake-history.mjs';
import { directory, extensionsOf } from './fake-library.mjs';
import { answerCommand } from './fake-commands.mjs';
import { answerFiles } from './fake-files.mjs';
import { FakeSession } from './fake-session.mjs';
import { sendStream } from './fake-stream.mjs';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const control = { files: 1000, rate: 120, failEvery: 60, discoverMs: 900, commitMs: 3000, commitFailEvery: 0, stream: 'ok', nsfw: false, transport: 'sse', delayMs: 0, workers: 4, troubleAt: 0, commitTrouble: false, undoKept: 0, estimateMs: 300, estimate: 'ok', past: 60 };
const sessions = new Map();
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const known = new Set(['directory', 'directories', 'pattern', 'recursive', 'enable_nsfw_detection', 'nsfw_threshold', 'extract_metadata',
  'extract_keywords', 'import_scores', 'skip_existing', 'max_files', 'pixels', 'content_hash', 'pixel_hash']);

const json = (res, value, status = 200) => {
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  res.end(JSON.stringify(value));
};
const fail = (res, status, detail) => json(res, { detail }, status);
const body = async (req) => {
  let text = '';
  for await (const chunk of req) text += chunk;
  return text === '' ? {} : JSON.parse(text);
};

function problemOf(parameters) {
  for (const key of Object.keys(parameters)) if (!known.has(key)) return `${key}: unknown parameter`;
  const folders = [...(parameters.directories ?? []), ...(parameters.directory ? [parameters.directory] : [])];
  if (folders.length === 0) return 'directory: is required: name a folder, or several in directories';
  if (folders.some((path) => directory(path) === null)) return 'directory: is not inside a folder that this server may read';
  if (parameters.max_files > 1_000_000) return 'max_files: must be at most 1000000';
  return null;
}

async function api(req, res, url) {
  const [, , , what, id, command] = url.pathname.split('/').map(decodeURIComponent);
  const session = sessions.get(id) ?? revive(id, sessions, control);
  const needsSession = ['stream', 'status', 'files', 'report', 'commit-status', 'session'].includes(what);
  if (needsSession && !session) return fail(res, 404, 'no such session');
  if (session && ['files', 'session', 'report'].includes(what)) {
    const answer = (value, status) => { json(res, value, status); return true; };
    if (await answerFiles(req, res, url, session, body, control, answer)) return;
  }
  switch (`${req.method} ${what}`) {
    case 'GET config':
      return json(res, {
        time: Date.now() * 1000, version: '0.1.0', roots: ['/srv/photos', '/srv/generated'], nsfw_available: control.nsfw, transport: control.transport, limits: {}, workers: control.workers,
        nsfw_detail: control.nsfw ? '' : 'No model is installed. Put nsfw.onnx into the data folder, or run “sluice doctor” to see what is missing.',
        default_pattern: '*.png|*.jpg|*.jpeg|*.webp|*.avif|*.jxl|*.heic|*.gif|*.mp4|*.mov|*.webm|*.mkv',
      });
    case 'GET directories': {
      if (id === 'search') return json(res, searchFolders(url.searchParams.get('text') ?? ''));
      const listing = directory(url.searchParams.get('path'));
      return listing === null ? fail(res, 404, 'path: no such folder') : json(res, listing);
    }
    case 'POST file-types': return json(res, { file_types: extensionsOf(await body(req)) });
    case 'POST estimate': {
      const { parameters } = await body(req);
      const problem = problemOf(parameters);
      await new Promise((done) => setTimeout(done, control.estimateMs));
      return problem ? fail(res, 400, problem) : json(res, estimateOf(parameters, control));
    }
    case 'POST process': {
      const { parameters } = await body(req);
      const problem = problemOf(parameters);
      if (problem) return fail(res, 400, problem);
      const fresh = new FakeSession(parameters, { ...control });
      sessions.set(fresh.id, fresh);
      return json(res, { session_id: fresh.id, status: 'started', total_files: 0, total_discovered: 0, skipped_existing: 0, discovering: true });
    }
    case 'GET stream': return sendStream(req, res, session, url, control);
    case 'GET status': return json(res, session.snapshot());
    case 'POST session': {
      const { status, value } = answerCommand(session, command, await body(req));
      return json(res, value, status);
    }
    case 'GET session':
      if (command === 'commit-plan') return json(res, session.plan());
      if (command === 'undo') return session.undo ? json(res, session.undo) : fail(res, 404, 'this session was not undone');
      return json(res, session.row());
    case 'DELETE session': session.stop(); sessions.delete(id); forgetPast(id); return json(res, { status: 'cleaned_up' });
    case 'GET report': res.writeHead(200, { 'content-type': 'text/html' }); return res.end('<h1>Report</h1>');
    case 'POST commit': {
      const { session_id } = await body(req);
      const target = sessions.get(session_id);
      if (!target) return fail(res, 404, 'no such session');
      if (!['completed', 'cancelled', 'commit_error', 'undone'].includes(target.status)) return fail(res, 409, 'commit is allowed from completed, cancelled, commit_error or undone');
      Object.assign(target.control, control);
      target.commit();
      return json(res, { session_id, status: 'commit_started' });
    }
    case 'GET sessions': return json(res, pageOfSessions([...sessions.values()].reverse().map((each) => each.row()), url.searchParams.get('cursor'), control));
    case 'GET active-session': {
      const active = [...sessions.values()].reverse().find((each) => each.status !== 'committed');
      return json(res, { session_id: active?.id ?? null, status: active?.status ?? null });
    }
    default: return fail(res, 404, 'no such address');
  }
}

const server = createServer(async (req, res) => {
  const url = new URL(req.url, 'http://localhost');
  try {
    if (url.pathname.startsWith('/api/ingest/')) return await api(req, res, url);
    if (url.pathname === '/dev/control') return json(res, Object.assign(control, await body(req)));
    const page = url.pathname === '/' || url.pathname === '/ingest-v2';
    const path = normalize(page ? '/index.html' : url.pathname);
    const bytes = await readFile(join(dist, path));
    res.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream', 'content-security-policy': policy, 'x-content-type-options': 'nosniff' });
    return res.end(bytes);
  } catch (error) {
    return res.headersSent ? res.end() : fail(res, error.code === 'ENOENT' ? 404 : 500, String(error.message));
  }
});
server.listen(Number(process.argv[2] ?? 7863), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
