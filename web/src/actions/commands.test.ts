import { describe, expect, it } from 'vitest';
import { ApiError, type Api } from '../api/client';
import type { SessionStatus, Snapshot } from '../api/types';
import { initialState } from '../state/model';
import { Store } from '../state/store';
import { SessionCommands } from './commands';

let versions = 0;

function stage(api: Partial<Record<keyof Api, (...args: never[]) => Promise<unknown>>>, status: SessionStatus) {
  const store = new Store(initialState, () => {});
  const moved: string[] = [];
  const commands = new SessionCommands(store, api as unknown as Api, { awaken: (id, beyond) => moved.push(`${id} beyond ${beyond}`), wake: () => moved.push('look') });
  const go = (next: SessionStatus) => store.dispatch({
    type: 'session/snapshot', via: 'stream', now: 0,
    snapshot: { session_id: 's', run: 1, version: ++versions, status: next, error: null, errors: [], commit_errors: [], processed_files: 9, stats: { errors: 2 } } as unknown as Snapshot,
  });
  store.dispatch({ type: 'open', id: 's', parameters: null, step: 'process' });
  go(status);
  return { store, commands, moved, go, session: () => store.state.session! };
}

const plan = { new: 1, updated: 2, excluded: 0, failed: 0, skipped_existing: 0, cancelled: 0, committed: 0 };

describe('a command', () => {
  it('shows at once what was asked for, until the stream shows what came of it', async () => {
    const sent: string[] = [];
    const { commands, session, go } = stage({ command: (_id: never, command: string) => { sent.push(command); return Promise.resolve({}); } }, 'processing');
    const done = commands.pause();
    expect(session().busy).toBe('pausing');
    await done;
    expect(session().busy).toBe('pausing');
    go('paused');
    expect(session().busy).toBeNull();
    void commands.resume();
    expect(session().busy).toBe('resuming');
    await commands.cancel();
    expect(sent).toEqual(['pause', 'resume', 'cancel']);
    go('cancelled');
    expect(session().busy).toBeNull();
  });

  it('is not sent twice, and a cancel does not wait for another', async () => {
    let sent = 0;
    const { commands } = stage({ command: () => { sent += 1; return new Promise(() => {}); } }, 'processing');
    void commands.pause();
    void commands.pause();
    void commands.cancel();
    void commands.cancel();
    expect(sent).toBe(2);
  });

  it('that is refused says why', async () => {
    const { commands, session } = stage({ command: () => Promise.reject(new ApiError(409, 'pause is allowed from starting, processing')) }, 'processing');
    await commands.pause();
    expect(session()).toMatchObject({ busy: null });
    expect(session().commandError).toMatch(/allowed from starting/);
  });

  it('to a session at rest makes the page follow it again', async () => {
    const { commands, moved, session } = stage({ commit: () => Promise.resolve({}), command: () => Promise.resolve({ retried: 5, left: 2 }) }, 'completed');
    await commands.commit();
    expect(moved).toEqual([`s beyond ${versions}`]);
    const retry = stage({ command: () => Promise.resolve({ retried: 5, left: 2 }) }, 'completed');
    await retry.commands.retry(null);
    expect(retry.moved).toHaveLength(1);
    expect(retry.session()).toMatchObject({ busy: 'retrying' });
    expect(retry.session().commandNote).toMatch(/^5 files are read again; 2 stay/);
    expect(session().busy).toBe('committing');
  });

  it('to retry with nothing to read again is over at once', async () => {
    const { commands, moved, session } = stage({ command: () => Promise.resolve({ retried: 0, left: 3 }) }, 'completed');
    await commands.retry('quarantined');
    expect(session().busy).toBeNull();
    expect(session().commandNote).not.toBeNull();
    expect(moved).toEqual([]);
  });
});

describe('the plan of a commit', () => {
  it('is asked for once for each state of the session, and only when one may be begun', async () => {
    let asked = 0;
    const { commands, session, go } = stage({ commitPlan: () => { asked += 1; return Promise.resolve(plan); } }, 'processing');
    await commands.plan();
    expect(asked).toBe(0);
    go('completed');
    await Promise.all([commands.plan(), commands.plan()]);
    await commands.plan();
    expect(asked).toBe(1);
    expect(session().plan.value).toEqual(plan);
    go('completed');
    await commands.plan();
    expect(asked).toBe(2);
  });

  it('that cannot be had leaves what the snapshot tells', async () => {
    const { commands, session } = stage({ commitPlan: () => Promise.reject(new ApiError(404, '')) }, 'completed');
    await commands.plan();
    expect(session().plan).toMatchObject({ value: null, error: null, loading: false });
  });
});
