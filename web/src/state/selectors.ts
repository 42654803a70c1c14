// What the page derives from its state. Pure.

import { isResting, type Snapshot } from '../api/types';
import { text } from '../text';
import * as format from './format';
import type { AppState, RateSample, SessionState, Step } from './model';

export type BadgeKind = 'live' | 'delayed' | 'waiting' | 'polling' | 'ended';

export interface Badge {
  kind: BadgeKind;
  label: string;
  detail: string;
}

const kDelayedMs = 2000;
const kQuietMs = 5000;
const kClockDoubtMs = -50;  // news from the future: the clocks are not known well enough to say anything

/** How fresh what is shown really is. */
export function badgeOf(session: SessionState, now: number): Badge {
  switch (session.link) {
    case 'connecting': return { kind: 'waiting', ...text.badge.connecting };
    case 'reconnecting': return { kind: 'waiting', ...text.badge.reconnecting };
    case 'polling': return { kind: 'polling', ...text.badge.polling };
    case 'resting': return { kind: 'ended', ...text.badge.ended };
    case 'gone': return { kind: 'ended', ...text.badge.gone };
    case 'live': break;
  }
  const { delay } = session;
  if (delay !== null && delay.latest > kDelayedMs) {
    return { kind: 'delayed', ...text.badge.delayed(format.delay(delay.latest)) };
  }
  const quiet = now - session.lastNewsAt;
  if (session.snapshot !== null && quiet > kQuietMs) return { kind: 'live', ...text.badge.quiet(format.duration(quiet / 1000)) };
  const known = delay !== null && delay.told > kClockDoubtMs;
  return { kind: 'live', ...text.badge.live(known ? format.delay(delay.told) : null) };
}

/** Bytes a second over the last few seconds; null while too little is known. */
export function bytesPerSecond(samples: readonly RateSample[]): number | null {
  const last = samples[samples.length - 1];
  const first = samples[Math.max(0, samples.length - 6)];
  if (!last || !first || last.at <= first.at || last.bytes < first.bytes) return null;
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
}

/** Seconds since the start, to the end if there is one; by the server's clock as far as it is known. */
export function elapsedSeconds(session: SessionState, now: number): number | null {
  const snapshot = session.snapshot;
  const start = format.timeOf(snapshot?.start_time);
  if (snapshot === null || start === null) return null;
  const end = isResting(snapshot.status) ? format.timeOf(snapshot.end_time) : null;
  if (end !== null) return Math.max(0, (end - start) / 1000);
  const newest = snapshot.emitted_at / 1000;
  const ticked = isResting(snapshot.status) ? newest : Math.max(newest, newest + (now - session.lastNewsAt));
  return Math.max(0, (ticked - start) / 1000);
}

/** True while the bar can have no length. */
export const isIndeterminate = (snapshot: Snapshot | null): boolean =>
  snapshot === null || (!isResting(snapshot.status) && (snapshot.discovering || snapshot.status === 'starting') && snapshot.progress === 0);

/** Files a commit would write, as far as the snapshot tells: some may be excluded, or written already. */
export const committable = (snapshot: Snapshot): number => snapshot.processed_files;

/** The state of the session that a plan of its commit is about. */
export const planKey = ({ snapshot }: SessionState): string | null =>
  snapshot === null ? null : `${snapshot.status} ${snapshot.run} ${snapshot.edits ?? 0} ${snapshot.version}`;

/** Files that a commit would write: exact once its plan is known. */
export function toWrite(session: SessionState): number {
  const { plan, snapshot } = session;
  if (plan.value !== null) return plan.value.new + plan.value.updated;
  return snapshot === null ? 0 : committable(snapshot);
}

/** Files a second, over the last second that was told: quiet enough to be read. Null: not known. */
export function filesPerSecond(session: SessionState, now: number): number | null {
  const { snapshot, samples } = session;
  if (snapshot === null) return null;
  if (isResting(snapshot.status) || snapshot.status === 'committing') {
    const elapsed = elapsedSeconds(session, now);
    return elapsed ? (snapshot.processed_files + snapshot.stats.errors) / elapsed : null;
  }
  if (snapshot.status === 'paused') return null;
  return samples[samples.length - 1]?.perSecond ?? snapshot.files_per_second;
}

/** Reasons of failures with their numbers, the most frequent first. */
export function reasonsOf(session: SessionState): [reason: string, files: number][] {
  const known = session.reasons !== null && session.failuresOmitted > 0 ? session.reasons : session.failures.reasons;
  return Object.entries(known).filter(([, files]) => files > 0).sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
}

/** Files that the commit has put into the catalogue; null until the server has told. */
export function committedFiles({ committedCount, plan, snapshot }: SessionState): number | null {
  if (committedCount !== null) return committedCount;
  const clean = snapshot?.status === 'committed' && snapshot.commit_errors.length === 0;
  return clean && plan.value !== null ? plan.value.new + plan.value.updated + plan.value.committed : null;
}

/** Which steps may be visited now. */
export function mayVisit(state: AppState, step: Step): boolean {
  const snapshot = state.session?.snapshot ?? null;
  if (step === 'configure') return true;
  if (state.session === null) return false;
  if (step === 'process') return true;
  if (snapshot === null) return false;
  if (step === 'preview') return isResting(snapshot.status) || snapshot.processed_files + snapshot.stats.errors > 0;
  return snapshot.status === 'committing' || snapshot.status === 'committed' || snapshot.status === 'commit_error' ||
    ((snapshot.status === 'completed' || snapshot.status === 'cancelled' || snapshot.status === 'undone') && committable(snapshot) > 0);
}

export function titleOf(state: AppState): string {
  const snapshot = state.session?.snapshot;
  if (!snapshot) return text.appName;
  const lead = text.titleLead(snapshot);
  return lead === '' ? text.appName : `${lead} · ${text.appName}`;
}
