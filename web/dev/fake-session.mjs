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
    this.failed = 0;
    this.commitProgress = 0;
    this.commitErrors = [];
    this.listeners = new Set();
    this.timer = setInterval(() => this.step(), kEveryMs);
  }

  get resting() { return resting.has(this.status); }
  get discovering() { return Date.now() - this.start < this.control.discoverMs; }

  onChange(listener) { this.listeners.add(listener); return () => this.listeners.delete(listener); }
  changed() { this.version += 1; this.emittedAt = Date.now() * 1000; for (const listener of [...this.listeners]) listener(); }
  stop() { clearInterval(this.timer); }
  isFailure(index) { return this.control.failEvery > 0 && index % this.control.failEvery === this.control.failEvery - 1; }
  outcome(index) { return index >= this.settled ? (this.resting ? 'skipped' : 'pending') : this.isFailure(index) ? 'failed' : 'done'; }

  step() {
    if (this.status === 'starting') this.status = 'processing';
    const share = Math.min(1, (Date.now() - this.start) / this.control.discoverMs);
    this.total = Math.floor(this.target * share);
    const wobble = 1 + 0.35 * Math.sin(Date.now() / 2300) + 0.1 * Math.sin(Date.now() / 310);
    const until = Math.min(this.total, this.settled + Math.max(1, Math.round((this.control.rate * wobble * kEveryMs) / 1000)));
    for (; this.settled < until; ++this.settled) {
      if (!this.isFailure(this.settled)) continue;
      this.failed += 1;
      const [reason, message] = failureAt(this.settled);
      this.errors = [...this.errors, `${pathAt(this.settled, this)}: ${message}`].slice(-10);
      this.failures.push({ seq: ++this.version, path: pathAt(this.settled, this), stage: 'decode', reason, message, time: new Date().toISOString() });
    }
    if (!this.discovering && this.settled === this.target) this.finish('completed');
    else this.changed();
  }

  finish(status) { this.stop(); this.status = status; this.end = Date.now(); this.changed(); }
  cancel() { if (!this.resting) this.finish('cancelled'); }

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
      if (this.commitProgress === 100) this.finish('committed');
      else this.changed();
    }, kEveryMs);
  }

  snapshot() {
    const read = this.settled - this.failed;
    const asked = this.parameters;
    const seconds = Math.max(0.001, ((this.end ?? Date.now()) - this.start) / 1000);
    const speed = this.settled / seconds;
    return {
      session_id: this.id, status: this.status, progress: this.status === 'starting' || (this.discovering && !this.resting) ? 0
        : this.target === 0 || this.status === 'completed' ? 100 : Math.floor((this.settled / this.target) * 100),
      total_files: this.total, current_file: this.resting ? null : pathAt(this.settled, this).split('/').pop(), processed_files: read,
      stats: {
        total_files: this.total, total_discovered: this.total + this.skipped, skipped_existing: this.skipped, processed_files: read,
        metadata_extracted: asked.extract_metadata ? read : 0, keywords_added: asked.extract_keywords ? read * 14 : 0,
        scores_imported: asked.import_scores ? Math.floor(read / 5) : 0, nsfw_detected: asked.enable_nsfw_detection ? Math.floor(read / 40) : 0, errors: this.failed,
      },
      errors: this.errors, error: null, start_time: new Date(this.start).toISOString(), end_time: this.end === null ? null : new Date(this.end).toISOString(),
      commit_progress: this.commitProgress, commit_errors: this.commitErrors, commit_error: null, run: 1, version: this.version,
      emitted_at: this.emittedAt ?? this.start * 1000, discovering: this.discovering && !this.resting,
      files_per_second: this.status === 'processing' ? Math.round(this.control.rate * (1 + 0.35 * Math.sin(Date.now() / 2300)) * 10) / 10 : null,
      eta_seconds: this.status === 'processing' && !this.discovering ? (this.target - this.settled) / Math.max(speed, 1) : null, bytes_done: this.settled * 1_940_000,
    };
  }

  row() {
    return {
      session_id: this.id, status: this.status, start_time: new Date(this.start).toISOString(), end_time: this.end === null ? null : new Date(this.end).toISOString(),
      directories: this.parameters.directories ?? [this.parameters.directory], total_files: this.total, processed_files: this.settled - this.failed, errors: this.failed,
      committed: this.status === 'committed' ? this.settled - this.failed - this.commitErrors.length : 0,
    };
  }
}
