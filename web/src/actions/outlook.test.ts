import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type Api } from '../api/client';
import type { Estimate } from '../api/types';
import { initialState } from '../state/model';
import { Store } from '../state/store';
import { Outlook } from './outlook';

const estimate: Estimate = { total_files: 9, known: 2, to_read: 7, bytes: 70, complete: true, seconds: null };
const config = { version: '1', roots: ['/a'], nsfw_available: false, nsfw_detail: '', transport: 'sse' as const, limits: {}, default_pattern: '*.png' };

function page(answer: (signal?: AbortSignal) => Promise<Estimate>) {
  const asked: AbortSignal[] = [];
  const api = {
    estimate: (_parameters: unknown, signal?: AbortSignal) => { asked.push(signal!); return answer(signal); },
    fileTypes: () => Promise.resolve({ file_types: ['png'] }),
  } as unknown as Api;
  const store = new Store(initialState, () => {});
  new Outlook(store, api);
  store.dispatch({ type: 'boot/ready', config });
  return { asked, store, estimate: () => store.state.configure.estimate };
}

describe('the forecast', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  const settle = () => vi.advanceTimersByTimeAsync(500);

  it('is asked for once the form has been still for a moment', async () => {
    const it = page(() => Promise.resolve(estimate));
    await settle();
    expect(it.asked).toHaveLength(0);
    for (const path of ['/a', '/b', '/c']) {
      it.store.dispatch({ type: 'select/toggle', path });
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(it.estimate().status).toBe('loading');
    await settle();
    expect(it.asked).toHaveLength(1);
    expect(it.estimate()).toMatchObject({ status: 'ready', value: estimate });
    expect(it.store.state.configure.fileTypes).toEqual({ status: 'ready', list: ['png'] });
  });

  it('gives up a question that a change has made pointless', async () => {
    const it = page((signal) => new Promise((_, refuse) => { signal!.onabort = () => refuse(new ApiError(0, '')); }));
    it.store.dispatch({ type: 'select/toggle', path: '/a' });
    await settle();
    it.store.dispatch({ type: 'form', patch: { recursive: false } });
    await vi.advanceTimersByTimeAsync(0);
    expect(it.asked[0]!.aborted).toBe(true);
    expect(it.estimate().status).toBe('loading');
    it.store.dispatch({ type: 'form', patch: { pattern: '' } });
    await settle();
    expect(it.estimate().status).toBe('none');
    expect(it.asked).toHaveLength(1);
  });

  it('is asked for again if it was cut short, twice at most', async () => {
    const it = page(() => Promise.resolve({ ...estimate, complete: false }));
    it.store.dispatch({ type: 'select/toggle', path: '/a' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(it.asked).toHaveLength(3);
    const slow = page(() => new Promise((resolve) => setTimeout(() => resolve({ ...estimate, complete: false }), 3000)));
    slow.store.dispatch({ type: 'select/toggle', path: '/a' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(slow.asked).toHaveLength(1);
  });

  it('fails quietly, and is asked for anew after a session', async () => {
    const it = page(() => Promise.reject(new ApiError(400, 'directory: no such folder')));
    it.store.dispatch({ type: 'select/toggle', path: '/a' });
    await settle();
    expect(it.estimate()).toMatchObject({ status: 'failed', value: null });
    expect(it.store.state.configure).toMatchObject({ errors: {}, formError: null });
    it.store.dispatch({ type: 'open', id: 's', parameters: null, step: 'process' });
    await settle();
    expect(it.estimate().status).toBe('none');
    it.store.dispatch({ type: 'leave' });
    await settle();
    expect(it.asked).toHaveLength(2);
  });
});
