import { describe, expect, it } from 'vitest';
import { ApiError, type Api } from '../api/client';
import type { SessionRow, SessionStatus } from '../api/types';
import { initialState } from '../state/model';
import { Store } from '../state/store';
import { HistoryActions } from './history';

const row = (id: string, status: SessionStatus): SessionRow => ({
  session_id: id, status, start_time: null, end_time: null, directories: ['/a'], total_files: 1, processed_files: 1, errors: 0, committed: 0,
});

/** Pages of one session each; the answer to the last question may be withheld. */
function page(statuses: SessionStatus[], forget: () => Promise<unknown> = () => Promise.resolve({ status: 'cleaned_up' })) {
  let asked = 0;
  const deleted: string[] = [];
  const api = {
    sessions: (cursor: string | null) => {
      asked += 1;
      const at = Number(cursor ?? 0);
      return Promise.resolve({ sessions: [row(`s${at}`, statuses[at]!)], next_cursor: at + 1 < statuses.length ? String(at + 1) : null });
    },
    forget,
  } as unknown as Api;
  const store = new Store(initialState, () => {});
  const history = new HistoryActions(store, api, (id) => deleted.push(id), () => {});
  return { history, store, deleted, asked: () => asked, ids: () => store.state.history.rows.map((each) => each.session_id) };
}

describe('the history', () => {
  it('goes back until it finds what is filtered for, and no further', async () => {
    const it = page(['committed', 'committed', 'committed', 'undone', 'committed']);
    await it.history.load();
    it.history.filter('undone');
    await it.history.more();
    expect(it.ids()).toEqual(['s0', 's1', 's2', 's3']);
    await it.history.more();
    expect(it.ids()).toHaveLength(5);
    await it.history.more();
    expect(it.asked()).toBe(5);
  });

  it('counts a session that is gone already as forgotten', async () => {
    const it = page(['committed'], () => Promise.reject(new ApiError(404, 'no such session')));
    await it.history.load();
    await it.history.forget('s0');
    expect(it.ids()).toEqual([]);
    expect(it.deleted).toEqual(['s0']);
  });

  it('keeps what could not be forgotten, and says why', async () => {
    const it = page(['committed'], () => Promise.reject(new ApiError(503, 'the disk is full')));
    await it.history.load();
    await it.history.forget('s0');
    expect(it.ids()).toEqual(['s0']);
    expect(it.store.state.history).toMatchObject({ error: expect.stringContaining('The disk is full.'), deleting: null });
    expect(it.deleted).toEqual([]);
  });
});
