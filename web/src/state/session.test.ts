import { describe, expect, it } from 'vitest';
import { FailureLog } from '../api/failure-log';
import type { Failure, FileRow, SessionStatus, Snapshot } from '../api/types';
import { initialState, type AppState } from './model';
import { reduce } from './reduce';
import { newErrors } from './reduce-session';
import {
  badgeOf, bytesPerSecond, committedFiles, elapsedSeconds, isIndeterminate, mayVisit, planKey, reasonsOf, titleOf, toWrite,
} from './selectors';
import { Store } from './store';

const kStart = Date.UTC(2026, 0, 1);
let versions = 0;

function snapshot(patch: Partial<Snapshot> & { errorCount?: number; ms?: number } = {}): Snapshot {
  const { errorCount = 0, ms = 0, ...rest } = patch;
  return {
    session_id: 's', status: 'processing', progress: 0, total_files: 100, current_file: null, processed_files: 0,
    stats: {
      total_files: 100, total_discovered: 100, skipped_existing: 0, processed_files: 0, metadata_extracted: 0, keywords_added: 0,
      scores_imported: 0, nsfw_detected: 0, errors: errorCount,
    },
    errors: [], error: null, start_time: new Date(kStart).toISOString(), end_time: null, commit_progress: 0, commit_errors: [],
    commit_error: null, run: 1, version: ++versions, emitted_at: (kStart + ms) * 1000, discovering: false, files_per_second: 10, eta_seconds: 5,
    bytes_done: 0, ...rest,
  };
}

const opened = (): AppState => reduce(reduce(initialState, { type: 'open', id: 's', parameters: null, step: 'process' }), { type: 'session/link', link: 'live' });
const take = (state: AppState, value: Snapshot, now = kStart, more: { fresh?: boolean; drawn?: number; restart?: boolean } = {}): AppState =>
  reduce(state, { type: 'session/snapshot', snapshot: value, via: 'stream', now, ...more });
const poll = (state: AppState, value: Snapshot): AppState =>
  reduce(state, { type: 'session/snapshot', snapshot: value, via: 'poll', now: kStart });
const status = (state: AppState, value: SessionStatus): AppState => take(state, snapshot({ status: value, processed_files: 9 }));

