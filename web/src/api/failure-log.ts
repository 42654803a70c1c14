// The failures of a run, in the order in which they were told. A log is a value: appending gives another and leaves the
// old one as it was. Both share their storage, so that a failure costs the same whether it is the first or the
// hundred-thousandth: entries stand in chunks, an append writes behind the end of the last one, where no older log looks,
// and the oldest chunks are let go once `kFailuresKept` newer failures are there.

import type { Failure } from './types';

export const kFailuresKept = 5000;
const kChunk = 250;

/** Anything that can be looked at from its newest member: 0 is the newest. */
export interface NewestFirst<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

export class FailureLog implements NewestFirst<Failure> {
  static readonly empty = new FailureLog([], 0, 0, {});

  /** How many can be looked at. */
  readonly length: number;

  private constructor(
    private readonly chunks: readonly Failure[][],  // all but the last are full
    private readonly held: number,                  // entries in the chunks that are this log's
    /** How many were ever told. */
    readonly told: number,
    /** Of all that were ever told, how many by reason. */
    readonly reasons: Readonly<Record<string, number>>,
  ) {
    this.length = Math.min(held, kFailuresKept);
  }

  /** The 0th is the newest. */
  at(index: number): Failure | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const position = this.held - 1 - index;
    return this.chunks[Math.floor(position / kChunk)]![position % kChunk];
  }

  /** Those that are newer than what is here already; the same log if none is. */
  append(failures: readonly Failure[]): FailureLog {
    const newest = this.at(0)?.seq ?? -1;
    const added = failures.filter((failure) => failure.seq > newest);
    if (added.length === 0) return this;
    let { chunks, held } = this;
    const reasons = { ...this.reasons };
    for (const failure of added) {
      const used = held % kChunk;
      const last = chunks[chunks.length - 1];
      if (used === 0) chunks = [...chunks, [failure]];
      else if (last!.length === used) last!.push(failure);
      else chunks = [...chunks.slice(0, -1), [...last!.slice(0, used), failure]];  // another log went on from here before
      held += 1;
      reasons[failure.reason] = (reasons[failure.reason] ?? 0) + 1;
    }
    const spare = Math.floor((held - kFailuresKept) / kChunk);
    if (spare > 0) {
      chunks = chunks.slice(spare);
      held -= spare * kChunk;
    }
    return new FailureLog(chunks, held, this.told + added.length, reasons);
  }

  /** All that can be looked at, the oldest first. */
  toArray(): Failure[] {
    return Array.from({ length: this.length }, (_, index) => this.at(this.length - 1 - index)!);
  }
}
