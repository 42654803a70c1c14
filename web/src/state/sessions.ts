// What the history says about a session. Pure.

import { isResting, type SessionRow, type SessionStatus } from '../api/types';
import { timeOf } from './format';
import type { OutcomeFilter } from './model';

/** Where a session stands: still open (running, or read and not yet committed), written, stopped by trouble, or taken back. */
export function outcomeOf(status: SessionStatus): Exclude<OutcomeFilter, 'all'> {
  switch (status) {
    case 'committed': return 'committed';
    case 'error': case 'commit_error': return 'stopped';
    case 'undone': return 'undone';
    default: return 'open';
  }
}

export const withOutcome = (rows: readonly SessionRow[], filter: OutcomeFilter): readonly SessionRow[] =>
  filter === 'all' ? rows : rows.filter((row) => outcomeOf(row.status) === filter);

export function outcomeCounts(rows: readonly SessionRow[]): Record<OutcomeFilter, number> {
  const counts = { all: rows.length, open: 0, committed: 0, stopped: 0, undone: 0 };
  for (const row of rows) counts[outcomeOf(row.status)] += 1;
  return counts;
}

/** How long it worked, as the server tells it, else from start to end; null while it runs. */
export function secondsOf(row: SessionRow): number | null {
  if (typeof row.duration_seconds === 'number') return row.duration_seconds;
  const start = timeOf(row.start_time);
  const end = timeOf(row.end_time);
  return start === null || end === null || !isResting(row.status) ? null : Math.max(0, (end - start) / 1000);
}

/** Files in the catalogue; null where nothing was written, or nobody counted. */
export const committedOf = (row: SessionRow): number | null =>
  typeof row.committed === 'number' && row.committed > 0 ? row.committed : null;