describe('the step', () => {
  it.each<[SessionStatus, string]>([['processing', 'process'], ['paused', 'process'], ['completed', 'preview'], ['committing', 'commit'],
    ['committed', 'commit'], ['commit_error', 'commit'], ['cancelled', 'process'], ['error', 'process'], ['undone', 'commit']])(
    'a reload during %s returns to %s', (value, step) => expect(status(opened(), value).step).toBe(step));

  it('shows the full bar for a moment before the preview', () => {
    let state = status(status(opened(), 'processing'), 'completed');
    expect(state.step).toBe('process');
    expect(state.session!.holdUntilReview).toBe(true);
    state = reduce(state, { type: 'session/review' });
    expect(state.step).toBe('preview');
  });

  it('stays where the user went', () => {
    let state = reduce(status(opened(), 'processing'), { type: 'step', step: 'configure' });
    state = status(state, 'completed');
    expect(reduce(state, { type: 'session/review' }).step).toBe('configure');
  });

  it('does not take away the failures that are being looked at, nor a step that was just chosen', () => {
    let state = reduce(status(opened(), 'processing'), { type: 'failed/query', query: { reason: 'corrupt', text: '' } });
    state = status(state, 'completed');
    expect(reduce(state, { type: 'session/review' }).step).toBe('process');
    state = reduce(status(status(opened(), 'processing'), 'completed'), { type: 'step', step: 'process' });
    expect(reduce(state, { type: 'session/review' }).step).toBe('process');
  });

  it('follows a commit and its end', () => {
    let state = status(opened(), 'completed');
    expect(mayVisit(state, 'commit')).toBe(true);
    state = reduce(state, { type: 'session/busy', busy: 'committing' });
    expect(state.step).toBe('commit');
    state = status(state, 'committing');
    expect(state.session!.busy).toBeNull();
    expect(status(state, 'committed').step).toBe('commit');
  });

  it('cancelling lasts until the session rests', () => {
    let state = reduce(status(opened(), 'processing'), { type: 'session/busy', busy: 'cancelling' });
    state = status(state, 'processing');
    expect(state.session!.busy).toBe('cancelling');
    expect(status(state, 'cancelled').session!.busy).toBeNull();
  });

  it('a command that changed nothing ends when the session rests', () => {
    const state = reduce(status(opened(), 'completed'), { type: 'session/busy', busy: 'committing' });
    expect(reduce(state, { type: 'session/link', link: 'resting' }).session!.busy).toBeNull();
  });

  it('a pause lasts until the session is paused, a resume until it is not', () => {
    let state = reduce(status(opened(), 'processing'), { type: 'session/busy', busy: 'pausing' });
    expect(status(state, 'processing').session!.busy).toBe('pausing');
    state = status(state, 'paused');
    expect(state.session!.busy).toBeNull();
    state = reduce(state, { type: 'session/busy', busy: 'resuming' });
    expect(status(state, 'paused').session!.busy).toBe('resuming');
    expect(status(state, 'processing').session!.busy).toBeNull();
  });

  it('follows a retry from anywhere, and an undo', () => {
    let state = reduce(status(opened(), 'completed'), { type: 'step', step: 'commit' });
    state = reduce(state, { type: 'session/busy', busy: 'retrying' });
    expect(state.step).toBe('process');
    state = reduce(status(opened(), 'committed'), { type: 'session/busy', busy: 'undoing' });
    expect(status(state, 'undone').step).toBe('commit');
  });

  it('a plan of another state of the session is not taken', () => {
    const plan = { new: 1, updated: 0, excluded: 0, failed: 0, skipped_existing: 0, cancelled: 0, committed: 0 };
    let state = reduce(status(opened(), 'completed'), { type: 'session/planning', key: 'b' });
    state = reduce(state, { type: 'session/planned', key: 'a', value: plan, error: null });
    expect(state.session!.plan.value).toBeNull();
    state = reduce(state, { type: 'session/planned', key: 'b', value: plan, error: null });
    expect(state.session!.plan).toMatchObject({ value: plan, loading: false });
  });

  it('ignores what is about another session', () => {
    const state = opened();
    expect(take(state, snapshot({ session_id: 'other' }))).toBe(state);
  });
});

