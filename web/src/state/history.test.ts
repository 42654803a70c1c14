import { describe, expect, it } from 'vitest';
import type { SessionRow, SessionStatus } from '../api/types';
import { initialState } from './model';
import { reduce } from './reduce';
import { committedOf, outcomeCounts, secondsOf, withOutcome } from './sessions';

const row = (id: string, status: SessionStatus = 'committed', patch: Partial<SessionRow> = {}): SessionRow => ({
  session_id: id, status, start_time: '2026-01-01T00:00:00Z', end_time: '2026-01-01T00:01:30Z', directories: ['/a'], total_files: 9,
  processed_files: 9, errors: 0, committed: 0, ...patch,
});

describe('the history', () => {
  const loaded = (rows: SessionRow[], append = false, state = initialState) => reduce(state, { type: 'history/loaded', rows, cursor: 'more', append });

  it('adds older pages, and no session twice', () => {
    const state = loaded([row('b'), row('c')], true, loaded([row('a'), row('b')]));
    expect(state.history.rows.map((each) => each.session_id)).toEqual(['a', 'b', 'c']);
    expect(loaded([row('x')], false, state).history.rows).toHaveLength(1);
  });

  it('asks before it forgets, and keeps what could not be forgotten', () => {
    let state = reduce(loaded([row('a'), row('b')]), { type: 'history/confirm', id: 'a' });
    state = reduce(state, { type: 'history/deleting', id: 'a' });
    expect(state.history).toMatchObject({ confirming: null, deleting: 'a' });
    expect(reduce(state, { type: 'history/failed', message: 'No.' }).history).toMatchObject({ deleting: null, error: 'No.' });
    expect(reduce(state, { type: 'history/deleted', id: 'a' }).history.rows.map((each) => each.session_id)).toEqual(['b']);
    expect(reduce(reduce(state, { type: 'history/confirm', id: 'b' }), { type: 'history/filter', filter: 'open' }).history.confirming).toBeNull();
  });

  it('is told apart by outcome', () => {
    const rows = [row('a'), row('b', 'completed'), row('c', 'commit_error'), row('d', 'undone'), row('e', 'processing')];
    expect(outcomeCounts(rows)).toEqual({ all: 5, open: 2, committed: 1, stopped: 1, undone: 1 });
    expect(withOutcome(rows, 'open').map((each) => each.session_id)).toEqual(['b', 'e']);
    expect(withOutcome(rows, 'all')).toBe(rows);
  });

  it('tells how long a session took, and what it wrote', () => {
    expect(secondsOf(row('a'))).toBe(90);
    expect(secondsOf(row('a', 'committed', { duration_seconds: 12 }))).toBe(12);
    expect(secondsOf(row('a', 'processing', { end_time: null }))).toBeNull();
    expect(committedOf(row('a', 'committed', { committed: 7 }))).toBe(7);
    expect(committedOf(row('a', 'completed', { committed: false }))).toBeNull();
  });
});

describe('who turned the page', () => {
  it('counts the user’s steps, not those that news bring', () => {
    let state = reduce(initialState, { type: 'open', id: 's', parameters: null, step: 'process' });
    expect(state.turns).toBe(1);
    state = reduce(reduce(state, { type: 'step', step: 'configure' }), { type: 'announce', words: 'x' });
    expect(state.turns).toBe(2);
  });
});
