// One session as it is followed: what every event changes.

import { isNextRun, type Link } from '../api/news';
import type { Way } from '../api/way';
import { isResting, type Failure, type FilePage, type SessionStatus, type Snapshot } from '../api/types';
import { text } from '../text';
import { emptyFailed, type AppState, type Delay, type PolledLine, type RateSample, type SessionState, type Step } from './model';

export type SessionAction =
  | { type: 'session/snapshot'; snapshot: Snapshot; via: 'stream' | 'poll' | 'command'; now: number;
      /** It happened while we listened; `drawn`: how long the state before it took to the screen. */
      fresh?: boolean; drawn?: number;
      /** The server could not resume: what was known may be of another past. */
      restart?: boolean }
  | { type: 'session/failures'; failures: readonly Failure[]; omitted: number }
  | { type: 'session/way'; way: Way['name'] }
  | { type: 'session/link'; link: Link }
  | { type: 'session/review' }
  | { type: 'session/busy'; busy: SessionState['busy'] }
  | { type: 'session/refused'; message: string }
  | { type: 'session/known'; directories: readonly string[] | null; committed: number | null }
  | { type: 'session/scanned'; scanned: boolean }
  | { type: 'failed/open'; open: boolean }
  | { type: 'failed/loading' }
  | { type: 'failed/loaded'; page: FilePage; append: boolean }
  | { type: 'failed/problem'; message: string };

const kPolledLines = 100;
const kSampleEveryMs = 1000;
const kSamples = 120;
const kDelayWeight = 0.3;
const kTellDelayMs = 1000;

/** Where a session in this state is at home. */
export function stepOf(status: SessionStatus): Step {
  switch (status) {
    case 'completed': case 'undone': return 'preview';
    case 'committing': case 'committed': case 'commit_error': return 'commit';
    default: return 'process';
  }
}

export function reduceSession(state: AppState, action: SessionAction): AppState {
  const session = state.session;
  if (session === null) return state;
  const set = (patch: Partial<SessionState>): AppState => ({ ...state, session: { ...session, ...patch } });
  switch (action.type) {
    case 'session/snapshot': return takeSnapshot(state, session, action);
    case 'session/failures': return set({ failures: action.failures, failuresOmitted: action.omitted });
    case 'session/way': return set({ way: action.way });
    case 'session/link': return takeLink(session, action.link, set);
    case 'session/review': {
      if (!session.holdUntilReview) return state;
      const next = set({ holdUntilReview: false });
      return state.step === 'process' ? { ...next, step: 'preview' } : next;
    }
    case 'session/busy': {
      const next = set({ busy: action.busy, commandError: null });
      return action.busy === 'committing' ? { ...next, step: 'commit' } : next;
    }
    case 'session/refused': return set({ busy: null, commandError: action.message });
    case 'session/known':
      return set({
        directories: action.directories ?? session.directories,
        committedCount: action.committed ?? session.committedCount,
      });
    case 'session/scanned': return set({ scanned: action.scanned });
    case 'failed/open': return set({ failed: { ...session.failed, open: action.open } });
    case 'failed/loading': return set({ failed: { ...session.failed, loading: true, error: null } });
    case 'failed/loaded': {
      const rows = action.append ? [...session.failed.rows, ...action.page.files] : action.page.files;
      const cursor = action.page.next_cursor;
      return set({ failed: { ...session.failed, rows, cursor, complete: cursor === null, loading: false, error: null } });
    }
    case 'failed/problem': return set({ failed: { ...session.failed, loading: false, error: action.message } });
    default: return state;
  }
}

function takeLink(session: SessionState, link: Link, set: (patch: Partial<SessionState>) => AppState): AppState {
  if (link === 'live') return set({ link });
  // At rest a command has either shown its effect or never will.
  const busy = link === 'resting' ? null : session.busy;
  return set({ link, busy, delay: null });
}