describe('errors', () => {
  it('finds what is new in a sliding window', () => {
    expect(newErrors([], ['a'])).toEqual(['a']);
    expect(newErrors(['a', 'b', 'c'], ['b', 'c', 'd'])).toEqual(['d']);
    expect(newErrors(['a', 'a'], ['a', 'a'])).toEqual([]);
    expect(newErrors(['a', 'b'], ['x', 'y'])).toEqual(['x', 'y']);
  });

  const failure = (seq: number): Failure => ({ seq, path: `/${seq}.png`, stage: 'decode', reason: 'corrupt', message: 'no', time: '' });
  const log = (...seqs: number[]) => FailureLog.empty.append(seqs.map(failure));

  it('are those of the stream, and polled lines stand in while there is none', () => {
    let state = take(opened(), snapshot({ errors: ['/1.png: no'], errorCount: 1 }));
    state = reduce(state, { type: 'session/failures', failures: log(1), omitted: 3 });
    expect(state.session!.polled).toEqual([]);
    state = poll(state, snapshot({ errors: ['/1.png: no', '/2.png: no'], errorCount: 2, ms: 500 }));
    expect(state.session!.polled).toMatchObject([{ text: '/2.png: no', at: kStart + 500 }]);
    state = take(state, snapshot({ errors: ['/1.png: no', '/2.png: no'], errorCount: 2 }));
    state = reduce(state, { type: 'session/failures', failures: log(1, 2), omitted: 3 });
    expect(state.session!.polled).toEqual([]);
    expect(state.session!.failures.toArray().map((each) => each.seq)).toEqual([1, 2]);
    expect(state.session!.failuresOmitted).toBe(3);
  });

  it('polled lines come newest first with their times, and those that went by are counted', () => {
    let state = poll(opened(), snapshot({ errors: ['old'], errorCount: 1 }));
    expect(state.session!.polled).toMatchObject([{ text: 'old', at: null }]);
    const window = Array.from({ length: 10 }, (_, i) => `e${i}`);
    state = poll(state, snapshot({ errors: window, errorCount: 21, ms: 500 }));
    expect(state.session!.polled[0]).toMatchObject({ text: 'e9', at: kStart + 500 });
    expect(state.session!.polled).toHaveLength(11);
    expect(state.session!.polledMissed).toBe(10);
    expect(new Set(state.session!.polled.map((line) => line.key)).size).toBe(11);
  });

  it('of another past are forgotten', () => {
    let state = reduce(take(opened(), snapshot()), { type: 'session/failures', failures: log(1), omitted: 0 });
    state = take(state, snapshot({ version: 0 }));
    expect(state.session!.failures).toHaveLength(1);
    state = take(state, snapshot({ version: 0 }), kStart, { restart: true });
    expect(state.session!.failures).toHaveLength(0);
    expect(state.session!.snapshot!.version).toBe(0);
  });

  it('the full list is loaded page by page', () => {
    const row = (id: number) => ({ id, path: `/${id}.png` }) as FileRow;
    const before = opened();
    let state = reduce(before, { type: 'failed/loading' });
    expect(state.session!.failed.loading).toBe(true);
    state = reduce(state, { type: 'failed/loaded', append: false, page: { files: [row(1)], next_cursor: '1', total: null } });
    state = reduce(state, { type: 'failed/loaded', append: true, page: { files: [row(2)], next_cursor: null, total: null } });
    expect(state.session!.failed).toMatchObject({ loading: false, complete: true });
    expect(state.session!.failed.rows.map((each) => each.id)).toEqual([1, 2]);
    expect(state.configure).toBe(before.configure);
  });

  it('a bounded number of polled lines is kept', () => {
    let state = opened();
    for (let i = 0; i < 300; ++i) state = poll(state, snapshot({ errors: [`e${i}`], errorCount: i + 1 }));
    expect(state.session!.polled).toHaveLength(100);
  });
});

describe('the badge', () => {
  const badge = (state: AppState, now: number) => badgeOf(state.session!, now);

  const fresh = (state: AppState, ms: number, way: number, drawn = 0) => take(state, snapshot({ ms }), kStart + ms + way, { fresh: true, drawn });

  it('tells the time from the emission to the screen, by the server’s clock', () => {
    let state = take(opened(), snapshot({ ms: -60_000 }), kStart);  // an old state: measures nothing
    expect(badge(state, kStart).label).toBe('Live');
    const skew = -3_600_000;  // this machine is an hour behind
    state = reduce(state, { type: 'clock', offset: -skew });
    state = fresh(state, 1000, skew + 4, 8);
    expect(badge(state, kStart + 1000 + skew).label).toBe('Live · 12 ms');
  });

  it('changes what it tells once a second, smoothed', () => {
    let state = fresh(opened(), 0, 10);
    for (let ms = 50; ms < 900; ms += 50) state = fresh(state, ms, 90);
    expect(badge(state, kStart + 950).label).toBe('Live · 10 ms');
    state = fresh(state, 1050, 90);
    expect(badge(state, kStart + 1050).label).toBe('Live · 90 ms');
  });

  it('tells no time when the clocks cannot be right', () => {
    expect(badge(fresh(opened(), 0, -400), kStart).label).toBe('Live');
    expect(badge(fresh(opened(), 0, -2), kStart).label).toBe('Live · 1 ms');
  });

  it('says when news is late, missing or asked for', () => {
    let state = fresh(opened(), 100, 1990);
    expect(badge(state, kStart + 2200)).toMatchObject({ kind: 'live', label: 'Live · 2.0 s' });
    state = fresh(state, 200, 4000);
    expect(badge(state, kStart + 4200)).toMatchObject({ kind: 'delayed', label: 'Delayed 4.0 s' });
    state = fresh(state, 4300, 10);
    expect(badge(state, kStart + 4310).kind).toBe('live');
    state = reduce(state, { type: 'session/link', link: 'reconnecting' });
    expect(badge(state, kStart).kind).toBe('waiting');
    state = reduce(state, { type: 'session/link', link: 'polling' });
    expect(badge(state, kStart).kind).toBe('polling');
    state = fresh(reduce(state, { type: 'session/link', link: 'live' }), 5000, 1);
    expect(badge(state, kStart + 5100).label).toBe('Live · 1 ms');
    expect(badge(state, kStart + 12_001).label).toBe('Live · quiet 7 s');
    expect(badge(reduce(state, { type: 'session/link', link: 'resting' }), kStart).kind).toBe('ended');
  });
});

