import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type Api } from '../api/client';
import type { Parameters } from '../api/types';
import type { Memory } from '../memory';
import { kBuiltIn } from '../state/presets';
import { initialState } from '../state/model';
import { Store } from '../state/store';
import { FormActions } from './form';
import { PresetActions } from './presets';

const config = { version: '1', roots: ['/a'], nsfw_available: true, nsfw_detail: '', transport: 'sse' as const, limits: {}, default_pattern: '*.png|*.jpg' };

class Kept implements Memory {
  readonly values = new Map<string, string>();
  recall = (key: string): string | null => this.values.get(key) ?? null;
  keep = (key: string, value: string | null): void => { if (value !== null) this.values.set(key, value); };
  watch = (): void => {};
}

/** A browser that refuses storage, as `browserMemory` shows it. */
const refusing: Memory = { recall: () => null, keep: () => {}, watch: () => {} };

function page(memory: Memory, process: () => Promise<unknown> = () => Promise.resolve({ session_id: 's' })) {
  const sent: Parameters[] = [];
  const started: string[] = [];
  const api = { process: (parameters: Parameters) => { sent.push(parameters); return process(); } } as unknown as Api;
  const store = new Store(initialState, () => {});
  const form = new FormActions(store, api, memory, (answer) => started.push(answer.session_id));
  const presets = new PresetActions(store, memory, form);
  store.dispatch({ type: 'boot/ready', config });
  form.restore();
  return { form, presets, store, sent, started, configure: () => store.state.configure };
}

describe('the form', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is as this browser left it, and takes up types that the server has learnt since', async () => {
    const memory = new Kept();
    const before = page(memory);
    before.store.dispatch({ type: 'select/all', paths: ['/a/b', '/a/c'] });
    before.form.set({ max_files: '12', pixels: false });
    await vi.advanceTimersByTimeAsync(1000);
    const after = page(memory);
    expect(after.configure()).toMatchObject({ selection: ['/a/b', '/a/c'], form: { max_files: '12', pixels: false, pattern: config.default_pattern } });
    expect(JSON.parse(memory.recall('form')!).form.pattern).toBe('');
  });

  it('works where nothing can be remembered', async () => {
    const it = page(refusing);
    it.store.dispatch({ type: 'select/toggle', path: '/a' });
    expect(it.presets.save('Mine', true)).toBeNull();
    expect(it.configure().presets).toHaveLength(1);
    await it.form.start();
    expect(it.started).toEqual(['s']);
    expect(it.sent[0]).toMatchObject({ directories: ['/a'], pattern: config.default_pattern, pixels: true, content_hash: true, pixel_hash: false, max_files: null });
  });

  it('sends nothing that is wrong', async () => {
    const it = page(refusing);
    await it.form.start();
    expect(it.sent).toEqual([]);
    expect(it.configure().errors).toHaveProperty('directory');
    it.form.set({ max_files: '-1' });
    it.form.check('max_files');
    expect(it.configure().errors).toHaveProperty('max_files');
  });

  it('shows what the server refuses at its field, or at the button', async () => {
    const it = page(refusing, () => Promise.reject(new ApiError(400, 'pixel_hash: must be true or false')));
    it.store.dispatch({ type: 'select/toggle', path: '/a' });
    await it.form.start();
    expect(it.configure()).toMatchObject({ errors: { pixel_hash: 'Must be true or false.' }, formError: null, starting: false });
    const busy = page(refusing, () => Promise.reject(new ApiError(503, 'too many sessions')));
    busy.store.dispatch({ type: 'select/toggle', path: '/a' });
    await busy.form.start();
    expect(busy.configure()).toMatchObject({ errors: {}, formError: 'Too many sessions.' });
  });

  it('takes over a preset, with folders only if it has some', () => {
    const it = page(new Kept());
    it.store.dispatch({ type: 'select/all', paths: ['/a/b'] });
    it.presets.apply(kBuiltIn.find((each) => each.form.max_files === '100')!);
    expect(it.configure()).toMatchObject({ selection: ['/a/b'], form: { max_files: '100', pattern: config.default_pattern } });
    expect(it.presets.save('Trial', true)).toBeNull();
    it.store.dispatch({ type: 'select/all', paths: ['/x', '/y'] });
    it.form.set({ max_files: '' });
    it.presets.apply(it.configure().presets[0]!);
    expect(it.configure()).toMatchObject({ selection: ['/a/b'], typed: '/a/b', form: { max_files: '100' } });
    it.form.set({ max_files: '5' });
    it.presets.update('trial');
    expect(it.configure().presets).toMatchObject([{ name: 'Trial', form: { max_files: '5', pattern: '' }, directories: ['/a/b'] }]);
    expect(it.presets.rename('Trial', 'Weekly')).toBeNull();
    it.presets.remove('Weekly');
    expect(it.configure().presets).toEqual([]);
  });
});
