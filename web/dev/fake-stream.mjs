// Both forms of the stream for a session that pretends: whole snapshots, or patches, failures and the end.

export function sendStream(req, res, session, url, control) {
  if (control.stream === 'refuse') { res.writeHead(503, { 'retry-after': '1' }); res.end(); return; }
  const given = req.headers['last-event-id'] ?? url.searchParams.get('last_event_id');
  if (session.resting && given === String(session.version)) { res.writeHead(204); res.end(); return; }
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' });
  res.write('retry: 1000\n\n');
  if (control.stream === 'silent') return;
  const later = (text, end) => setTimeout(() => { res.write(text); if (end) res.end(); }, control.delayMs);
  const send = url.searchParams.get('patch') === '1' ? patchForm(session, given, later) : () => later(event(session.version, null, session.snapshot()), session.resting);
  send();
  const stop = session.onChange(send);
  const beat = setInterval(() => res.write(': still here\n\n'), 10_000);
  res.on('close', () => { stop(); clearInterval(beat); });
}

const event = (id, name, data) => `${name === null ? '' : `event: ${name}\n`}id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

function patchForm(session, given, write) {
  const last = Number(given);
  const usable = given !== null && given !== undefined && Number.isInteger(last) && last <= session.version;
  let told = usable ? session.failures.findIndex((failure) => failure.seq > last) : 0;
  if (told < 0) told = session.failures.length;
  let state = null;
  return () => {
    const next = session.snapshot();
    let text = '';
    if (state !== null && next.run !== state.run) told = 0;
    const failures = () => {
      for (; told < session.failures.length; ++told) text += event(session.failures[told].seq, 'failure', session.failures[told]);
    };
    if (state === null) {
      const owed = session.failures[told];
      text += event(owed ? owed.seq - 1 : next.version, 'snapshot', { ...next, ...(given && !usable ? { resumed: false } : {}) });
      failures();
    } else {
      failures();
      if (!session.resting) {
        const patch = diff(state, next);
        text += event(next.version, patch ? 'patch' : 'snapshot', patch ?? next);
      }
    }
    state = next;
    if (session.resting) text += event(next.version, 'end', next);
    write(text, session.resting);
  };
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The merge patch from one state to the next; null where none exists. */
function diff(before, after) {
  const patch = {};
  for (const [name, value] of Object.entries(after)) {
    if (JSON.stringify(value) === JSON.stringify(before[name])) continue;
    if (value === null) return null;
    const inner = isObject(value) && isObject(before[name]) ? diff(before[name], value) : value;
    if (inner === null) return null;
    patch[name] = inner;
  }
  return patch;
}