describe('figures', () => {
  it('bytes a second come from the last seconds', () => {
    let state = opened();
    for (let i = 0; i <= 10; ++i) state = take(state, snapshot({ ms: i * 1000, bytes_done: i < 5 ? 0 : (i - 5) * 2_000_000 }));
    expect(bytesPerSecond(state.session!.samples)).toBe(2_000_000);
    expect(bytesPerSecond([])).toBeNull();
  });

  it('a second without news tells that the last five were slower, unless nobody can know', () => {
    let state = opened();
    for (let second = 0; second <= 5; ++second) {
      state = take(state, snapshot({ ms: second * 1000, processed_files: second * 10, files_per_second: 10 }), kStart + second * 1000);
    }
    const tick = (from: AppState, second: number): AppState => reduce(from, { type: 'tick', now: kStart + second * 1000 });
    expect(tick(state, 6).session!.samples).toHaveLength(6);
    const speeds = [7, 8, 9, 10, 11].map((second) => {
      state = tick(state, second);
      return state.session!.samples.at(-1)!.perSecond;
    });
    expect(speeds).toEqual([6, 4, 2, 0, 0]);
    expect(state.session!.eta).toBeNull();
    const lost = reduce(state, { type: 'session/link', link: 'reconnecting' });
    expect(tick(lost, 20).session!.samples).toBe(lost.session!.samples);
    const paused = take(state, snapshot({ ms: 12_000, status: 'paused' }), kStart + 12_000);
    expect(tick(paused, 20).session!.samples).toBe(paused.session!.samples);
  });

  it('samples are bounded', () => {
    let state = opened();
    for (let i = 0; i < 500; ++i) state = take(state, snapshot({ ms: i * 1000 }));
    expect(state.session!.samples).toHaveLength(120);
  });

  it('elapsed time runs on between events and stops at the end', () => {
    const state = take(opened(), snapshot({ ms: 10_000 }), 500_000);
    expect(elapsedSeconds(state.session!, 502_000)).toBe(12);
    const ended = take(state, snapshot({ ms: 20_000, status: 'completed', end_time: new Date(kStart + 15_000).toISOString() }), 510_000);
    expect(elapsedSeconds(ended.session!, 999_000)).toBe(15);
  });

  it('the bar has no length while files are found', () => {
    expect(isIndeterminate(null)).toBe(true);
    expect(isIndeterminate(snapshot({ discovering: true }))).toBe(true);
    expect(isIndeterminate(snapshot({ discovering: false }))).toBe(false);
    expect(isIndeterminate(snapshot({ discovering: true, status: 'cancelled' }))).toBe(false);
  });

  it('the title leads with the percentage', () => {
    expect(titleOf(initialState)).toBe('Sluice');
    expect(titleOf(take(opened(), snapshot({ progress: 42 })))).toBe('42% · Sluice');
    expect(titleOf(take(opened(), snapshot({ discovering: true })))).toBe('Finding files… · Sluice');
    expect(titleOf(take(opened(), snapshot({ status: 'committing', commit_progress: 7 })))).toBe('Commit 7% · Sluice');
  });

  it('the commit’s result counts what was written', () => {
    let state = take(opened(), snapshot({ status: 'committed', processed_files: 10, commit_errors: ['a', 'b'] }));
    expect(committedFiles(state.session!)).toBeNull();
    state = reduce(state, { type: 'session/known', directories: ['/a'], committed: 7 });
    expect(committedFiles(state.session!)).toBe(7);
  });
});

