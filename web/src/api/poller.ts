// Asks for a session's status: once to make sure, or each second while nothing better works. A server that does not
// answer is asked ever more slowly.

import { ApiError } from './client';
import type { Snapshot } from './types';

export type FetchStatus = (signal: AbortSignal) => Promise<Snapshot>;

const kPollMs = 1_000;
const kPollMaxMs = 10_000;

export class Poller {
  /** Goes on asking after each answer, until stopped. */
  active = false;
  /** Requests that were not answered, since the last that was. */
  failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | null = null;

  constructor(
    private readonly fetchStatus: FetchStatus,
    private readonly onAnswer: (snapshot: Snapshot) => void,
    private readonly onMissing: (gone: boolean) => void,
  ) {}

  start(): void {
    if (this.active) return;
    this.active = true;
    this.failures = 0;
    this.ask();
  }

  stop(): void {
    this.active = false;
    clearTimeout(this.timer);
    this.abort?.abort();
    this.abort = null;
  }

  /** Now. */
  ask(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    this.fetchStatus(abort.signal).then(
      (snapshot) => { if (!abort.signal.aborted) this.answered(snapshot, abort); },
      (error: unknown) => { if (!abort.signal.aborted) this.missed(error, abort); },
    );
  }

  private answered(snapshot: Snapshot, abort: AbortController): void {
    this.onAnswer(snapshot);
    this.failures = 0;
    this.again(abort, kPollMs);
  }

  private missed(error: unknown, abort: AbortController): void {
    const delay = Math.min(kPollMs * 2 ** this.failures, kPollMaxMs);
    this.failures += 1;
    this.onMissing(error instanceof ApiError && error.status === 404);
    this.again(abort, delay);
  }

  // Unless the answer has led to another question, or to none.
  private again(abort: AbortController, delay: number): void {
    if (this.active && this.abort === abort) this.timer = setTimeout(() => this.ask(), delay);
  }
}
