// Sessions of the past: one a week, back from now.

import { FakeSession } from './fake-session.mjs';

const kPage = 25;
const kWeekMs = 7 * 24 * 3600 * 1000;
const outcomes = ['committed', 'committed', 'completed', 'committed', 'cancelled', 'committed', 'undone', 'committed', 'error', 'committed', 'commit_error', 'committed'];
const folders = [['/srv/photos/2024'], ['/srv/generated/comfyui'], ['/srv/photos/2024/Summer at the lake', '/srv/photos/Scans', '/srv/generated/video'], ['/srv/generated/sd-webui']];
const forgotten = new Set();

const idAt = (index) => `past0000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const indexOf = (id) => (/^past0000/.test(id ?? '') && !forgotten.has(id) ? Number(id.slice(-12)) : null);

function rowAt(index) {
  const status = outcomes[index % outcomes.length];
  const start = Date.now() - (index + 1) * kWeekMs - index * 3_700_000;
  const total = 180 + ((index * 7919) % 24_000);
  const errors = index % 3 === 0 ? index % 41 : 0;
  const read = status === 'cancelled' || status === 'error' ? Math.floor(total / 3) : total - errors;
  const seconds = 4 + total / 90;
  return {
    session_id: idAt(index), status, start_time: new Date(start).toISOString(), end_time: new Date(start + seconds * 1000).toISOString(),
    directories: folders[index % folders.length], total_files: total, processed_files: read, errors, skipped_existing: (index * 31) % 900,
    committed: status === 'committed' ? read : status === 'commit_error' ? Math.floor(read / 2) : 0, duration_seconds: seconds, run: 1,
    error: status === 'error' ? 'the disk with /srv/generated went away' : null,
    parameters: {
      directories: folders[index % folders.length], pattern: index % 4 === 1 ? '*.png|*.webp' : '*.png|*.jpg|*.jpeg|*.webp|*.avif|*.jxl|*.heic|*.gif|*.mp4|*.mov|*.webm|*.mkv',
      recursive: index % 5 !== 2, enable_nsfw_detection: index % 2 === 0, nsfw_threshold: 0.5, extract_metadata: true, extract_keywords: index % 7 !== 3,
      import_scores: true, skip_existing: index % 6 !== 5, max_files: index % 9 === 4 ? 100 : null, pixels: index % 2 === 0, content_hash: true, pixel_hash: false,
    },
  };
}

/** The sessions of today, then those of the past, page by page. */
export function pageOfSessions(today, cursor, control) {
  const past = Array.from({ length: control.past }, (_, index) => idAt(index)).filter((id) => !forgotten.has(id)).map((id) => rowAt(indexOf(id)));
  const all = [...today, ...past.filter((row) => !today.some((each) => each.session_id === row.session_id))]
    .sort((a, b) => (a.start_time < b.start_time ? 1 : -1));
  const from = Number(cursor ?? 0);
  return { sessions: all.slice(from, from + kPage), next_cursor: from + kPage < all.length ? String(from + kPage) : null };
}

export const forgetPast = (id) => forgotten.add(id);

/** A session of the past as one that has ended, so that it can be opened; undefined if there was none. */
export function revive(id, sessions, control) {
  const index = indexOf(id);
  if (index === null) return undefined;
  const row = rowAt(index);
  const session = new FakeSession(row.parameters, { ...control, files: row.total_files });
  session.stop();
  Object.assign(session, { id, status: row.status, start: Date.parse(row.start_time), end: Date.parse(row.end_time), total: row.total_files, target: row.total_files,
    settled: row.processed_files + row.errors, failed: row.errors });
  sessions.set(id, session);
  return session;
}
