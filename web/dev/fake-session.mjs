// A session that pretends to read files.

import { randomUUID } from 'node:crypto';
import { failureAt, pathAt } from './fake-library.mjs';

const kEveryMs = 50;
const resting = new Set(['completed', 'error', 'cancelled', 'committed', 'commit_error', 'undone']);

export class FakeSession {
  constructor(parameters, control) {
    Object.assign(this, { parameters, control, id: randomUUID(), status: 'starting', version: 1, start: Date.now(), end: null, total: 0, settled: 0 });
    this.folder = (parameters.directories ?? [parameters.directory])[0];
    this.target = Math.min(control.files, parameters.max_files ?? Infinity);
    this.skipped = parameters.skip_existing ? Math.floor(control.files / 5) : 0;
    this.errors = [];
    this.failures = [];
    this.failed = new Map();  // index → reason
    this.queue = [];          // what a retry has yet to read
    this.hands = [];          // what the workers are at: {index, since}
    this.run = 1;
    this.error = null;
    this.undoing = false;
    this.undo = null;
    this.commitProgress = 0;
    this.commitErrors = [];
    this.listeners = new Set();
    this.pausedMs = 0;
    this.timer = setInterval(() => this.step(), kEveryMs);
  }

  get resting() { return resting.has(this.status); }
  get discovering() { return this.run === 1 && Date.now() - this.start - this.pausedMs < this.control.discoverMs; }

  onChange(listener) { this.listeners.add(listener); return () => this.listeners.delete(listener); }
  changed() { this.version += 1; this.emittedAt = Date.now() * 1000; for (const listener of [...this.listeners]) listener(); }
  stop() { clearInterval(this.timer); }
  isFailure(index) { return this.control.failEvery > 0 && index % this.control.failEvery === this.control.failEvery - 1; }
  outcome(index) { return index >= this.settled || this.queue.includes(index) ? (this.resting ? 'skipped' : 'pending') : this.failed.has(index) ? 'failed' : 'done'; }
  get read() { return this.settled - this.failed.size - this.queue.length; }

  step() {
    if (this.status === 'starting') this.status = 'processing';
    if (this.control.troubleAt && this.read > this.control.troubleAt) return this.finish('error', 'The folder /srv/photos is not there any more. Is the drive connected?');
    const share = Math.min(1, (Date.now() - this.start - this.pausedMs) / this.control.discoverMs);
    this.total = this.discovering ? Math.floor(this.target * share) : this.target;
    const wobble = 1 + 0.35 * Math.sin(Date.now() / 2300) + 0.1 * Math.sin(Date.now() / 310);
    let files = Math.max(1, Math.round((this.control.rate * wobble * kEveryMs) / 1000));
    for (; files > 0 && this.queue.length > 0; --files) this.settle(this.queue.shift(), (index) => index % 2 === 0);
    for (; files > 0 && this.settled < this.total; --files) this.settle(this.settled++, (index) => this.isFailure(index));
    this.takeInHand();
    if (!this.discovering && this.settled === this.target && this.queue.length === 0) this.finish('completed');
    else this.changed();
  }

  settle(index, fails) {
    if (!fails(index)) return;
    const [reason, message] = failureAt(index);
    this.failed.set(index, reason);
    this.errors = [...this.errors, `${pathAt(index, this)}: ${message}`].slice(-10);
    this.failures.push({ seq: ++this.version, path: pathAt(index, this), stage: 'decode', reason, message, time: new Date().toISOString() });
  }

  // As the server does, not more often than once a second; one worker has been at a film for a while.
  takeInHand() {
    if (Date.now() - (this.handsAt ?? 0) < 1000) return;
    this.handsAt = Date.now();
    const film = this.hands.find((hand) => hand.film) ?? { index: 3, since: Date.now(), film: true };
    this.hands = [film, ...Array.from({ length: this.control.workers - 1 }, (_, i) => ({ index: this.settled + i, since: Date.now() - 40 * i }))];
  }

  finish(status, error = null) { this.stop(); this.hands = []; this.status = status; this.error = error; this.end = Date.now(); this.changed(); }
  cancel() { if (!this.resting) this.finish('cancelled'); }

  pause(error = null) {
    this.stop();
    this.status = 'paused';
    this.error = error;
    this.pausedAt = Date.now();
    this.changed();
    setTimeout(() => {
      if (this.status !== 'paused') return;
      this.hands = [];
      this.changed();
    }, 1500);
  }

  resume() {
    this.pausedMs += Date.now() - this.pausedAt;
    this.status = 'processing';
    this.error = null;
    this.timer = setInterval(() => this.step(), kEveryMs);
    this.changed();
  }

