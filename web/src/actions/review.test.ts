import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../api/client';
import { ApiError } from '../api/client';
import type { FileChoice, FileEdit, FileQuery, FileRow, SessionStatus, Snapshot } from '../api/types';
import { howMany } from '../state/choice';
import { shownRow } from '../state/files';
import { initialState } from '../state/model';
import { Store } from '../state/store';
import { FilesActions } from './files';

const row = (id: number, patch: Partial<FileRow> = {}): FileRow => ({
  id, path: `/p/${id}.png`, size: 1, state: 'done', skipped_existing: false, error: null, at: null, included: true, committed: false,
  file_type: 'image', format: 'png', width: 1, height: 1, duration: null, keyword_count: 0, score: null, score_set: false,
  nsfw_score: 0.4, nsfw: false, nsfw_set: false, generator: null, model_name: null, warning_count: 0, ...patch,
});

const snapshot = (version: number, patch: Partial<Snapshot> = {}, status: SessionStatus = 'completed'): Snapshot => ({
  session_id: 's', status, progress: 100, total_files: 5000, current_file: null, processed_files: 5000,
  stats: { total_files: 5000, total_discovered: 5000, skipped_existing: 0, processed_files: 5000, metadata_extracted: 0, keywords_added: 0, scores_imported: 0, nsfw_detected: 0, errors: 0 },
  errors: [], error: null, start_time: null, end_time: null, commit_progress: 0, commit_errors: [], commit_error: null, run: 1, version,
  emitted_at: 0, discovering: false, files_per_second: null, eta_seconds: null, bytes_done: 0, edits: 0, ...patch,
});

function setUp() {
  const asked: FileQuery[] = [];
  const edits: [FileChoice, FileEdit][] = [];
  const server = { total: 5000, refuse: false, rows: new Map<number, Partial<FileRow>>() };
  const api = {
    files: async (_: string, query: FileQuery) => {
      asked.push(query);
      const from = query.offset ?? 0;
      const files = Array.from({ length: Math.max(0, Math.min(query.limit ?? 100, server.total - from)) }, (__, i) => row(from + i + 1, server.rows.get(from + i + 1)));
      return { files, next_cursor: null, total: query.count === '1' ? server.total : null };
    },
    facets: async () => { throw new ApiError(500, ''); },
    thresholdCounts: async () => ({ threshold: 0.5, nsfw: 0, safe: 0, unknown: 0 }),
    file: async (_: string, id: number) => ({ ...row(id), record: { score: 1 } }),
    editFiles: async (_: string, choice: FileChoice, set: FileEdit) => {
      edits.push([choice, set]);
      if (server.refuse) throw new ApiError(409, 'not now');
      return { matched: 'ids' in choice ? choice.ids.length : server.total, changed: 1 };
    },
  } as unknown as Api;
  const store = new Store(initialState, () => {});
  const told: string[] = [];
  const actions = new FilesActions(store, api, (id) => told.push(id));
  store.dispatch({ type: 'open', id: 's', parameters: null, step: 'preview' });
  store.dispatch({ type: 'session/snapshot', snapshot: snapshot(1), via: 'command', now: 0 });
  store.dispatch({ type: 'step', step: 'preview' });
  const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
  const files = () => store.state.files;
  return { asked, edits, server, store, actions, settle, files, told };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const location = { hash: '#session=s' };
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', { state: null, replaceState: (_: unknown, __: string, address: string) => { location.hash = address; } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the list', () => {
  it('reads what is in sight by its place, and the total once', async () => {
    const { actions, asked, settle, files } = setUp();
    actions.list.see(0, 30);
    await settle(200);
    expect(files().total).toBe(5000);
    asked.length = 0;
    actions.list.see(4250, 4280);
    await settle(200);
    expect(asked).toEqual([{ offset: 4200, limit: 100 }]);
    expect(shownRow(files(), 4250)?.id).toBe(4251);
    expect(shownRow(files(), 4300)).toBeUndefined();
  });

  it('keeps its filters in the address and begins anew with them', async () => {
    const { actions, asked, settle, files, server } = setUp();
    actions.list.see(0, 30);
    await settle(200);
    server.total = 7;
    actions.list.filter({ label: 'nsfw', score: '5,4' });
    expect(location.hash).toBe('#session=s&label=nsfw&score=5%2C4');
    expect(files().total).toBe(5000);  // what was there stays until the answer
    await settle(200);
    expect(files().total).toBe(7);
    expect(asked.at(-1)).toMatchObject({ label: 'nsfw', score: '5,4', offset: 0, count: '1' });
    location.hash = '#session=s';
    actions.list.readAddress();
    expect(files().filters).toEqual({});
  });

  it('waits until typing stops', async () => {
    const { actions, asked, settle } = setUp();
    actions.list.see(0, 30);
    await settle(200);
    asked.length = 0;
    for (const text of ['l', 'la', 'lake ']) actions.list.type(text);
    await settle(1000);
    expect(asked.map(({ text }) => text)).toEqual(['lake']);
  });

  it('reads again what is in sight when somebody else has edited, in its place', async () => {
    const { actions, asked, settle, files, store, server } = setUp();
    actions.list.see(0, 30);
    await settle(200);
    actions.list.see(2000, 2030);
    await settle(200);
    asked.length = 0;
    server.rows.set(2001, { score: 5, score_set: true });
    store.dispatch({ type: 'session/snapshot', snapshot: snapshot(2, { edits: 1 }), via: 'poll', now: 0 });
    expect(shownRow(files(), 2000)?.id).toBe(2001);
    await settle(500);
    expect(asked).toEqual([{ offset: 2000, limit: 100, count: '1' }]);
    expect(shownRow(files(), 2000)?.score).toBe(5);
  });
});

