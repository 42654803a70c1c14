import { describe, expect, it } from 'vitest';
import type { FileRow, SessionStatus, Snapshot } from '../api/types';
import { initialState, type AppState } from './model';
import { reduce } from './reduce';
import { newErrors } from './reduce-session';
import { badgeOf, bytesPerSecond, committedFiles, elapsedSeconds, isIndeterminate, mayVisit, titleOf } from './selectors';
import { Store } from './store';

const kStart = Date.UTC(2026, 0, 1);

function snapshot(patch: Partial<Snapshot> & { errorCount?: number; ms?: number } = {}): Snapshot {
  const { errorCount = 0, ms = 0, ...rest } = patch;
  return {
    session_id: 's', status: 'processing', progress: 0, total_files: 100, current_file: null, processed_files: 0,
    stats: {
      total_files: 100, total_discovered: 100, skipped_existing: 0, processed_files: 0, metadata_extracted: 0, keywords_added: 0,
      scores_imported: 0, nsfw_detected: 0, errors: errorCount,
    },
    errors: [], error: null, start_time: new Date(kStart).toISOString(), end_time: null, commit_progress: 0, commit_errors: [],
    commit_error: null, run: 1, version: 1, emitted_at: (kStart + ms) * 1000, discovering: false, files_per_second: 10, eta_seconds: 5,
    bytes_done: 0, ...rest,
  };
}

const opened = (): AppState => reduce(reduce(initialState, { type: 'open', id: 's', parameters: null, step: 'process' }), { type: 'session/link', link: 'live' });
const take = (state: AppState, value: Snapshot, now = kStart): AppState =>
  reduce(state, { type: 'session/snapshot', snapshot: value, via: 'stream', now });
const status = (state: AppState, value: SessionStatus): AppState => take(state, snapshot({ status: value, processed_files: 9 }));

describe('the step', () => {
  it.each<[SessionStatus, string]>([['processing', 'process'], ['paused', 'process'], ['completed', 'preview'], ['committing', 'commit'],
    ['committed', 'commit'], ['commit_error', 'commit'], ['cancelled', 'process'], ['error', 'process'], ['undone', 'preview']])(
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

  it('lists them newest first with their times, and counts those that went by', () => {
    let state = take(opened(), snapshot({ errors: ['old'], errorCount: 1 }));
    expect(state.session!.feed).toMatchObject([{ text: 'old', at: null }]);
    const window = Array.from({ length: 10 }, (_, i) => `e${i}`);
    state = take(state, snapshot({ errors: window, errorCount: 21, ms: 500 }));
    expect(state.session!.feed[0]).toMatchObject({ text: 'e9', at: kStart + 500 });
    expect(state.session!.feed).toHaveLength(11);
    expect(state.session!.feedMissed).toBe(10);
    expect(new Set(state.session!.feed.map((line) => line.key)).size).toBe(11);
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

  it('keeps a bounded list', () => {
    let state = opened();
    for (let i = 0; i < 300; ++i) state = take(state, snapshot({ errors: [`e${i}`], errorCount: i + 1, version: i }));
    expect(state.session!.feed).toHaveLength(100);
  });
});

describe('the badge', () => {
  const badge = (state: AppState, now: number) => badgeOf(state.session!, now);

  it('measures the delay against the fastest event, whatever the clocks say', () => {
    const skew = -3_600_000;  // this machine is an hour behind
    let state = take(opened(), snapshot({ ms: -60_000 }), kStart + skew);  // an old state: measures nothing
    state = take(state, snapshot({ ms: 1000 }), kStart + 1000 + skew + 8);
    expect(badge(state, kStart + 1000 + skew).label).toBe('Live · 1 ms');
    for (let i = 2; i < 40; ++i) state = take(state, snapshot({ ms: i * 1000 }), kStart + i * 1000 + skew + 58);
    expect(badge(state, kStart + 39_000 + skew).label).toBe('Live · 50 ms');
  });

  it('says when news is late, missing or asked for', () => {
    let state = take(take(opened(), snapshot()), snapshot({ ms: 10 }), kStart + 10);
    for (let i = 1; i < 30; ++i) state = take(state, snapshot({ ms: i * 100 }), kStart + i * 100 + 4000);
    expect(badge(state, kStart + 7000)).toMatchObject({ kind: 'delayed', label: 'Delayed 4.0 s' });
    state = reduce(state, { type: 'session/link', link: 'reconnecting' });
    expect(badge(state, kStart).kind).toBe('waiting');
    state = reduce(state, { type: 'session/link', link: 'polling' });
    expect(badge(state, kStart).kind).toBe('polling');
    state = take(reduce(state, { type: 'session/link', link: 'live' }), snapshot({ ms: 5000 }), kStart + 5000);
    expect(badge(state, kStart + 5100).label).toBe('Live · 1 ms');
    expect(badge(state, kStart + 12_000).label).toBe('Live · quiet 7 s');
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
    expect(committedFiles(state.session!)).toBe(8);
    state = reduce(state, { type: 'session/known', directories: ['/a'], committed: 7 });
    expect(committedFiles(state.session!)).toBe(7);
  });
});

describe('announcements', () => {
  it('come at each tenth and at each change of status', () => {
    const said: string[] = [];
    let state = opened();
    for (let progress = 0; progress <= 100; progress += 3) {
      state = take(state, snapshot({ progress, processed_files: progress, version: progress }));
      if (said.at(-1) !== state.announcement) said.push(state.announcement);
    }
    state = take(state, snapshot({ progress: 100, status: 'completed' }));
    expect(said).toHaveLength(10);  // the start, then 10, 20 … 90
    expect(said[1]).toMatch(/^10 percent/);
    expect(state.announcement).toMatch(/^Finished/);
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
    for (let i = 0; i < 50; ++i) store.dispatch({ type: 'session/snapshot', snapshot: snapshot({ version: i }), via: 'stream', now: i });
    expect([frames.length, drawn, watched]).toEqual([1, 0, 50]);
    frames[0]!();
    expect(drawn).toBe(1);
  });
});
