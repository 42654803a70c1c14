// The failures of one reason, or with some text in them. What was looked at once is not looked at again: while failures
// come in by the thousand, each costs one comparison.

import type { FailureLog, NewestFirst } from '../api/failure-log';
import type { Failure } from '../api/types';

export interface FailureQuery {
  readonly reason: string | null;
  readonly text: string;
}

export const everyFailure: FailureQuery = { reason: null, text: '' };

export const isNarrowed = ({ reason, text }: FailureQuery): boolean => reason !== null || text.trim() !== '';

export function matches(query: FailureQuery, failure: Pick<Failure, 'path' | 'reason' | 'message'>): boolean {
  if (query.reason !== null && failure.reason !== query.reason) return false;
  const text = query.text.trim().toLowerCase();
  return text === '' || failure.path.toLowerCase().includes(text) || failure.message.toLowerCase().includes(text);
}

export class FailureFilter {
  private query: FailureQuery = everyFailure;
  private log: FailureLog | null = null;
  private found: Failure[] = [];  // the oldest first

  /** Those of the log that match, to be looked at until the next call. */
  take(log: FailureLog, query: FailureQuery): NewestFirst<Failure> {
    if (!isNarrowed(query)) return log;
    const goesOn = this.log !== null && query.reason === this.query.reason && query.text === this.query.text && log.told >= this.log.told;
    const known = goesOn ? this.log!.at(0)?.seq ?? -1 : -1;
    if (!goesOn) this.found = [];
    const added: Failure[] = [];
    for (let index = 0; index < log.length; ++index) {
      const failure = log.at(index)!;
      if (failure.seq <= known) break;
      if (matches(query, failure)) added.push(failure);
    }
    this.found.push(...added.reverse());
    const oldest = log.at(log.length - 1)?.seq ?? Infinity;
    const first = this.found.findIndex((failure) => failure.seq >= oldest);
    if (first !== 0) this.found = first < 0 ? [] : this.found.slice(first);
    this.query = query;
    this.log = log;
    const { found } = this;
    return { length: found.length, at: (index) => found[found.length - 1 - index] };
  }
}