describe('an edit', () => {
  it('is shown at once, of the file where the keys are, and stays when the server agrees', async () => {
    const { actions, edits, settle, files, told, server } = setUp();
    actions.list.see(0, 30);
    await settle(200);
    actions.edit.focus(3);
    actions.edit.edit({ score: 4 });
    expect(shownRow(files(), 3)).toMatchObject({ score: 4, score_set: true });
    server.rows.set(4, { score: 4, score_set: true });
    await settle(2000);
    expect(edits).toEqual([[{ ids: [4] }, { score: 4 }]]);
    expect(shownRow(files(), 3)?.score).toBe(4);
    expect(files().edits).toEqual([]);  // the page that was read since knows
    expect(told).toEqual(['s']);
  });

  it('is taken back when the server refuses', async () => {
    const { actions, settle, files, server } = setUp();
    actions.list.see(0, 30);
    await settle(200);
    server.refuse = true;
    actions.edit.edit({ included: false });
    expect(shownRow(files(), 0)?.included).toBe(false);
    await settle();
    expect(shownRow(files(), 0)?.included).toBe(true);
    expect(files().toast).toMatchObject({ kind: 'refused', message: 'Not now.', undo: [] });
  });

  it('is undone by its inverse: each file as it was', async () => {
    const { actions, edits, settle, files, server } = setUp();
    server.rows.set(2, { score: 2, score_set: true });
    actions.list.see(0, 30);
    await settle(200);
    actions.edit.chooseOnly(0);
    actions.edit.toggle(1);
    actions.edit.edit({ score: 5 });
    await settle();
    actions.edit.undo();
    expect(shownRow(files(), 1)?.score).toBe(2);
    await settle();
    expect(edits.slice(1)).toEqual([[{ ids: [1] }, { score: null }], [{ ids: [2] }, { score: 2 }]]);
    expect(files().toast).toMatchObject({ set: null, undo: [] });
  });

  it('of a range asks for the files that are not here', async () => {
    const { actions, asked, edits, settle, files } = setUp();
    actions.list.see(0, 30);
    await settle(200);
    actions.edit.chooseOnly(10);
    asked.length = 0;
    const chosen = actions.edit.chooseRange(2510, false);
    expect(howMany(files().choice, 5000)).toBe(2501);
    actions.edit.edit({ score: 1 });  // not before it is known which they are
    await chosen;
    expect(asked.map(({ offset, limit }) => [offset, limit])).toEqual([[10, 1000], [1010, 1000], [2010, 501]]);
    actions.edit.edit({ score: 1 });
    await settle();
    expect(edits).toHaveLength(1);
    expect((edits[0]![0] as { ids: number[] }).ids).toHaveLength(2501);
    expect(files().toast?.undo[0]?.ids).toHaveLength(2501);
  });

  it('of all that match names the filters, not the files, and cannot be undone exactly', async () => {
    const { actions, edits, settle, files } = setUp();
    actions.list.see(0, 30);
    await settle(200);
    actions.list.filter({ label: 'safe' });
    await settle(200);
    actions.edit.all();
    actions.edit.toggle(2);
    actions.edit.edit({ nsfw: true });
    expect([0, 1, 2].map((offset) => shownRow(files(), offset)?.nsfw)).toEqual([true, true, false]);
    await settle();
    expect(edits).toEqual([[{ filter: { label: 'safe' }, except: [3] }, { nsfw: true }]]);
    expect(files().toast?.undo).toEqual([]);
  });

  it('is not made once a commit has begun', async () => {
    const { actions, edits, settle, store } = setUp();
    actions.list.see(0, 30);
    await settle(200);
    store.dispatch({ type: 'session/snapshot', snapshot: snapshot(3, {}, 'committed'), via: 'poll', now: 0 });
    store.dispatch({ type: 'step', step: 'preview' });
    actions.edit.edit({ score: 3 });
    await settle();
    expect(edits).toEqual([]);
  });
});

it('the detail panel follows the keys, and its file when rows come before it', async () => {
  const { actions, settle, files, store } = setUp();
  actions.list.see(0, 30);
  await settle(200);
  actions.detail.open(5);
  await settle(200);
  expect(files().detail).toMatchObject({ id: 6, offset: 5, file: { record: { score: 1 } } });
  actions.detail.step(1);
  await settle(500);
  expect(files().detail).toMatchObject({ id: 7, offset: 6 });
  const rows = [row(9000), ...Array.from({ length: 99 }, (_, i) => row(i + 1))];
  store.dispatch({ type: 'files/page', list: files().list, number: 0, rows, total: 5001, asOf: 0 });
  expect(files().detail).toMatchObject({ id: 7, offset: 7 });
  expect(files().focus).toBe(7);
});
