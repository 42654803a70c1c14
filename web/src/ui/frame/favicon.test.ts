import { describe, expect, it } from 'vitest';
import type { SessionStatus, Snapshot } from '../../api/types';
import { initialState, newSession, type AppState } from '../../state/model';
import { drawMark, Favicon, markOf } from './favicon';

const at = (status: SessionStatus, progress: number, more: Partial<Snapshot> = {}): AppState => ({
  ...initialState,
  session: { ...newSession('s', null), snapshot: { status, progress, commit_progress: 0, discovering: false, ...more } as Snapshot },
});

describe('the icon', () => {
  it('shows how far it is, and how it ended', () => {
    expect(markOf(initialState)).toBeNull();
    expect(markOf(at('processing', 42.7))).toEqual({ mark: 'run', percent: 42 });
    expect(markOf(at('paused', 10))).toEqual({ mark: 'paused', percent: 10 });
    expect(markOf(at('committing', 100, { commit_progress: 7 }))).toEqual({ mark: 'run', percent: 7 });
    expect(markOf(at('completed', 100))?.mark).toBe('good');
    expect(markOf(at('error', 3))?.mark).toBe('bad');
    expect(markOf(at('cancelled', 3))).toBeNull();
  });

  it('is a picture without a request', () => {
    expect(drawMark({ mark: 'run', percent: 50 })).toMatch(/^data:image\/svg\+xml,/);
    expect(decodeURIComponent(drawMark({ mark: 'run', percent: 50 }))).toContain('stroke-dasharray="37.7 99"');
  });

  it('is drawn once for each percent', () => {
    const set: string[] = [];
    const link = { set href(value: string) { set.push(value); }, get href() { return 'plain.svg'; } };
    const icon = new Favicon({ querySelector: () => link } as unknown as Document);
    for (let i = 0; i < 100; ++i) icon.show(at('processing', 42 + i / 100));
    expect(set).toHaveLength(1);
    icon.show(initialState);
    expect(set).toHaveLength(2);
    expect(set[1]).toBe('plain.svg');
  });
});
