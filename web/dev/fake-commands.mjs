// The commands to a session that pretends.

const kAllowed = {
  pause: ['starting', 'processing'],
  resume: ['paused'],
  cancel: ['starting', 'processing', 'paused'],
  retry: ['completed', 'cancelled', 'error', 'committed', 'commit_error', 'undone'],
  undo: ['committed', 'commit_error'],
};
const kLatencyMs = 120;  // so that the page has to wait a little

/** {status, value}: the answer. */
export function answerCommand(session, command, body) {
  const allowed = kAllowed[command];
  if (!allowed) return { status: 404, value: { detail: 'no such command' } };
  if (!allowed.includes(session.status)) return { status: 409, value: { detail: `${command} is allowed from ${allowed.join(', ')}` } };
  const answer = (status, more = {}) => ({ status: 200, value: { session_id: session.id, status, ...more } });
  switch (command) {
    case 'pause': setTimeout(() => session.pause(), kLatencyMs); return answer('paused');
    case 'resume': setTimeout(() => session.resume(), kLatencyMs); return answer('processing');
    case 'cancel': setTimeout(() => session.cancel(), kLatencyMs); return answer('cancelled');
    case 'retry': {
      const done = session.retry(body.reason);
      return answer(session.status, done);
    }
    default: session.takeBack(); return answer('undo_started');
  }
}
