// One session as it is followed: what every event changes.

import { FailureLog } from '../api/failure-log';
import { isNextRun, type Link } from '../api/news';
import type { Way } from '../api/way';
import {
  isResting, type CommitPlan, type FilePage, type Parameters, type SessionStatus, type Snapshot, type UndoResult,
} from '../api/types';
import { text } from '../text';
import { takeEta, type Eta } from './eta';
import { isNarrowed, type FailureQuery } from './failure-filter';
import {
  emptyFailed, emptyPlan, type AppState, type Busy, type Delay, type PolledLine, type RateSample, type SessionState, type Step,
} from './model';

export type SessionAction =
  | { type: 'session/snapshot'; snapshot: Snapshot; via: 'stream' | 'poll' | 'command'; now: number;
      /** It happened while we listened; `drawn`: how long the state before it took to the screen. */
      fresh?: boolean; drawn?: number;
      /** The server could not resume: what was known may be of another past. */
      restart?: boolean }
  | { type: 'session/failures'; failures: FailureLog; omitted: number }
  | { type: 'session/way'; way: Way['name'] }
  | { type: 'session/link'; link: Link }
  | { type: 'session/review' }
  | { type: 'session/busy'; busy: SessionState['busy'] }
  | { type: 'session/refused'; message: string }
  | { type: 'session/noted'; message: string; over: boolean }
  | { type: 'session/known'; directories: readonly string[] | null; committed: number | null; parameters?: Parameters | undefined }
  | { type: 'session/scanned'; scanned: boolean }
  | { type: 'failed/open'; open: boolean }
  | { type: 'failed/loading' }
  | { type: 'failed/loaded'; page: FilePage; append: boolean }
  | { type: 'failed/problem'; message: string }
  | { type: 'failed/query'; query: FailureQuery }
  | { type: 'failed/reasons'; reasons: Readonly<Record<string, number>> }
  | { type: 'session/planning'; key: string }
  | { type: 'session/planned'; key: string; value: CommitPlan | null; error: string | null }
  | { type: 'session/undone'; result: UndoResult };

const kPolledLines = 100;
const kSampleEveryMs = 1000;
const kQuietMs = 1500;
const kSpanMs = 5000;  // over which the server tells the speed
const kSamples = 120;
const kDelayWeight = 0.3;
const kTellDelayMs = 1000;
const kAnnounceMs = 4000;  // a voice needs about that long for one announcement

/** Where a session in this state is at home. */
export function stepOf(status: SessionStatus): Step {
  switch (status) {
    case 'completed': return 'preview';
    case 'committing': case 'committed': case 'commit_error': case 'undone': return 'commit';
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
      const next = set({ busy: action.busy, commandError: null, commandNote: null });
      if (action.busy === 'committing' || action.busy === 'undoing') return { ...next, step: 'commit' };
      return action.busy === 'retrying' ? { ...next, step: 'process' } : next;
    }
    case 'session/refused': return set({ busy: null, commandError: action.message });
    case 'session/noted': return set({ busy: action.over ? null : session.busy, commandNote: action.message });
    case 'session/known':
      return set({
        ...(action.parameters && session.parameters === null ? { parameters: action.parameters, scanned: action.parameters.enable_nsfw_detection } : {}),
        directories: action.directories ?? session.directories,
        committedCount: action.committed ?? session.committedCount,
      });
    case 'session/scanned': return set({ scanned: action.scanned });
    case 'failed/open': return set({ holdUntilReview: false, failed: { ...session.failed, open: action.open } });
    case 'failed/loading': return set({ failed: { ...session.failed, loading: true, error: null } });
    case 'failed/loaded': {
      const rows = action.append ? [...session.failed.rows, ...action.page.files] : action.page.files;
      const cursor = action.page.next_cursor;
      return set({ failed: { ...session.failed, rows, cursor, complete: cursor === null, loading: false, error: null } });
    }
    case 'failed/query': return set({ holdUntilReview: false, query: action.query, failed: { ...session.failed, rows: [], cursor: null, complete: false } });
    case 'failed/reasons': return set({ reasons: action.reasons });
    case 'session/planning': return set({ plan: { ...session.plan, key: action.key, loading: true, error: null } });
    case 'session/planned':
      return action.key !== session.plan.key ? state
        : set({ plan: { key: action.key, value: action.value ?? session.plan.value, loading: false, error: action.error } });
    case 'session/undone': return set({ undo: action.result });
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
    eta: nextEta(session.eta, before, snapshot),
    ...(via === 'poll' ? takePolled(session, snapshot) : { polled: kNoLines, polledMissed: 0 }),
    ...(action.restart ? { failures: FailureLog.empty, failuresOmitted: 0 } : {}),
    ...(isNextRun(before, snapshot) ? { failures: FailureLog.empty, failuresOmitted: snapshot.stats.errors, failed: emptyFailed, reasons: null, polled: kNoLines, polledMissed: 0, samples: kNoSamples } : {}),
    delay: action.fresh ? takeDelay(session.delay, now, now + state.clockOffset - snapshot.emitted_at / 1000 + (action.drawn ?? 0)) : session.delay,
    busy: keepBusy(session.busy, snapshot.status),
  };
  let step = state.step;
  if (before === null) {
    step = state.step === 'configure' ? step : stepOf(snapshot.status);
  } else if (before.status !== snapshot.status) {
    next.commandError = null;
    if (isResting(snapshot.status)) next.commandNote = null;
    next.committedCount = null;
    if (snapshot.status === 'committing' && snapshot.undoing !== true) next.undo = null;
    if (snapshot.status === 'processing') next.plan = emptyPlan;
    const followed = state.step === stepOf(before.status);
    const busyWithFailures = session.failed.open || isNarrowed(session.query);
    if (followed && snapshot.status === 'completed' && state.step === 'process') next.holdUntilReview = !busyWithFailures;
    else if (followed) step = stepOf(snapshot.status);
  }
  const announcement = announce(session, before, snapshot, now) ?? state.announcement;
  if (announcement !== state.announcement) next.announced = { at: now, tenth: tenthOf(snapshot) };
  return { ...state, now, step, session: next, announcement };
}

