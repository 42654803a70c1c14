import { describe, expect, it } from 'vitest';
import type { SessionStatus, Snapshot } from '../api/types';
import { initialState } from '../state/model';
import { Store } from '../state/store';
import { NotifyActions, type Desktop } from './notify';

let versions = 0;

function stage(desktop: Partial<Desktop> & { answer?: NotificationPermission } = {}) {
  const shown: string[] = [];
  let permission: NotificationPermission | null = desktop.permission === undefined ? 'default' : desktop.permission;
  let asked = 0;
  const store = new Store(initialState, () => {});
  const notify = new NotifyActions(store, {
    secure: true, recall: () => false, keep: () => {}, ...desktop,
    get hidden() { return desktop.hidden ?? true; },
    get permission() { return permission; },
    ask: () => { asked += 1; permission = desktop.answer ?? 'granted'; return Promise.resolve(permission); },
    show: (title, body) => shown.push(`${title} ${body}`),
  });
  store.dispatch({ type: 'open', id: 's', parameters: null, step: 'process' });
  const go = (status: SessionStatus, error: string | null = null) => store.dispatch({
    type: 'session/snapshot', via: 'stream', now: 0,
    snapshot: { session_id: 's', run: 1, version: ++versions, status, error, errors: [], processed_files: 9, commit_errors: [], stats: { errors: 2 } } as unknown as Snapshot,
  });
  return { store, notify, shown, go, asked: () => asked };
}

describe('notifications', () => {
  it('ask only on the click, and tell the end of what was seen running', async () => {
    const { notify, shown, go, asked } = stage();
    go('processing');
    expect(asked()).toBe(0);
    await notify.want(true);
    expect(asked()).toBe(1);
    go('completed');
    expect(shown).toHaveLength(1);
    go('committing');
    go('committed');
    expect(shown).toHaveLength(2);
  });

  it('say nothing of what had ended before, of a cancel, or while the page is looked at', async () => {
    const before = stage({ permission: 'granted' });
    await before.notify.want(true);
    before.go('completed');
    expect(before.shown).toEqual([]);
    before.go('processing');
    before.go('cancelled');
    expect(before.shown).toEqual([]);
    const seen = stage({ permission: 'granted', hidden: false });
    await seen.notify.want(true);
    seen.go('processing');
    seen.go('completed');
    expect(seen.shown).toEqual([]);
  });

  it('tell a pause only when the session is in trouble', async () => {
    const { notify, shown, go } = stage({ permission: 'granted' });
    await notify.want(true);
    go('processing');
    go('paused');
    expect(shown).toEqual([]);
    go('processing');
    go('paused', 'The disk is full.');
    expect(shown).toHaveLength(1);
  });

  it('are off where they cannot be, and it is said why', async () => {
    expect(stage({ secure: false }).store.state.notify).toEqual({ wanted: false, why: 'insecure' });
    expect(stage({ permission: null }).store.state.notify.why).toBe('unsupported');
    const refused = stage({ answer: 'denied' });
    await refused.notify.want(true);
    expect(refused.store.state.notify).toEqual({ wanted: false, why: 'denied' });
  });

  it('are remembered', () => {
    expect(stage({ permission: 'granted', recall: () => true }).store.state.notify.wanted).toBe(true);
    expect(stage({ permission: 'default', recall: () => true }).store.state.notify.wanted).toBe(false);
  });
});
