import { describe, expect, it } from 'vitest';
import type { FileRow } from '../api/types';
import { applied, asEdited, inverseOf, nextLabel, type PendingEdit } from './edits';

const row = (patch: Partial<FileRow> = {}): FileRow => ({
  id: 1, path: '/a.png', size: 1, state: 'done', skipped_existing: false, error: null, at: null, included: true, committed: false,
  file_type: 'image', format: 'png', width: 1, height: 1, duration: null, keyword_count: 0, score: 3, score_set: false,
  nsfw_score: 0.4, nsfw: false, nsfw_set: false, generator: null, model_name: null, warning_count: 0, ...patch,
});
const edit = (patch: Partial<PendingEdit>): PendingEdit =>
  ({ key: 1, ids: new Set([1]), except: new Set(), list: 1, set: { score: 5 }, confirmed: null, ...patch });

describe('an edit before the answer', () => {
  it('shows what is set', () => {
    expect(applied(row(), { score: 5, included: false }, 0.5)).toMatchObject({ score: 5, score_set: true, included: false });
    expect(applied(row(), { nsfw: true }, 0.5)).toMatchObject({ nsfw: true, nsfw_set: true });
    expect(applied(row({ nsfw: true, nsfw_set: true }), { nsfw: null }, 0.5)).toMatchObject({ nsfw: false, nsfw_set: false });
    expect(applied(row({ nsfw: true, nsfw_set: true, nsfw_score: null }), { nsfw: null }, 0.5).nsfw).toBeNull();
  });

  it('leaves alone what cannot be changed', () => {
    for (const fixed of [row({ state: 'failed' }), row({ committed: true })]) expect(applied(fixed, { score: 5 }, 0.5)).toBe(fixed);
  });

  it('holds until a page comes that was asked for after the answer', () => {
    expect(asEdited(row(), 0, 1, [edit({})], null).score).toBe(5);
    expect(asEdited(row(), 3, 1, [edit({ confirmed: 4 })], null).score).toBe(5);
    expect(asEdited(row(), 4, 1, [edit({ confirmed: 4 })], null).score).toBe(3);
  });

  it('of all that match is of that list alone, and spares the exceptions', () => {
    const all = edit({ ids: null, except: new Set([2]) });
    expect(asEdited(row(), 0, 1, [all], null).score).toBe(5);
    expect(asEdited(row({ id: 2 }), 0, 1, [all], null).score).toBe(3);
    expect(asEdited(row(), 0, 2, [all], null).score).toBe(3);
  });

  it('applies in order', () => {
    expect(asEdited(row(), 0, 1, [edit({}), edit({ key: 2, set: { score: 1 } })], null).score).toBe(1);
  });
});

describe('the inverse', () => {
  it('brings back the own value where there was one, else what was read', () => {
    const rows = [row(), row({ id: 2, score: 4, score_set: true }), row({ id: 3 }), row({ id: 4, state: 'failed' })];
    expect(inverseOf(rows, { score: 5 })).toEqual([{ ids: [1, 3], set: { score: null } }, { ids: [2], set: { score: 4 } }]);
  });

  it('concerns only what was set, and undoes it', () => {
    const before = [row({ nsfw: true, nsfw_set: true, score: 2, score_set: true }), row({ id: 2, included: false })];
    const set = { nsfw: false, included: true };
    const after = before.map((each) => applied(each, set, 0.5));
    for (const { ids, set: back } of inverseOf(before, set)) {
      for (const id of ids) {
        const was = before.find((each) => each.id === id)!;
        expect(applied(after.find((each) => each.id === id)!, back, 0.5)).toEqual(was);
      }
    }
  });
});

it('labels go round', () => {
  let now = row();
  const seen = [];
  for (let i = 0; i < 3; ++i) {
    const nsfw = nextLabel(now);
    seen.push(nsfw);
    now = applied(now, { nsfw }, 0.5);
  }
  expect(seen).toEqual([true, false, null]);
});