function takeSnapshot(
  state: AppState, session: SessionState, action: Extract<SessionAction, { type: 'session/snapshot' }>,
): AppState {
  const { snapshot, via, now } = action;
  const before = session.snapshot;
  const old = before !== null && snapshot.version <= before.version && !action.restart;
  if (snapshot.session_id !== session.id || old) return state;
  const next: SessionState = {
    ...session, snapshot, lastNewsAt: now,
    samples: addSample(session.samples, snapshot),
    ...(via === 'poll' ? takePolled(session, snapshot) : { polled: kNoLines, polledMissed: 0 }),
    ...(action.restart ? { failures: [], failuresOmitted: 0 } : {}),
    ...(isNextRun(before, snapshot) ? { failures: [], failuresOmitted: snapshot.stats.errors, failed: emptyFailed } : {}),
    delay: action.fresh ? takeDelay(session.delay, now, now + state.clockOffset - snapshot.emitted_at / 1000 + (action.drawn ?? 0)) : session.delay,
    busy: keepBusy(session.busy, snapshot.status),
  };
  let step = state.step;
  if (before === null) {
    step = state.step === 'configure' ? step : stepOf(snapshot.status);
  } else if (before.status !== snapshot.status) {
    next.commandError = null;
    next.committedCount = null;
    const followed = state.step === stepOf(before.status);
    if (followed && snapshot.status === 'completed' && state.step === 'process') next.holdUntilReview = true;
    else if (followed) step = stepOf(snapshot.status);
  }
  return { ...state, now, step, session: next, announcement: announce(state.announcement, before, snapshot) };
}

function keepBusy(busy: SessionState['busy'], status: SessionStatus): SessionState['busy'] {
  return busy === 'cancelling' && !isResting(status) ? busy : null;
}

function addSample(samples: readonly RateSample[], snapshot: Snapshot): readonly RateSample[] {
  if (snapshot.status !== 'processing') return samples;
  const at = snapshot.emitted_at / 1000;
  const last = samples[samples.length - 1];
  if (last && at - last.at < kSampleEveryMs) return samples;
  const sample = {
    at, bytes: snapshot.bytes_done, files: snapshot.processed_files + snapshot.stats.errors,
    perSecond: snapshot.files_per_second ?? 0,
  };
  return [...samples.slice(1 - kSamples), sample];
}

function takeDelay(before: Delay | null, now: number, latest: number): Delay {
  const smooth = before === null ? latest : before.smooth * (1 - kDelayWeight) + latest * kDelayWeight;
  if (before !== null && now - before.toldAt < kTellDelayMs) return { ...before, latest, smooth };
  return { latest, smooth, told: smooth, toldAt: now };
}

/** What is new at the end of `after`, a sliding window over a list whose previous window was `before`. */
export function newErrors(before: readonly string[], after: readonly string[]): string[] {
  for (let start = 0; start < before.length; ++start) {
    const kept = before.length - start;
    if (kept > after.length) continue;
    if (after.slice(0, kept).every((line, index) => line === before[start + index])) return after.slice(kept);
  }
  return [...after];
}

const kNoLines: readonly PolledLine[] = [];

function takePolled(session: SessionState, snapshot: Snapshot): Partial<SessionState> {
  const before = session.snapshot;
  const added = newErrors(before?.errors ?? [], snapshot.errors);
  const count = snapshot.stats.errors - (before?.stats.errors ?? 0);
  if (added.length === 0 && count <= 0) return {};
  const at = before === null ? null : snapshot.emitted_at / 1000;
  const last = session.polled[0]?.key ?? 0;
  const lines = added.map((text, index) => ({ key: last + index + 1, text, at })).reverse();
  return {
    polled: [...lines, ...session.polled].slice(0, kPolledLines),
    polledMissed: session.polledMissed + Math.max(0, count - added.length),
  };
}

function announce(current: string, before: Snapshot | null, after: Snapshot): string {
  if (before?.status !== after.status) return text.announceStatus(after);
  if (after.status === 'committing') {
    const tenth = Math.floor(after.commit_progress / 10);
    return tenth > Math.floor(before.commit_progress / 10) ? text.announceCommit(tenth * 10) : current;
  }
  if (after.discovering) return current;
  const tenth = Math.floor(after.progress / 10);
  return tenth > Math.floor(before.progress / 10) ? text.announceProgress(tenth * 10, after) : current;
}