  retry(reason) {
    const byName = ['decoder_crashed', 'quarantined'];
    const chosen = [...this.failed].filter(([, of]) => (reason ? of === reason : !byName.includes(of))).map(([index]) => index);
    if (chosen.length === 0) return { retried: 0, left: this.failed.size };
    for (const index of chosen) this.failed.delete(index);
    this.queue = chosen;
    this.run += 1;
    this.errors = [];
    this.failures = [];
    this.end = null;
    this.status = 'processing';
    this.timer = setInterval(() => this.step(), kEveryMs);
    this.changed();
    return { retried: chosen.length, left: this.failed.size };
  }

  takeBack() {
    this.status = 'committing';
    this.undoing = true;
    this.commitProgress = 0;
    this.changed();
    const began = Date.now();
    this.timer = setInterval(() => {
      this.commitProgress = Math.min(100, Math.floor(((Date.now() - began) / this.control.commitMs) * 100));
      if (this.commitProgress < 100) return this.changed();
      this.undoing = false;
      const kept = Math.min(this.control.undoKept, this.read);
      this.undo = {
        removed: this.read - kept, restored: 0, kept,
        files: Array.from({ length: kept }, (_, i) => ({ path: pathAt(i * 3 + 1, this), why: i % 2 ? 'A later session has updated it.' : 'Its score was changed after the commit.' })),
      };
      this.finish('undone');
    }, kEveryMs);
  }

  plan() {
    return { new: Math.ceil(this.read * 0.9), updated: Math.floor(this.read * 0.1), excluded: 0, failed: this.failed.size, skipped_existing: this.skipped,
      cancelled: this.status === 'cancelled' ? this.total - this.settled : 0, committed: 0 };
  }

  commit() {
    this.status = 'committing';
    this.commitProgress = 0;
    this.commitErrors = [];
    this.changed();
    const began = Date.now();
    this.timer = setInterval(() => {
      this.commitProgress = Math.min(100, Math.floor(((Date.now() - began) / this.control.commitMs) * 100));
      if (this.control.commitFailEvery && this.commitProgress > this.commitErrors.length * 20 + 20 && this.commitErrors.length < 4) {
        this.commitErrors = [...this.commitErrors, `${pathAt(this.commitErrors.length * 31, this)}: The path is already taken by another row.`];
      }
      if (this.control.commitTrouble && this.commitProgress > 40) {
        this.commitError = 'The disk is full.';
        return this.finish('commit_error');
      }
      if (this.commitProgress === 100) this.finish('committed');
      else this.changed();
    }, kEveryMs);
  }

  snapshot() {
    const { read } = this;
    const done = this.settled - this.queue.length;
    const asked = this.parameters;
    const seconds = Math.max(0.001, ((this.end ?? Date.now()) - this.start - this.pausedMs) / 1000);
    const speed = this.settled / seconds;
    return {
      session_id: this.id, status: this.status, progress: this.status === 'starting' || (this.discovering && !this.resting) ? 0
        : this.target === 0 || this.status === 'completed' ? 100 : Math.floor((done / this.target) * 100),
      total_files: this.total, current_file: this.resting || (this.status === 'paused' && this.hands.length === 0) ? null : pathAt(this.queue[0] ?? this.settled, this).split('/').pop(), processed_files: read,
      stats: {
        total_files: this.total, total_discovered: this.total + this.skipped, skipped_existing: this.skipped, processed_files: read,
        metadata_extracted: asked.extract_metadata ? read : 0, keywords_added: asked.extract_keywords ? read * 14 : 0,
        scores_imported: asked.import_scores ? Math.floor(read / 5) : 0, nsfw_detected: asked.enable_nsfw_detection ? Math.floor(read / 40) : 0, errors: this.failed.size,
      },
      errors: this.errors, error: this.error, start_time: new Date(this.start).toISOString(), end_time: this.end === null ? null : new Date(this.end).toISOString(),
      commit_progress: this.commitProgress, commit_errors: this.commitErrors, commit_error: this.commitError ?? null, run: this.run, version: this.version,
      emitted_at: this.emittedAt ?? this.start * 1000, discovering: this.discovering && !this.resting,
      files_per_second: this.status === 'processing' ? Math.round(this.control.rate * (1 + 0.35 * Math.sin(Date.now() / 2300)) * 10) / 10 : null,
      eta_seconds: this.status === 'processing' && !this.discovering ? ((this.target - done) / Math.max(speed, 1)) * (0.8 + 0.4 * Math.random()) : null, bytes_done: this.settled * 1_940_000,
      workers: this.hands.map(({ index, since }) => ({ file: pathAt(index, this).split('/').pop(), since })), undoing: this.undoing, edits: 0,
    };
  }

  row() {
    return {
      session_id: this.id, status: this.status, start_time: new Date(this.start).toISOString(), end_time: this.end === null ? null : new Date(this.end).toISOString(),
      directories: this.parameters.directories ?? [this.parameters.directory], total_files: this.total, processed_files: this.read, errors: this.failed.size, parameters: this.parameters, run: this.run, error: this.error,
      committed: this.status === 'committed' ? this.read - this.commitErrors.length : 0,
    };
  }
}