describe('what a commit writes', () => {
  const plan = { new: 3, updated: 2, excluded: 4, failed: 1, skipped_existing: 0, cancelled: 0, committed: 0 };

  it('is what was read until the plan is known, then what the plan says', () => {
    let state = take(opened(), snapshot({ status: 'completed', processed_files: 9 }));
    expect(toWrite(state.session!)).toBe(9);
    const key = planKey(state.session!)!;
    state = reduce(reduce(state, { type: 'session/planning', key }), { type: 'session/planned', key, value: plan, error: null });
    expect(toWrite(state.session!)).toBe(5);
    state = take(state, snapshot({ status: 'committed', processed_files: 9 }));
    expect(committedFiles(state.session!)).toBe(5);
  });

  it('is planned anew after an edit', () => {
    const state = take(opened(), snapshot({ status: 'completed', edits: 1 }));
    expect(planKey(take(state, snapshot({ status: 'completed', edits: 2 })).session!)).not.toBe(planKey(state.session!));
  });
});

describe('reasons', () => {
  it('are counted from what was told, or by the server where not all was', () => {
    const failure = (seq: number, reason: string): Failure => ({ seq, path: '/a', stage: 'decode', reason, message: '', time: '' });
    const failures = FailureLog.empty.append([failure(1, 'corrupt'), failure(2, 'timeout'), failure(3, 'timeout')]);
    let state = reduce(take(opened(), snapshot()), { type: 'session/failures', failures, omitted: 0 });
    expect(reasonsOf(state.session!)).toEqual([['timeout', 2], ['corrupt', 1]]);
    state = reduce(reduce(state, { type: 'session/failures', failures, omitted: 9 }), { type: 'failed/reasons', reasons: { corrupt: 8, timeout: 4 } });
    expect(reasonsOf(state.session!)).toEqual([['corrupt', 8], ['timeout', 4]]);
  });
});

describe('the time left', () => {
  it('is kept while work goes on, and begins anew after a pause and with another run', () => {
    let state = opened();
    const go = (ms: number, more: Partial<Snapshot> = {}) => { state = take(state, snapshot({ ms, eta_seconds: 100, ...more })); };
    for (let ms = 0; ms < 4000; ms += 100) go(ms);
    expect(state.session!.eta?.rung).not.toBeNull();
    go(4100, { eta_seconds: null });
    expect(state.session!.eta).not.toBeNull();
    go(4200, { status: 'paused' });
    expect(state.session!.eta).toBeNull();
    go(9000);
    go(9100, { run: 2 });
    expect(state.session!.eta).toBeNull();
  });
});

describe('announcements', () => {
  const said = (everyMs: number) => {
    const all: string[] = [];
    let state = opened();
    for (let progress = 0; progress <= 100; progress += 3) {
      state = take(state, snapshot({ progress, processed_files: progress }), kStart + progress * everyMs);
      if (all.at(-1) !== state.announcement) all.push(state.announcement);
    }
    state = take(state, snapshot({ progress: 100, status: 'completed' }), kStart + 100 * everyMs);
    return [...all, state.announcement];
  };

  it('come at each tenth and at each change of status', () => {
    const all = said(1000);
    expect(all).toHaveLength(11);  // the start, then 10, 20 … 90, the end
    expect(all[1]).toMatch(/^10 percent/);
    expect(all.at(-1)).toMatch(/^Finished/);
  });

  it('leave time to be heard when work is quick', () => {
    const all = said(100);
    expect(all).toHaveLength(4);  // the start, two within ten seconds, the end
    expect(all.at(-1)).toMatch(/^Finished/);
  });
});

describe('the store', () => {
  it('draws once for a burst, and tells watchers at once', () => {
    const frames: (() => void)[] = [];
    const store = new Store(opened(), (draw) => frames.push(draw));
    let drawn = 0;
    let watched = 0;
    store.subscribe(() => { drawn += 1; });
    store.watch(() => { watched += 1; });
    for (let i = 0; i < 50; ++i) store.dispatch({ type: 'session/snapshot', snapshot: snapshot(), via: 'stream', now: i });
    expect([frames.length, drawn, watched]).toEqual([1, 0, 50]);
    frames[0]!();
    expect(drawn).toBe(1);
  });
});
