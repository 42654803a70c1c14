// Stand-ins for what the tests of the stream client need: a source that does as it is told, snapshots and failures.

import { FailureLog } from './failure-log';
import type { EventType } from './reader';
import type { Source, SourceListener } from './source';
import type { Failure, Snapshot, SessionStatus } from './types';

export const snapshotAt = (version: number, status: SessionStatus = 'processing'): Snapshot =>
  ({ session_id: 's', run: 1, version, status, errors: [], stats: { errors: 0 } }) as unknown as Snapshot;

export const failureAt = (seq: number): Failure =>
  ({ seq, path: `/${seq}.png`, stage: 'decode', reason: 'corrupt', message: 'ends early', time: '2026-01-02T03:04:05Z' });

/** A log of these, the oldest first. */
export const logOf = (...seqs: number[]): FailureLog => FailureLog.empty.append(seqs.map(failureAt));

export class FakeSource implements Source {
  readyState = 0;
  closes = 0;

  constructor(readonly url: string, private readonly listener: SourceListener) {}

  close(): void { this.closes += 1; this.readyState = 2; }
  open(): void { this.readyState = 1; this.listener.opened(); }
  send(type: EventType, data: unknown, id: number | string): void {
    this.listener.event(type, typeof data === 'string' ? data : JSON.stringify(data), String(id));
  }
  snapshot(version: number, status?: SessionStatus): void { this.send('snapshot', snapshotAt(version, status), version); }
  patch(version: number, more: object = {}): void { this.send('patch', { version, ...more }, version); }
  failure(seq: number): void { this.send('failure', failureAt(seq), seq); }
  end(version: number, status: SessionStatus): void { this.send('end', snapshotAt(version, status), version); }
  drop(): void { this.readyState = 0; this.listener.failed(); }
  refuse(): void { this.readyState = 2; this.listener.failed(); }
}

/** Remembers every source that was opened. */
export class FakeSources {
  readonly all: FakeSource[] = [];
  readonly open = (url: string, listener: SourceListener): FakeSource => {
    const source = new FakeSource(url, listener);
    this.all.push(source);
    return source;
  };
  get newest(): FakeSource { return this.all[this.all.length - 1]!; }
  get openCount(): number { return this.all.filter((source) => source.readyState !== 2).length; }
}
