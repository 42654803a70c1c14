// What must hold for every snapshot, wherever it is seen (DESIGN §6).

import assert from 'node:assert/strict';

export const statuses = ['starting', 'processing', 'paused', 'completed', 'error', 'cancelled', 'committing', 'committed', 'commit_error', 'undone'];
const kResting = new Set(['completed', 'error', 'cancelled', 'committed', 'commit_error', 'undone']);
const kUnderWay = new Set(['starting', 'processing', 'paused']);
export const isResting = (snapshot) => kResting.has(snapshot.status);

const kKeys = {
  session_id: 'string', status: 'string', progress: 'count', total_files: 'count', current_file: 'text?', processed_files: 'count', stats: 'object',
  errors: 'texts', error: 'text?', start_time: 'time', end_time: 'time?', commit_progress: 'count', commit_errors: 'texts', commit_error: 'text?',
  run: 'count', version: 'count', emitted_at: 'count', discovering: 'boolean', files_per_second: 'number', eta_seconds: 'number?', bytes_done: 'count',
  edits: 'count',
  workers: 'workers', undoing: 'boolean',
};
const kStats = ['total_files', 'total_discovered', 'skipped_existing', 'processed_files', 'metadata_extracted', 'keywords_added', 'scores_imported', 'nsfw_detected', 'errors'];

const isTime = (v) => typeof v === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(v) && !Number.isNaN(Date.parse(v));
const kKinds = {
  string: (v) => typeof v === 'string', boolean: (v) => typeof v === 'boolean', object: (v) => v !== null && typeof v === 'object',
  count: (v) => Number.isSafeInteger(v) && v >= 0, number: (v) => typeof v === 'number' && v >= 0, text: (v) => typeof v === 'string',
  texts: (v) => Array.isArray(v) && v.every((text) => typeof text === 'string'), time: isTime,
  workers: (v) => Array.isArray(v) && v.every((each) => Object.keys(each).join() === 'file,since' && typeof each.file === 'string' && Number.isSafeInteger(each.since)),
};

function checkShape(s) {
  assert.deepEqual(Object.keys(s).sort(), Object.keys(kKeys).sort(), 'a snapshot has exactly the documented keys');
  assert.deepEqual(Object.keys(s.stats).sort(), [...kStats].sort(), 'stats have exactly the documented keys');
  for (const [key, kind] of Object.entries(kKeys)) {
    const fits = kind.endsWith('?') ? s[key] === null || kKinds[kind.slice(0, -1)](s[key]) : kKinds[kind](s[key]);
    assert.ok(fits, `${key} is no ${kind}: ${JSON.stringify(s[key])}`);
  }
  for (const key of kStats) assert.ok(kKinds.count(s.stats[key]), `stats.${key}: ${JSON.stringify(s.stats[key])}`);
  assert.ok(statuses.includes(s.status), `status ${s.status}`);
}

function checkArithmetic(s) {
  const {stats} = s;
  assert.equal(stats.total_files, s.total_files, 'both totals are the same');
  assert.equal(stats.processed_files, s.processed_files, 'both processed counts are the same');
  assert.equal(stats.total_discovered, stats.skipped_existing + stats.total_files, 'found = skipped + total');
  assert.ok(s.processed_files + stats.errors <= s.total_files, `${s.processed_files} processed + ${stats.errors} failed > ${s.total_files}`);
  assert.ok(stats.metadata_extracted <= s.processed_files && stats.scores_imported <= s.processed_files && stats.nsfw_detected <= s.processed_files);
  assert.ok(s.progress <= 100 && s.commit_progress <= 100);
  assert.ok(s.errors.length <= 10 && s.errors.length <= stats.errors, 'the newest ten errors');
  assert.ok(s.run >= 1 && s.version >= 1);
  if (s.discovering) assert.equal(s.progress, 0, 'progress is 0 while discovering');
  if (kUnderWay.has(s.status)) assert.ok(s.progress < 100, '100 only at the end');
  else assert.equal(s.discovering, false, `not discovering when ${s.status}`);
  if (s.status === 'completed') {
    assert.equal(s.processed_files + stats.errors, s.total_files, 'everything has an outcome');
    assert.equal(s.progress, 100);
    assert.ok(s.end_time, 'a session that has ended says when');
  }
  if (s.status === 'committed' || s.status === 'undone') assert.equal(s.commit_progress, 100);
  if (s.undoing) assert.equal(s.status, 'committing', 'an undo is a commit taken back');
  if (s.status === 'paused') assert.deepEqual([s.files_per_second, s.eta_seconds], [0, null], 'a pause has no speed');
  if (isResting(s)) assert.deepEqual(s.workers, [], 'nobody works on a session at rest');
}

function checkTimes(s) {
  const emitted = s.emitted_at / 1000;
  assert.ok(emitted <= Date.now() + 2000, `emitted_at ${s.emitted_at} lies in the future`);
  assert.ok(emitted >= Date.parse(s.start_time) - 2000, `emitted_at ${s.emitted_at} lies before the session`);
  if (s.end_time) assert.ok(Date.parse(s.end_time) >= Date.parse(s.start_time) - 1);
}

// Not nsfw_detected: it follows the threshold, which may be moved at any time.
const kRising = ['total_discovered', 'skipped_existing', 'processed_files', 'metadata_extracted', 'keywords_added', 'scores_imported', 'errors'];

function checkStep(before, s) {
  assert.equal(s.session_id, before.session_id);
  assert.equal(s.start_time, before.start_time, 'a session starts once');
  assert.ok(s.version > before.version, `version rises: ${before.version}, then ${s.version}`);
  assert.ok(s.run >= before.run);
  if (s.run !== before.run) return;
  assert.ok(s.progress >= before.progress, `progress falls from ${before.progress} to ${s.progress}`);
  assert.ok(s.bytes_done >= before.bytes_done);
  for (const key of kRising) assert.ok(s.stats[key] >= before.stats[key], `stats.${key} falls from ${before.stats[key]} to ${s.stats[key]}`);
  if (!before.discovering) assert.ok(!s.discovering, 'discovery ends once');
  if (isResting(before)) assert.ok(!kUnderWay.has(s.status), `${before.status}, then ${s.status}`);
}

/** Throws unless `next` is a right snapshot and may follow `previous` (undefined: none was seen). */
export function checkSnapshot(previous, next) {
  try {
    checkShape(next);
    checkArithmetic(next);
    checkTimes(next);
    if (previous) checkStep(previous, next);
  } catch (error) {
    error.message += `\nin ${JSON.stringify(next)}${previous ? `\nafter ${JSON.stringify(previous)}` : ''}`;
    throw error;
  }
  return next;
}

/** Every event of a default stream: unnamed, id = version, one right step after another. */
export function checkEvents(events) {
  let previous;
  for (const {id, event, data} of events) {
    if (event === 'gone') continue;
    assert.equal(event, 'message', 'events of the default form have no name');
    assert.equal(id, String(data.version), 'the id is the version');
    previous = checkSnapshot(previous, data);
  }
  return previous;
}