/** A command lasts until the state that it leads to. */
function keepBusy(busy: Busy | null, status: SessionStatus): Busy | null {
  switch (busy) {
    case 'cancelling': return isResting(status) ? null : busy;
    case 'pausing': return status === 'processing' || status === 'starting' ? busy : null;
    case 'resuming': return status === 'paused' ? busy : null;
    default: return null;
  }
}

function nextEta(eta: Eta | null, before: Snapshot | null, snapshot: Snapshot): Eta | null {
  const seconds = snapshot.eta_seconds;
  if (snapshot.status !== 'processing' || before?.status === 'paused' || (before !== null && before.run !== snapshot.run)) return null;
  return seconds === null ? eta : takeEta(eta, seconds, snapshot.emitted_at / 1000);
}

const kNoSamples: readonly RateSample[] = [];

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

/** A second without news while files are read: the last five seconds have become slower, whoever does not say so. */
export function quietSecond(session: SessionState, now: number): SessionState {
  const { snapshot, samples, link } = session;
  const last = samples[samples.length - 1];
  const follows = link === 'live' || link === 'polling';
  if (snapshot?.status !== 'processing' || last === undefined || !follows || now - session.lastNewsAt < kQuietMs) return session;
  const at = snapshot.emitted_at / 1000 + now - session.lastNewsAt;
  if (at - last.at < kSampleEveryMs) return session;
  const files = snapshot.processed_files + snapshot.stats.errors;
  const base = samples.findLast((sample) => sample.at <= at - kSpanMs) ?? samples[0]!;
  const perSecond = Math.max(0, ((files - base.files) * 1000) / Math.max(kSpanMs, at - base.at));
  const left = snapshot.total_files - files;
  return {
    ...session,
    samples: [...samples.slice(1 - kSamples), { at, bytes: snapshot.bytes_done, files, perSecond }],
    eta: perSecond === 0 || snapshot.eta_seconds === null ? null : takeEta(session.eta, left / perSecond, at),
  };
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

const tenthOf = (snapshot: Snapshot): number =>
  Math.floor((snapshot.status === 'committing' ? snapshot.commit_progress : snapshot.progress) / 10);

/** What to say aloud now: a change of status at once, each tenth when there is time for it. Null: nothing new. */
function announce(session: SessionState, before: Snapshot | null, after: Snapshot, now: number): string | null {
  if (before?.status !== after.status) return text.announceStatus(after);
  const tenth = tenthOf(after);
  const due = tenth > session.announced.tenth && tenth < 10 && now - session.announced.at >= kAnnounceMs;
  if (!due) return null;
  if (after.status === 'committing') return text.announceCommit(tenth * 10, after.undoing === true);
  return after.status === 'processing' && !after.discovering ? text.announceProgress(tenth * 10, after) : null;
}
