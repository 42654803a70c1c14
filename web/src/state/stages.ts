// Where the files of a session are. The stages add up: found = known + waiting + reading + read + failed (+ left).

import type { Snapshot } from '../api/types';

export interface Stages {
  found: number;
  known: number;    // skipped: in the catalogue, unchanged
  waiting: number;
  reading: number;
  read: number;
  failed: number;
  left: number;     // never read: the session was cancelled, or stopped by an error
}

const kOver: ReadonlySet<Snapshot['status']> = new Set(['completed', 'cancelled', 'error', 'committing', 'committed', 'commit_error', 'undone']);

export function stagesOf(snapshot: Snapshot | null): Stages {
  if (snapshot === null) return { found: 0, known: 0, waiting: 0, reading: 0, read: 0, failed: 0, left: 0 };
  const { stats, total_files: total, processed_files: read } = snapshot;
  const failed = stats.errors;
  const open = Math.max(0, total - read - failed);
  const over = kOver.has(snapshot.status);
  // The list of workers is told once a second, the counts more often.
  const reading = over ? 0 : Math.min(open, snapshot.workers?.length ?? 0);
  const known = stats.skipped_existing;
  const counted = { known, waiting: over ? 0 : open - reading, reading, read, failed, left: over ? open : 0 };
  return { found: Object.values(counted).reduce((sum, n) => sum + n, 0), ...counted };
}

/** How much is done, 0 to 100, finer than the server's whole percents but never beyond the next one: for the bar. */
export function shareOf(snapshot: Snapshot | null): number {
  if (snapshot === null) return 0;
  const { progress, total_files: total } = snapshot;
  if (progress >= 100 || total === 0) return progress;
  const done = ((snapshot.processed_files + snapshot.stats.errors) / total) * 100;
  return snapshot.discovering || done < progress ? progress : Math.min(done, progress + 1, 99.9);
}

/** One slot for each worker: a file stays where it is until it is done, so that the list does not jump about. */
export function takeSlots<T extends { file: string; since: number }>(before: readonly (T | null)[], workers: readonly T[]): (T | null)[] {
  const same = (a: T | null, b: T): boolean => a !== null && a.file === b.file && a.since === b.since;
  const left = workers.filter((worker) => !before.some((slot) => same(slot, worker)));
  const slots = before.map((slot) => workers.find((worker) => same(slot, worker)) ?? null);
  for (const worker of left) {
    const free = slots.indexOf(null);
    if (free < 0) slots.push(worker);
    else slots[free] = worker;
  }
  return slots;
}
